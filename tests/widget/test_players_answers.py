"""An answer is played moment by moment, and the listener stays the master of the player."""

import pytest
from playwright.sync_api import Page, expect

from tests.waiting import eventually
from tests.widget.host_pages import HostPages
from tests.widget.players_kinds import (
    ADAPTED,
    AUDIO,
    MOMENTS,
    Kind,
    Playing,
    ask_about_moments,
    open_player,
)


def play_the_answer(playing: Playing) -> None:
    """Begins to play the moments, and waits until the first is heard."""
    ask_about_moments(playing).click()
    eventually(lambda: playing.is_playing and playing.position > MOMENTS[0][0])


def begin_slowly(page: Page, host: HostPages, site: str, kind: Kind = AUDIO) -> Playing:
    """A page on which the first moment is heard, and will be for long."""
    playing = open_player(page, host, site, kind)
    playing.slow_down()
    play_the_answer(playing)
    return playing


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
    playing = begin_slowly(page, host, site, kind)
    playing.of_media("media.pause()")
    playing.widget.get_by_role("button", name="Play the answer").wait_for()
    assert not playing.is_playing
    assert len(playing.sought) == 1


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_listener_who_goes_elsewhere_is_left_there(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """The player plays on where they went."""
    playing = begin_slowly(page, host, site, kind)
    playing.of_media("{ media.currentTime = 400; }")
    playing.widget.get_by_role("button", name="Play the answer").wait_for()
    assert playing.is_playing
    assert len(playing.sought) == 2


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_the_playing_of_an_answer_can_be_stopped(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """With the button that began it."""
    playing = begin_slowly(page, host, site, kind)
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


def test_the_moment_that_is_played_is_marked(page: Page, host: HostPages, site: str) -> None:
    """One at a time."""
    playing = begin_slowly(page, host, site)
    marked = playing.widget.locator("[aria-current=true]")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("0:31")
