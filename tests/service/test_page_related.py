"""Related episodes on an episode's page, in a real browser."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import Served
from tests.widget.axe import violations
from tests.widget.browser import PATIENCE, Look, chromium_shell, new_page


def moment(quote: str, start: float | None, speaker: str | None = "Ana") -> dict[str, Any]:
    return {"quote": quote, "speaker": speaker, "start": start}


TOPICS = [
    {
        "label": "frost",
        "here": moment("The frost came.", 75.5),
        "there": moment("Frost killed them.", 3725, None),
    },
    {"label": "rivers", "here": moment("A river.", None), "there": moment("It ran.", None)},
]
WINTER = {
    "id": "winter",
    "title": "<b>The long winter</b>",
    "show": "Hive Talk",
    "date": "2025-03-01",
}
RELATED = {"items": [{"episode": WINTER, "nearness": 0.6, "topics": TOPICS}], "next": None}


@pytest.fixture(scope="module")  # Playwright holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with chromium_shell() as browser:
        yield browser


def opened(page: Page, served: Served, answer: dict[str, Any] | None) -> Page:
    """Opens the related episodes on the page of a sample episode, without the widget."""
    page.route("**/widget/**", lambda route: route.abort())
    status, body = (503, "") if answer is None else (200, json.dumps(answer))
    page.route("**/related", lambda route: route.fulfill(status=status, body=body))
    page.goto(f"{served.url}/episodes/weir")
    page.get_by_text("Related episodes").click()
    return page


def test_what_both_speak_of_is_shown_with_a_moment_of_each(
    browser: Browser, served: Served
) -> None:
    """The one here plays, the one there leads to the other page; nothing is markup."""
    with new_page(browser) as page:
        shown = opened(page, served, RELATED).locator(".related > li")
        expect(shown).to_contain_text("<b>The long winter</b> Hive Talk · 2025-03-01")
        expect(shown).to_contain_text("Here, 1:15 Ana: “The frost came.”")
        expect(shown).to_contain_text("There, 1:02:05 “Frost killed them.”")
        links = shown.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        there = "/episodes/winter"
        assert links == [there, "#t=75.5", f"{there}#t=3725", None, there]
        shown.get_by_role("link", name="Here, 1:15").click()
        assert 75.5 <= page.locator("#player").evaluate("player => player.currentTime") < 85


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"items": [], "next": None}, "No other episode here speaks of the same."),
        (None, "The episodes could not be compared. Reload the page to try again."),
    ],
)
def test_what_there_is_not_is_said(
    browser: Browser, served: Served, answer: dict[str, Any] | None, told: str
) -> None:
    """In a sentence."""
    with new_page(browser) as page:
        expect(opened(page, served, answer).locator("#related [role=status]")).to_have_text(told)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, served: Served, scheme: Any) -> None:
    """Nor does the page grow wider than a phone."""
    with new_page(browser, Look(width=320, scheme=scheme)) as page:
        expect(opened(page, served, RELATED).locator(".related > li")).to_be_visible()
        assert violations(page) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320


def test_the_service_itself_is_asked(browser: Browser, served: Served) -> None:
    """Whatever it finds among the samples."""
    with new_page(browser) as page:
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(f"{served.url}/episodes/weir")
        with page.expect_response("**/v1/episodes/weir/related") as told:
            page.get_by_text("Related episodes").click()
        items = told.value.json()["items"]
        expect(page.locator(".related > li")).to_have_count(len(items))
