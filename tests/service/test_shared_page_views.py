"""What a shared answer's page shows: the answer, its evidence, and nothing else."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer import IndexedEpisode, Segment, Timing, assemble
from service.answering.citation import cite
from service.answering.events import Notice, Outcome
from service.pages import Place
from tests.service.shared_pages import (
    ANA,
    HERE,
    LOST,
    MITE,
    NOBODY,
    SHARE,
    answer_of,
    by,
    changed,
    cited,
    claim,
    html_of,
    page_of,
    without,
)


def test_an_answer_is_shown_with_its_evidence(winter: IndexedEpisode) -> None:
    """The transcript's words in their surroundings, who says them, and a link to each moment."""
    page = page_of(answer_of(winter), winter)
    assert page.verified == "2 of 2 quotes verified against today’s transcript."
    assert page.is_verified
    lost, mite = (shown.quotes[0] for shown in page.claims)
    assert (lost.words, lost.speaker, lost.time, lost.note) == (LOST, ANA, "0:08", None)
    assert (lost.address, lost.second) == ("/episodes/winter#t=8,14", "8.5")
    assert (mite.before, mite.after) == (f"{LOST} ", "")
    html = html_of(answer_of(winter), winter)
    for said in (
        "<title>How many hives? · Hive Talk</title>",
        '<h1 dir="auto">How many hives?</h1>',
        f'<blockquote dir="auto" lang="en"><mark>{LOST}</mark>',
        "<figcaption><bdi>Ana Černá</bdi>",
        '<a href="/episodes/winter#t=8,14" data-t="8.5">Play from 0:08</a></figcaption>',
        '<audio id="player" controls preload="metadata" src="/v1/episodes/winter/audio"',
        '<a href="/episodes/winter"><bdi lang="en">The long winter</bdi></a>',
        '<time datetime="2026-11-30">30 November 2026</time>',
        "picked from its transcript by a program",
    ):
        assert said in html
    assert "ans_secret" not in html


def test_a_follow_up_is_shared_as_it_was_understood(winter: IndexedEpisode) -> None:
    """Who opens the link has not seen what went before."""
    meant = "How many hives did Bo lose?"
    assert page_of(answer_of(winter, standalone=meant), winter).question == meant


def test_a_model_s_sentence_stands_above_what_it_rests_on(winter: IndexedEpisode) -> None:
    """A verbatim one is its quote and is not said twice."""
    wrote = claim("Ana lost 31 hives.", cited(winter, LOST), cited(winter, MITE))
    own = claim(LOST, cited(winter, LOST))
    page = page_of(answer_of(winter, wrote, own, answered_by="model"), winter)
    assert [shown.text for shown in page.claims] == ["Ana lost 31 hives.", None]
    assert [len(shown.quotes) for shown in page.claims] == [2, 1]
    assert page.how_made.startswith("AI-generated from the transcript")


def test_what_is_not_public_is_not_around_the_quotes(winter: IndexedEpisode) -> None:
    """Only the words that were quoted are shown."""
    page = page_of(answer_of(winter), winter, is_public=False)
    quotes = [one for shown in page.claims for one in shown.quotes]
    assert [(one.before, one.words, one.after) for one in quotes] == [
        ("", LOST, ""), ("", MITE, ""),
    ]  # fmt: skip
    html = html_of(answer_of(winter, claim(MITE, cited(winter, MITE))), winter, is_public=False)
    assert LOST not in html
    assert LOST in html_of(answer_of(winter, claim(MITE, cited(winter, MITE))), winter)


def test_surroundings_that_are_cut_say_so(winter: IndexedEpisode) -> None:
    """Where they begin or end within a sentence."""
    words = "thirty-one hives"
    quote = (
        page_of(answer_of(winter, claim("31.", cited(winter, words))), winter).claims[0].quotes[0]
    )
    assert quote.before == "We lost "
    long = assemble(
        [Segment(f"once {'more ' * 60}here it is {'and on ' * 60}", ANA, 0, 9)], Timing.PARAGRAPH
    )
    episode = replace(winter, transcript=long)
    quote = (
        page_of(answer_of(episode, claim("It is.", cited(episode, "here it is"))), episode)
        .claims[0]
        .quotes[0]
    )
    assert quote.before.startswith("…more ")
    assert quote.after.endswith("on…") or quote.after.endswith("and…")


def test_a_paragraph_s_time_is_about_right(winter: IndexedEpisode) -> None:
    """As the widget says it; of a nameless speaker too."""
    paragraph = assemble([Segment(LOST, None, 61.0, 70.0)], Timing.PARAGRAPH)
    episode = replace(winter, transcript=paragraph)
    answer = answer_of(episode, claim(LOST, cited(episode, LOST)))
    [quote] = page_of(answer, episode).claims[0].quotes
    assert (quote.time, quote.speaker) == ("about 1:01", "A speaker")
    assert "Play from about 1:01" in html_of(answer, episode)


