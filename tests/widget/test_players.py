"""Whatever plays an episode is put where the words were spoken, and followed from there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from tests.waiting import eventually
from tests.widget import scripted
from tests.widget.embedding import ask, open_bare, page_html, until, widget_of
from tests.widget.host_pages import HostPages
from tests.widget.players_kinds import (
    ADAPTED,
    AUDIO,
    BEANS_AUDIO,
    KINDS,
    LENGTHS,
    OTHER_AUDIO,
    YOUTUBE,
    Kind,
    Playing,
    open_player,
)
from tests.widget.players_youtube import EMBED, serve_youtube, video_in
from tests.widget.sites import SAMPLES, free_site

QUESTIONS = [
    "How many packets were in Freezer 4?",
    "What is a monotonic clock?",
    "Why did nobody answer the alarm?",
    "How warm did the top shelf get?",
    "Are the beans still alive?",
]
MOMENTS = [(31.5, 33.0), (200.25, 201.5), (90.0, 91.25)]
"""Where each of three moments begins and ends: not in the recording's order."""
FAR_BELOW = "position: absolute; top: 20000px"


def heard_at(quote: str) -> float:
    """The second at which the first word of a quotation is heard, by the times of the words."""
    words = json.loads((SAMPLES / "one-hour-twice.json").read_text(encoding="utf-8"))["segments"]
    text = " ".join(word["body"] for word in words)
    assert text.count(quote) == 1
    return float(words[text[: text.index(quote)].count(" ")]["startTime"])


def within_half_a_second_of(second: float) -> Callable[[float], bool]:
    return lambda at: abs(at - second) < 0.5


def ask_about_moments(playing: Playing) -> Locator:
    """Asks; the answer cites the moments above, each with a claim. Gives the button to play it."""
    claims = [
        scripted.claim(
            f"Moment {number}.",
            scripted.citation(f"Words {number}.", start=start, end=end),
            number=number,
        )
        for number, (start, end) in enumerate(MOMENTS)
    ]
    scripted.stream(playing.page, scripted.created(), *claims, scripted.done())
    ask(playing.page, "Which moments?")
    until(playing.page, "answered")
    return playing.widget.get_by_role("button", name="Play the answer")


