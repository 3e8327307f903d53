"""What a shared answer's page says when the transcript has changed since, or is gone."""

from dataclasses import replace

import pytest

from indexer import IndexedEpisode, Timing
from tests.service.shared_pages import (
    ANA,
    BO,
    LOST,
    NOBODY,
    answer_of,
    by,
    changed,
    cited,
    claim,
    html_of,
    later,
    page_of,
    without,
)


def test_words_that_moved_are_played_where_they_are_now(winter: IndexedEpisode) -> None:
    """They are still said, and the page says that they were heard earlier."""
    after = changed(winter, later(5.2))
    page = page_of(answer_of(winter), after)
    assert page.verified == (
        "2 of 2 quotes verified against today’s transcript. 2 are at another time now."
    )
    assert page.is_verified
    [lost] = page.claims[0].quotes
    assert (lost.time, lost.second, lost.address) == ("0:13", "13.7", "/episodes/winter#t=13,20")
    assert lost.note == "Heard at 0:13 now, and at 0:08 when this was answered."
    assert f'<p class="quiet">{lost.note}</p>' in html_of(answer_of(winter), after)


def test_words_elsewhere_at_the_same_time_are_not_worth_a_word(winter: IndexedEpisode) -> None:
    """Somebody mended a word before them."""
    after = changed(
        winter, lambda said: replace(said, text=said.text.replace("Welcome", "Well, welcome"))
    )
    page = page_of(answer_of(winter), after)
    assert page.verified == "2 of 2 quotes verified against today’s transcript."
    assert [one.note for shown in page.claims for one in shown.quotes] == [None, None]


def test_words_that_are_gone_hold_nothing_up(winter: IndexedEpisode) -> None:
    """They are shown as what was answered, and as no more: no moment, no surroundings."""
    after = changed(winter, without("thirty-one"))
    wrote = claim(
        "Mites feed on bees; 31 hives were lost.", cited(winter, LOST), cited(winter, NOBODY)
    )
    page = page_of(answer_of(winter, claim(LOST, cited(winter, LOST)), wrote), after)
    assert page.verified == (
        "1 of 3 quotes verified against today’s transcript. 2 are no longer in it."
    )
    assert not page.is_verified
    [lost] = page.claims[0].quotes
    assert lost.note == "These words are no longer in the transcript."
    assert (lost.words, lost.before, lost.after) == (LOST, "", "")
    assert (lost.address, lost.second, lost.time) == (None, None, "0:08")
    assert page.claims[0].note == "This sentence is no longer held up by the transcript."
    assert page.claims[1].note == "This sentence is only partly held up by the transcript now."
    two = answer_of(winter, claim(LOST, cited(winter, LOST)), claim(NOBODY, cited(winter, NOBODY)))
    html = html_of(two, after)
    assert 'class="verified changed">1 of 2 quotes' in html
    assert html.count("no longer held up") == 1
    assert html.count('<figure class="lost">') == html.count('<p class="note">These words') == 1


@pytest.mark.parametrize(
    ("speaker", "note"),
    [
        (BO, "The transcript gives these words to Bo Lind now."),
        (None, "The transcript no longer says who said these words."),
    ],
)
def test_words_that_are_given_to_another_are_not_verified(
    winter: IndexedEpisode, speaker: str | None, note: str
) -> None:
    """Who was named when it was answered is still named, and who is named now."""
    page = page_of(answer_of(winter), changed(winter, by(speaker, "thirty-one")))
    assert page.verified == (
        "0 of 2 quotes verified against today’s transcript. 2 are given to another speaker now."
    )
    [lost] = page.claims[0].quotes
    assert (lost.speaker, lost.note, lost.second) == (ANA, note, "8.5")
    assert page.claims[0].note is None
    assert lost.is_lost


def test_words_that_lost_their_times_are_still_said(winter: IndexedEpisode) -> None:
    """Without a moment to play."""
    after = changed(winter, lambda said: replace(said, spans=(), timing=Timing.NONE))
    page = page_of(answer_of(winter), after)
    [lost] = page.claims[0].quotes
    assert page.verified == "2 of 2 quotes verified against today’s transcript."
    assert (lost.note, lost.time, lost.address) == (
        "The transcript no longer says when.", None, None,
    )  # fmt: skip


def test_an_episode_that_is_gone_leaves_what_was_answered(winter: IndexedEpisode) -> None:
    """None of it is verified; nothing leads to where nothing is."""
    page = page_of(answer_of(winter), None)
    assert page.verified == "0 of 2 quotes verified: the episode cannot be read here now."
    assert not page.is_verified
    [lost] = page.claims[0].quotes
    assert (lost.words, lost.address, lost.note, page.claims[0].note) == (LOST, None, None, None)
    assert page.card == page.verified
    html = html_of(answer_of(winter), None)
    assert LOST in html
    assert "/episodes/" not in html
    assert "<audio" not in html


def test_a_card_has_no_quote_that_the_transcript_has_not(winter: IndexedEpisode) -> None:
    """It shows the first that still stands, or that none does."""
    after = changed(winter, without("thirty-one"))
    answer = answer_of(
        winter, claim(LOST, cited(winter, LOST)), claim(NOBODY, cited(winter, NOBODY))
    )
    assert page_of(answer, after).card == f"“{NOBODY}” Bo Lind, 0:32"
    gone = page_of(answer, changed(winter, without("thirty-one", "Nobody")))
    assert gone.card.startswith("0 of 2 quotes verified")