def test_without_audio_moments_lead_to_the_episode(winter: IndexedEpisode) -> None:
    """There is no player that they could be played in here."""
    html = html_of(answer_of(winter), winter, place=Place("https://ask.example", None))
    assert "<audio" not in html
    assert '<a href="/episodes/winter#t=8,14" data-t="8.5">0:08</a>' in html


def test_that_an_episode_does_not_say_is_said(winter: IndexedEpisode) -> None:
    """With the nearest moment, which is verified like any other quote."""
    nearest = cited(winter, NOBODY)
    answer = answer_of(winter, outcome=Outcome.NOT_IN_EPISODE, claims=(), nearest=nearest)
    page = page_of(answer, winter)
    assert page.told == ("This episode does not say.",)
    assert page.nearest
    assert page.nearest.words == NOBODY
    assert page.verified == "1 of 1 quote verified against today’s transcript."
    assert page.card == (f"This episode does not say. The nearest moment: “{NOBODY}” Bo Lind, 0:32")
    html = html_of(answer, winter)
    assert html.index("This episode does not say.</p>") < html.index("The nearest moment:</p>")
    gone = page_of(answer, changed(winter, without("Nobody knows")))
    assert (
        gone.told[1] == "The transcript has changed since: ask again to know what it says by now."
    )
    assert gone.card == gone.verified


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"outcome": "partly_answered", "missing": "the cost"}, "Not in this episode: the cost"),
        ({"notice": Notice.CUT_SHORT}, "The language model broke off; more may have been said."),
        ({"outcome": "small_talk", "claims": (), "reply": "You are welcome."}, "You are welcome."),
        (
            {"outcome": "needs_clarification", "claims": (), "readings": ("Which winter?",)},
            "Which winter?",
        ),
        ({"outcome": "not_in_episode", "claims": ()}, "This episode does not say."),
    ],
)  # fmt: skip
def test_every_ending_of_an_answer_is_told(
    winter: IndexedEpisode, more: dict[str, Any], said: str
) -> None:
    """Where nothing is quoted there is nothing to verify, and nothing is said of it."""
    answer = answer_of(winter, **more)
    html = html_of(answer, winter)
    assert said in html
    assert ("quotes verified" in html) == bool(answer.claims)
    assert said in html_of(answer, None)


def test_who_is_sent_a_link_sees_question_and_quote(winter: IndexedEpisode) -> None:
    """As Open Graph has it; search engines are asked to leave the page alone."""
    html = html_of(answer_of(winter), winter)
    card = f"“{LOST}” Ana Černá, 0:08"
    for field in (
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="How many hives?">',
        f'<meta property="og:description" content="{card}">',
        f'<meta property="og:url" content="https://ask.example/a/{SHARE}">',
        '<meta property="og:site_name" content="Hive Talk">',
        '<meta name="twitter:card" content="summary">',
        f'<meta name="description" content="{card}">',
        f'<link rel="canonical" href="https://ask.example/a/{SHARE}">',
        '<meta name="robots" content="noindex">',
    ):
        assert field in html
    unknown = html_of(answer_of(winter), winter, place=Place("", HERE.audio))
    assert f'<link rel="canonical" href="/a/{SHARE}">' in unknown
    assert "og:url" not in unknown


def test_nothing_that_was_asked_or_said_is_ever_markup(winter: IndexedEpisode) -> None:
    """Wherever it stands: head, attributes, quotes, names."""
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&"
    said = assemble(
        [Segment(f"{evil} {evil}.", evil, 1, 9), Segment(evil, evil, 9, 10)], Timing.CUE
    )
    metadata = winter.metadata.model_copy(update={"title": evil, "show": evil})
    episode = replace(winter, transcript=said, metadata=metadata)
    quote = cite(episode, 0, len(evil))
    wrote = claim(evil, quote)
    for more in (
        {},
        {"missing": evil, "outcome": "partly_answered"},
        {"readings": (evil,)},
        {"reply": evil, "outcome": "small_talk"},
    ):
        answer = answer_of(episode, wrote, question=evil, nearest=quote, **more)
        for shown in (episode, None, changed(episode, by('"><b>', "img"))):
            html = html_of(answer, shown)
            assert "<img" not in html
            assert "<b>" not in html
            assert re.findall(r"<script[^>]*>", html) == [
                '<script type="module" src="/web/page.js">'
            ]
            assert not re.search(r'content="[^"]*[<>]', html)


def test_how_an_answer_was_made_is_said_in_the_widget_s_words(winter: IndexedEpisode) -> None:
    """A listener reads the same in both places."""
    widget = Path(__file__).parents[2] / "service" / "widget"
    tools, endings = (widget / f"{name}.js" for name in ("tools", "endings"))
    labels = dict(re.findall(r'(\w+): "([^"]*)"', tools.read_text() + endings.read_text()))
    for by_whom in ("model", "extractive"):
        assert page_of(answer_of(winter, answered_by=by_whom), winter).how_made == labels[by_whom]
    told = page_of(answer_of(winter, outcome="not_in_episode", notice="cut_short"), winter).told
    assert told == (labels["cut_short"], labels["absent"])
