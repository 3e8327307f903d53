"""Where a recording is longer or shorter than the transcribed one, times may be shifted."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.widget.host_pages import HostPages
from tests.widget.players_kinds import (
    ADAPTED,
    AUDIO,
    BEANS_AUDIO,
    KINDS,
    LENGTHS,
    MOMENTS,
    OTHER_AUDIO,
    Kind,
    ask_about_moments,
    open_player,
)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_recording_of_another_length_is_noted(
    page: Page, host: HostPages, site: str, kind: Kind
) -> None:
    """Where it has other adverts than the one that was transcribed, times may be shifted."""
    playing = open_player(page, host, site, replace(kind, audio=OTHER_AUDIO))
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
