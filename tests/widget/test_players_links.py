"""A link to a moment puts the page's player there."""

import pytest
from playwright.sync_api import Page

from tests.waiting import eventually
from tests.widget.host_pages import HostPages
from tests.widget.players_kinds import (
    ADAPTED,
    BEANS_AUDIO,
    PODLOVE_STORE,
    Kind,
    Playing,
    open_player,
)

LINK = "#t=193,201"
FOLLOW = "(to) => { location.hash = to; }"


def stands_at(playing: Playing, second: float) -> None:
    """Waits until the player is there."""
    playing.wait_until_it_stands(lambda at: abs(at - second) < 0.5)


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_page_that_is_opened_at_a_moment_stands_there(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """Also where the page's player is there later than the widget; it waits for its listener."""
    playing = open_player(page, host, site, kind, LINK)
    stands_at(playing, 193)
    eventually(lambda: not playing.is_playing)


def test_a_player_that_comes_late_is_put_there(page: Page, host: HostPages, site: str) -> None:
    """As soon as the page says what it is."""
    late = Kind("late", f'<audio id="late" src="{BEANS_AUDIO}"></audio>')
    playing = open_player(page, host, site, late, LINK)
    playing.widget.locator("[part~=starter]").first.wait_for()
    assert playing.position == 0
    playing.widget.evaluate("(it) => { it.player = document.querySelector('#late'); }")
    stands_at(playing, 193)


@pytest.mark.parametrize("kind", ADAPTED, ids=str)
def test_a_link_that_is_followed_on_the_page_leads_there(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """From wherever the player is."""
    playing = open_player(page, host, site, kind)
    playing.widget.locator("[part~=starter]").first.wait_for()
    for second in (193, 44):
        page.evaluate(FOLLOW, f"t={second}")
        stands_at(playing, second)


def test_another_player_in_its_place_is_left_where_it_is(
    page: Page, host: HostPages, site: str
) -> None:
    """The address of the page was followed already."""
    playing = open_player(page, host, site, fragment=LINK)
    stands_at(playing, 193)
    page.evaluate(
        """() => {
          window.other = document.querySelector('audio').cloneNode();
          window.seeks = 0;
          window.other.addEventListener('seeking', () => { window.seeks++; });
          document.body.append(window.other);
          document.querySelector('ask-episode').player = window.other;
        }"""
    )
    page.evaluate(FOLLOW, "t=44")
    page.wait_for_function("window.seeks > 0 && !window.other.seeking")
    assert page.evaluate("[window.seeks, Math.round(window.other.currentTime)]") == [1, 44]


def test_a_page_that_writes_where_it_plays_plays_on(page: Page, host: HostPages, site: str) -> None:
    """A second that is heard just now is nowhere to go to."""
    playing = open_player(page, host, site, fragment=LINK)
    stands_at(playing, 193)
    page.evaluate("window.sought = []")
    page.evaluate(FOLLOW, "t=192.4")
    page.evaluate(FOLLOW, "t=44")
    stands_at(playing, 44)
    assert len(playing.sought) == 1


def test_a_link_to_another_place_moves_nothing(page: Page, host: HostPages, site: str) -> None:
    """Its fragment is the page's own."""
    playing = open_player(page, host, site, PODLOVE_STORE, LINK)
    stands_at(playing, 193)
    page.evaluate(FOLLOW, "notes")
    assert playing.position == pytest.approx(193, abs=0.5)
