"""Citing an episode on its page, in a real browser: read, copied, saved."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import Served
from tests.widget.axe import violations
from tests.widget.browser import PATIENCE, Look, chromium_shell, new_page
from tests.widget.fitting import assert_fits

MLA = (
    "Oakes, Maren, host. “After the Weir.” Wet Boots, 12 June 2025,"
    " https://example.org/wet-boots/after-the-weir."
)
PASTED = """async (kind) => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType(kind)).text();
}"""


@pytest.fixture(scope="module")  # Playwright holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with chromium_shell() as browser:
        yield browser


def opened(page: Page, served: Served) -> Page:
    """Opens the references on the page of a sample episode, without the widget."""
    page.route("**/widget/**", lambda route: route.abort())
    page.goto(f"{served.url}/episodes/weir")
    page.get_by_text("Cite this episode").click()
    return page


def copy(page: Page, style: str) -> None:
    page.get_by_role("button", name=f"Copy the {style} reference").click()


def test_a_reference_is_copied_with_its_italics(browser: Browser, served: Served) -> None:
    """As text where one pastes text, else with the show in italics."""
    with new_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
        copy(opened(page, served), "MLA")
        expect(page.locator("#copied")).to_have_text("Copied.")
        assert page.evaluate(PASTED, "text/plain") == MLA
        assert "<i>Wet Boots</i>, 12 June 2025" in page.evaluate(PASTED, "text/html")


def test_what_may_not_be_copied_is_selected(browser: Browser, served: Served) -> None:
    """The listener copies it by hand, and is told so."""
    with new_page(browser) as page:
        page.add_init_script("navigator.clipboard.write = () => Promise.reject(new Error('No'));")
        copy(opened(page, served), "MLA")
        expect(page.locator("#copied")).to_have_text("It is selected: copy it by hand.")
        assert page.evaluate("String(getSelection())") == MLA


def test_without_script_references_are_read_and_files_saved(
    browser: Browser, served: Served
) -> None:
    """Only the buttons that copy are missing."""
    with new_page(browser, Look(script=False)) as page:
        opened(page, served)
        expect(page.get_by_text(MLA)).to_be_visible()
        expect(page.get_by_text("(Oakes, 2025)")).to_be_visible()
        expect(page.locator("#cite button")).to_have_count(3)
        expect(page.locator("#cite button:visible")).to_have_count(0)
        with page.expect_download() as saved:
            page.get_by_role("link", name="BibTeX").click()
        assert saved.value.suggested_filename == "weir.bib"


def test_the_keyboard_opens_and_copies(browser: Browser, served: Served) -> None:
    """In the order in which it is read."""
    with new_page(browser) as page:
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(f"{served.url}/episodes/weir")
        page.locator("#cite summary").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Copy the APA reference")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Copy the APA reference")).to_be_focused()


def test_an_address_may_lead_to_a_reference(browser: Browser, served: Served) -> None:
    """It is opened then."""
    with new_page(browser) as page:
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(f"{served.url}/episodes/weir#cite-mla")
        expect(page.get_by_text(MLA)).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_everybody_can_use_the_references(
    browser: Browser, served: Served, width: int, scheme: Any
) -> None:
    """No rule of axe is broken, and nothing is wider than the screen."""
    with new_page(browser, Look(width=width, scheme=scheme)) as page:
        opened(page, served)
        expect(page.locator("#cite button:visible")).to_have_count(3)
        assert violations(page) == []
        assert_fits(page)
