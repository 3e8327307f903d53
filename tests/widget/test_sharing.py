"""Sharing an answer: from the widget to a public page that plays, and back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.waiting import eventually
from tests.widget.asking_pages import alert, answered, part, press
from tests.widget.axe import violations
from tests.widget.browser import Look
from tests.widget.fitting import assert_fits
from tests.widget.lines import HIGH, HOW_HIGH, OSLO
from tests.widget.scenes import share
from tests.widget.sites import WEIR

OpenPage = Callable[[Look], Page]
SHARE = "**/v1/answers/*/share"
TIME = "(player) => player.currentTime"
KEEP_WHERE_IT_BEGINS = """(player) => {
  window.began = new Promise((tell) => {
    player.addEventListener('playing', () => tell(player.currentTime));
  });
}"""
SAID_AT = 91.62
"""The second at which the words are heard that answer the question."""


def shared(page: Page) -> str:
    """Shares the answer that is shown; gives the path of its page."""
    with page.expect_response(SHARE) as found:
        press(page, "Share")
    assert found.value.status == 201
    told: dict[str, str] = found.value.json()
    expect(page.get_by_role("link", name="Shared page")).to_have_attribute("href", told["url"])
    return urlsplit(told["url"]).path


def status_of(site: str, path: str) -> int:
    return httpx.get(f"{site}{path}", trust_env=False).status_code


def shared_by_a_program(site: str, question: str = HOW_HIGH) -> str:
    """Asks, and shares the answer; gives the address of its page."""
    return f"{site}/a/{share(site, question)}"


def test_an_answer_is_shared_and_taken_back(copying: Page, site: str) -> None:
    """Its link is copied, and what that means is said; then the same button undoes it."""
    answered(copying, site)
    path = shared(copying)
    told = part(copying, "status")
    expect(told).to_have_text("Copied. Whoever has the link can read this question and its answer.")
    text: str = copying.evaluate("navigator.clipboard.readText()")
    assert text.endswith(path)
    assert text.startswith("http")
    assert status_of(site, path) == 200
    expect(copying.get_by_role("button", name="Stop sharing")).to_be_focused()
    press(copying, "Stop sharing")
    expect(told).to_have_text("It is no longer shared: the link leads nowhere now.")
    expect(copying.get_by_role("link", name="Shared page")).to_have_count(0)
    assert status_of(site, path) == 404
    assert shared(copying) != path


def test_a_double_click_shares_and_does_not_take_back(copying: Page, site: str) -> None:
    """However fast the service answers."""
    sent: list[str] = []
    copying.on("request", lambda one: sent.append(one.method) if "/share" in one.url else None)
    answered(copying, site)
    copying.get_by_role("button", name="Share", exact=True).dblclick(delay=200)
    expect(copying.get_by_role("button", name="Stop sharing")).to_be_visible()
    assert sent == ["POST"]


def test_what_cannot_be_shared_now_can_be_shared_later(page: Page, site: str) -> None:
    """The fault is said, and no longer when it is mended; a link may be copied by hand."""
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('No'));")
    page.route(SHARE, lambda route: route.abort())
    answered(page, site)
    press(page, "Share")
    expect(alert(page)).to_have_text("That did not work. Try again in a moment.")
    expect(page.get_by_role("button", name="Stop sharing")).to_have_count(0)
    page.unroute(SHARE)
    path = shared(page)
    expect(alert(page)).to_have_text("Copy this text")
    expect(page.get_by_role("textbox", name="Copy this text")).to_have_value(
        f"http://127.0.0.1:8000{path}"
    )
    page.route(SHARE, lambda route: route.abort())
    press(page, "Stop sharing")
    expect(alert(page)).to_have_text("That did not work. Try again in a moment.")
    assert status_of(site, path) == 200
    page.unroute(SHARE)
    press(page, "Stop sharing")
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_visible()
    expect(alert(page)).to_be_empty()
    assert status_of(site, path) == 404


def test_an_answer_that_is_gone_cannot_be_shared(page: Page, site: str) -> None:
    """The service's own sentence says so."""
    page.route(SHARE, lambda route: route.continue_(url=f"{site}/v1/answers/ans_none/share"))
    answered(page, site)
    press(page, "Share")
    expect(alert(page)).to_have_text("There is no answer of yours with this id.")


def test_a_shared_page_plays_its_moments(page: Page, site: str) -> None:
    """Within half a second of where the words are, in the page's own player."""
    page.goto(shared_by_a_program(site))
    expect(page.get_by_role("heading", level=1)).to_have_text(HOW_HIGH)
    expect(page.get_by_text("verified against today’s transcript.")).to_be_visible()
    expect(page.locator("mark")).to_have_text(HIGH)
    player = page.locator("#player")
    player.evaluate(KEEP_WHERE_IT_BEGINS)
    page.get_by_role("link", name="Play from 1:31").click()
    began: float = page.evaluate("window.began")
    assert abs(began - SAID_AT) < 0.5
    assert page.url.endswith(f"#t={SAID_AT}")
    eventually(lambda: bool(player.evaluate(TIME) > began))


def test_an_address_with_a_moment_leads_there(page: Page, site: str) -> None:
    """A link may name one, as those of the episode's page do."""
    page.goto(f"{shared_by_a_program(site)}#t=106,110")
    expect(page.locator("#player")).to_have_js_property("currentTime", 106)


def test_without_script_a_moment_leads_to_the_episode(open_page: OpenPage, site: str) -> None:
    """All of the answer is there, and its moments are links."""
    page = open_page(Look(script=False))
    page.goto(shared_by_a_program(site))
    expect(page.locator("mark")).to_have_text(HIGH)
    page.get_by_role("link", name="Play from 1:31").click()
    expect(page).to_have_url(f"{site}/episodes/{WEIR}#t=91,96")
    expect(page.get_by_role("heading", level=1)).to_have_text("After the Weir")


@pytest.mark.parametrize("question", [HOW_HIGH, OSLO])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_everybody_can_use_a_shared_page(
    open_page: OpenPage, site: str, width: int, scheme: Any, question: str
) -> None:
    """No rule of axe is broken, and nothing is wider than the screen."""
    page = open_page(Look(width=width, scheme=scheme))
    page.goto(shared_by_a_program(site, question))
    expect(page.locator("figure")).to_have_count(1)
    assert violations(page) == []
    assert_fits(page)


def test_a_question_without_a_space_fits_the_narrowest_screen(
    open_page: OpenPage, site: str
) -> None:
    """Whatever somebody typed."""
    page = open_page(Look(width=320))
    page.goto(shared_by_a_program(site, "weir" * 100))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_an_answer_is_shared(
    open_page: OpenPage, site: str, scheme: Any
) -> None:
    """The button that takes it back, and the link to the page, on the narrowest screen."""
    page = open_page(Look(width=320, scheme=scheme))
    page.add_init_script("navigator.clipboard.writeText = () => Promise.resolve();")
    answered(page, site)
    shared(page)
    assert violations(page) == []
    assert_fits(page)
