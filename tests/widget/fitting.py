"""What fits the screen, and can be pressed with a finger."""

from playwright.sync_api import Page

SMALLEST = 24
"""CSS pixels each way of what can be pressed, as WCAG 2.2 AA wants."""

_TOO_WIDE = """(it) => [...(it.shadowRoot?.querySelectorAll('*') ?? [])]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
    && getComputedStyle(one).display !== 'inline')
  .map((one) => `${one.localName}.${one.className}: ${one.scrollWidth} > ${one.clientWidth}`)"""
_BUTTONS = """(it) => [...(it.shadowRoot?.querySelectorAll('button') ?? [])]
  .filter((one) => one.checkVisibility())
  .map((one) => {
    const {width, height} = one.getBoundingClientRect();
    return [one.innerText.trim() || one.getAttribute('aria-label') || '', width, height];
  })"""


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen, and nothing in a widget than its place."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    for widget in page.locator("ask-episode").all():
        assert widget.evaluate(_TOO_WIDE) == []


def assert_pressable(page: Page) -> None:
    """Every button of a widget has a name and is large enough."""
    for widget in page.locator("ask-episode").all():
        buttons = widget.evaluate(_BUTTONS)
        assert buttons
        assert [one for one in buttons if not one[0] or min(one[1:]) < SMALLEST] == []