def play_the_answer(playing: Playing) -> None:
    """Begins to play the moments above, and waits until the first is heard."""
    ask_about_moments(playing).click()
    eventually(lambda: playing.is_playing and playing.position > MOMENTS[0][0])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_moment_plays_where_its_words_are_heard(
    page: Page, host: HostPages, site: str, question: str
) -> None:
    """Within half a second, for every moment of the answer."""
    playing = open_player(page, host, site)
    playing.slow_down()
    ask(page, question)
    until(page, "answered")
    for chip in playing.widget.locator("[part~=citation]").all():
        chip.click()
        quote = playing.widget.locator("mark:visible").inner_text()
        heard = heard_at(quote)
        playing.wait_until_it_stands(within_half_a_second_of(heard))
        assert playing.is_playing
        chip.click()  # closed again
        expect(playing.widget.locator("mark:visible")).to_have_count(0)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_player_is_put_there_and_plays(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """By a click on a moment, and again by its button."""
    playing = open_player(page, host, site, kind)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").nth(1).click()
    playing.wait_until_it_stands(lambda at: at > MOMENTS[1][0])
    assert playing.is_playing
    assert [after for _, after in playing.sought] == pytest.approx([MOMENTS[1][0]], abs=0.5)
    playing.widget.get_by_role("button", name="Play from 3:20").click()
    eventually(lambda: len(playing.sought) == 2)
    assert playing.sought[1][1] == pytest.approx(MOMENTS[1][0], abs=0.5)


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_the_answer_is_played_moment_by_moment(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """Each to its end, in the answer's order; then the player rests."""
    playing = open_player(page, host, site, kind)
    button = ask_about_moments(playing)
    button.click()
    button.wait_for(state="detached")
    button.wait_for()
    eventually(lambda: not playing.is_playing)
    starts, ends = zip(*MOMENTS, strict=True)
    assert [after for _, after in playing.sought] == pytest.approx(starts, abs=0.5)
    left = [before for before, _ in playing.sought[1:]] + [playing.position]
    # Where it was is told a quarter of a second late at most.
    assert all(at >= end - 0.5 for at, end in zip(left, ends, strict=True))
    expect(playing.widget.locator("[aria-current]")).to_have_count(0)


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_listener_who_pauses_has_heard_enough(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """The rest is not played."""
    playing = open_player(page, host, site, kind)
    playing.slow_down()
    play_the_answer(playing)
    playing.of_media("media.pause()")
    playing.widget.get_by_role("button", name="Play the answer").wait_for()
    assert not playing.is_playing
    assert len(playing.sought) == 1


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_listener_who_goes_elsewhere_is_left_there(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """The player plays on where they went."""
    playing = open_player(page, host, site, kind)
    playing.slow_down()
    play_the_answer(playing)
    playing.of_media("{ media.currentTime = 400; }")
    playing.widget.get_by_role("button", name="Play the answer").wait_for()
    assert playing.is_playing
    assert len(playing.sought) == 2


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_the_playing_of_an_answer_can_be_stopped(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """With the button that began it."""
    playing = open_player(page, host, site, kind)
    playing.slow_down()
    play_the_answer(playing)
    playing.widget.get_by_role("button", name="Stop playing").click()
    playing.widget.get_by_role("button", name="Play the answer").wait_for()
    eventually(lambda: not playing.is_playing)
    assert len(playing.sought) == 1


def test_a_busy_page_plays_on(page: Page, host: HostPages, site: str) -> None:
    """Also where it is told only after a moment that its end is over."""
    playing = open_player(page, host, site)
    play_the_answer(playing)
    playing.of_media(
        """{
          const till = performance.now() + 1000 * Math.max(0, 35 - media.currentTime);
          while (performance.now() < till);
        }"""
    )
    eventually(lambda: len(playing.sought) > 1)
    assert playing.sought[1][1] == pytest.approx(MOMENTS[1][0], abs=0.5)


def test_a_frame_that_comes_late_plays_what_was_wanted(
    page: Page, host: HostPages, site: str
) -> None:
    """A lazy one is there only when it has been scrolled to."""
    serve_youtube(page, LENGTHS[BEANS_AUDIO])
    around = YOUTUBE.html.replace("<iframe", f"<iframe loading=lazy style='{FAR_BELOW}'")
    page.goto(host.show(page_html(site, around=around, episode="beans", player="#player")))
    widget = widget_of(page)
    ask_about_moments(Playing(page, widget, page))
    widget.locator("[part~=citation]").nth(1).click()
    widget.locator("mark").wait_for()
    assert not any(EMBED.match(frame.url) for frame in page.frames)
    page.locator("#player").scroll_into_view_if_needed()
    page.frame_locator("#player").get_by_role("heading").wait_for()
    playing = Playing(page, widget, video_in(page))
    playing.wait_until_it_stands(lambda at: at > MOMENTS[1][0])
    assert playing.is_playing


def test_the_moment_that_is_played_is_marked(page: Page, host: HostPages, site: str) -> None:
    """One at a time."""
    playing = open_player(page, host, site)
    playing.slow_down()
    play_the_answer(playing)
    marked = playing.widget.locator("[aria-current=true]")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("0:31")


def test_a_page_plays_from_a_second(page: Page, host: HostPages, site: str) -> None:
    """By the element's method."""
    playing = open_player(page, host, site)
    playing.widget.evaluate("(widget) => widget.seek(42.5)")
    playing.wait_until_it_stands(lambda at: at > 42.5)
    assert playing.is_playing


def test_a_page_that_plays_by_itself_is_left_to_it(page: Page, host: HostPages, site: str) -> None:
    """The moment opens, the page is told where it lies, the player stays."""
    playing = open_player(page, host, site)
    page.evaluate(
        """() => document.addEventListener('ask-seek', (event) => {
          event.preventDefault();
          window.told = event.detail;
        })"""
    )
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").first.click()
    expect(playing.widget.locator("mark")).to_have_text("Words 0.")
    told = page.evaluate("window.told")
    assert (told["start"], told["end"]) == MOMENTS[0]
    assert told["citation"]["quote"] == "Words 0."
    assert not playing.is_playing
    assert playing.sought == []


def test_media_chrome_shows_what_is_played(page: Page, host: HostPages, site: str) -> None:
    """Its own controls follow, since what they control was moved."""
    kind = next(one for one in KINDS if one.name == "media-chrome")
    playing = open_player(page, host, site, kind)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").nth(1).click()
    expect(page.locator("media-play-button:not([mediapaused])")).to_be_visible()
    page.locator("media-play-button").click()
    eventually(lambda: not playing.is_playing)


def test_the_store_of_podlove_says_what_is_played(page: Page, host: HostPages, site: str) -> None:
    """In its own milliseconds."""
    kind = next(one for one in KINDS if one.name == "podlove")
    playing = open_player(page, host, site, kind)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").nth(1).click()
    playing.wait_until_it_stands(lambda at: at > MOMENTS[1][0])
    state = playing.widget.evaluate("(widget) => widget.player.getState()")
    assert state["timepiece"]["playtime"] >= 1000 * MOMENTS[1][0]
    assert state["driver"]["playing"]


def test_without_a_player_a_moment_is_a_link(page: Page, site: str) -> None:
    """To the audio, from its second to its end; and the answer cannot be played."""
    widget = open_bare(page, site, episode="beans")
    playing = Playing(page, widget, page)
    ask_about_moments(playing)
    widget.locator("[part~=tools]").wait_for()
    expect(widget.get_by_role("button", name="Play the answer")).to_have_count(0)
    widget.locator("[part~=citation]").nth(1).click()
    link = widget.get_by_role("link", name="Listen at 3:20")
    expect(link).to_have_attribute("href", f"{site}/v1/episodes/beans/audio#t=200,202")


def test_an_element_without_a_player_in_it_is_none(page: Page, host: HostPages, site: str) -> None:
    """Nor is a frame of a site that is not known: a moment is a link then."""
    for around in ('<p id="player">No player</p>', '<iframe id="player" title="Other"></iframe>'):
        page.goto(host.show(page_html(site, around=around, episode="beans", player="#player")))
        playing = Playing(page, widget_of(page), page)
        ask_about_moments(playing)
        playing.widget.locator("[part~=citation]").first.click()
        expect(playing.widget.get_by_role("link", name="Listen at 0:31")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_recording_of_another_length_is_noted(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """Where it has other adverts than the one that was transcribed, times may be shifted."""
    playing = open_player(page, host, site, kind, audio=OTHER_AUDIO)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").first.click()
    expect(playing.widget.get_by_text("times may be shifted")).to_be_visible()


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_recording_of_the_same_length_is_not_noted(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """Also once its length is known."""
    playing = open_player(page, host, site, kind)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").first.click()
    playing.wait_until_it_stands(lambda at: at > MOMENTS[0][0])
    assert playing.of_media("media.duration") > 0
    expect(playing.widget.get_by_text("times may be shifted")).to_have_count(0)


@pytest.mark.parametrize(("longer", "notes"), [(-3, 1), (-1.5, 0), (1.5, 0), (3, 1)])
def test_two_seconds_more_or_less_are_let_pass(
    page: Page, host: HostPages, site: str, longer: float, notes: int
) -> None:
    """Beyond them the note is there."""

    def state_another_length(route: Route) -> None:
        response = route.fetch()
        stated = LENGTHS[BEANS_AUDIO] + longer
        route.fulfill(response=response, json={**response.json(), "duration": stated})

    page.route("**/v1/episodes/beans", state_another_length)
    playing = open_player(page, host, site, AUDIO)
    ask_about_moments(playing)
    playing.widget.locator("[part~=citation]").first.click()
    playing.wait_until_it_stands(lambda at: at > MOMENTS[0][0])
    expect(playing.widget.get_by_text("times may be shifted")).to_have_count(notes)


BEFORE = "Hello 🐝🐝 from the 👩🏽‍🌾 Šmarje apiary 🇸🇮, said in 𝔣𝔯𝔞𝔨𝔱𝔲𝔯 once."
QUOTE = "The old queen 👑 was painted green 🟢 by Ana Černá in May."
AFTER = "Nobody 🤷 has seen her since then 🐝."
SAID = [("Ana Černá", BEFORE), ("Bor 🧔", QUOTE), ("Ana Černá", AFTER)]


@pytest.fixture
def astral(encoders: Path, minilm: OnnxEncoder, tmp_path: Path) -> Iterator[str]:
    """A service with an episode in which much lies beyond the sixteen bits of JavaScript."""
    (tmp_path / "encoders").symlink_to(encoders)
    path = tmp_path / "astral.vtt"
    cues = [
        f"00:0{number}:00.000 --> 00:0{number}:08.000\n<v {speaker}>{text}\n\n"
        for number, (speaker, text) in enumerate(SAID)
    ]
    path.write_text("WEBVTT\n\n" + "".join(cues), encoding="utf-8")
    index_transcript(path, Library(tmp_path), minilm, BuildOptions("astral"))
    with free_site(tmp_path, tmp_path) as url:
        yield url


def test_an_emoji_before_a_quotation_does_not_shift_it(page: Page, astral: str) -> None:
    """What is marked is exactly what was said, and its surroundings are joined to it."""
    widget = open_bare(page, astral, episode="astral")
    ask(page, "Who painted the old queen green?")
    until(page, "answered")
    widget.locator("[part~=citation]", has_text="1:00").click()
    mark = widget.locator("mark:visible")
    expect(mark).to_have_text(QUOTE)
    shown = widget.locator("blockquote:visible").inner_text()
    assert QUOTE in shown
    assert " ".join(shown.split()) in f"{BEFORE} {QUOTE} {AFTER}"
