"""What a page sets of the widget's look and of what it holds: properties, and slots."""

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium
from tests.widget.asking_pages import answered, part
from tests.widget.embedding import ask, open_bare, until
from tests.widget.sites import WEIR, WINTER

_VALUE = """(it, [name, value, selector, property]) => {
  it.style.setProperty(name, value);
  return getComputedStyle(it.shadowRoot.querySelector(selector))[property];
}"""


@pytest.mark.parametrize(
    ("name", "value", "selector", "style", "shown"),
    [
        ("--ask-accent", "rgb(1, 2, 3)", ".primary", "backgroundColor", "rgb(1, 2, 3)"),
        ("--ask-on-accent", "rgb(4, 5, 6)", ".primary", "color", "rgb(4, 5, 6)"),
        ("--ask-bg", "rgb(7, 8, 9)", ".panel", "backgroundColor", "rgb(7, 8, 9)"),
        ("--ask-fg", "rgb(9, 8, 7)", ".panel", "color", "rgb(9, 8, 7)"),
        ("--ask-border", "rgb(6, 5, 4)", ".panel", "borderTopColor", "rgb(6, 5, 4)"),
        ("--ask-radius", "3px", ".panel", "borderTopLeftRadius", "3px"),
        ("--ask-font", "monospace", ".panel", "fontFamily", "monospace"),
        ("--ask-max-height", "77px", ".log", "maxHeight", "77px"),
        ("--ask-mark", "rgb(3, 2, 1)", "mark", "backgroundColor", "rgb(3, 2, 1)"),
    ],
)
def test_a_property_is_taken(  # noqa: PLR0913, PLR0917 - a row of a table
    page: Page, site: str, name: str, value: str, selector: str, style: str, shown: str
) -> None:
    """Each by its name, on what it is for."""
    widget = answered(page, site)
    part(page, "citation").first.click()
    widget.locator("mark").wait_for()
    assert widget.evaluate(_VALUE, [name, value, selector, style]) == shown


def test_what_went_wrong_has_its_colour(page: Page, site: str) -> None:
    """The one that the page gives it."""
    page.route("**/answers", lambda route: route.abort())
    widget = open_bare(page, site, episode=WEIR)
    ask(page, "How high was the weir?")
    until(page, "error")
    taken = [*("--ask-error", "rgb(1, 2, 3)"), ".notice", "color"]
    assert widget.evaluate(_VALUE, taken) == "rgb(1, 2, 3)"


def test_a_page_puts_something_before_the_questions_and_below_the_field(
    page: Page, site: str
) -> None:
    """What stands before them goes when the first question is asked."""
    widget = open_bare(page, site, episode=WEIR)
    widget.evaluate(
        "(it) => { it.innerText = ''; for (const slot of ['empty', 'footer']) "
        "it.append(Object.assign(document.createElement('p'), {slot, textContent: slot})); }"
    )
    expect(widget.locator("[slot=empty]")).to_be_visible()
    expect(widget.locator("[slot=footer]")).to_be_visible()
    ask(page, "How high was the weir?")
    until(page, "answered")
    expect(widget.locator("[slot=empty]")).to_be_hidden()
    expect(widget.locator("[slot=footer]")).to_be_visible()


def test_a_page_offers_premium_in_its_own_words(page: Page, premium_service: Premium) -> None:
    """In place of the widget's sentence; the button stays."""
    widget = open_bare(page, premium_service.url, episode=WINTER)
    page.locator("ask-episode[data-account]").wait_for(state="attached")
    widget.evaluate(
        "(it) => it.append(Object.assign(document.createElement('p'), "
        "{slot: 'paywall', textContent: 'Only for friends.'}))"
    )
    ask(page, "How many hives did Ana lose?")
    until(page, "paywall")
    expect(widget.locator("[slot=paywall]")).to_be_visible()
    expect(part(page, "paywall").get_by_role("button", name="Upgrade to chat")).to_be_visible()
    expect(widget.get_by_text("Your question is kept")).to_be_hidden()
