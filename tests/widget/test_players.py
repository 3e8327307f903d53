"""Whatever plays an episode is put where the words were spoken, and followed from there."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.waiting import eventually
from tests.widget.embedding import ask, open_bare, page_html, until, widget_of
from tests.widget.host_pages import HostPages
from tests.widget.players_kinds import (
    BEANS_AUDIO,
    KINDS,
    LENGTHS,
    MOMENTS,
    YOUTUBE,
    Kind,
    Playing,
    ask_about_moments,
    open_player,
)
from tests.widget.players_youtube import EMBED, serve_youtube, video_in
from tests.widget.sites import SAMPLES

QUESTIONS = [
    "How many packets were in Freezer 4?",
    "What is a monotonic clock?",
    "Why did nobody answer the alarm?",
    "How warm did the top shelf get?",
    "Are the beans still alive?",
]
FAR_BELOW = "position: absolute; top: 20000px"


def heard_at(quote: str) -> float:
    """The second at which the first word of a quotation is heard, by the times of the words."""
    words = json.loads((SAMPLES / "one-hour-twice.json").read_text(encoding="utf-8"))["segments"]
    text = " ".join(word["body"] for word in words)
    assert text.count(quote) == 1
    return float(words[text[: text.index(quote)].count(" ")]["startTime"])


def within_half_a_second_of(second: float) -> Callable[[float], bool]:
    return lambda at: abs(at - second) < 0.5


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
