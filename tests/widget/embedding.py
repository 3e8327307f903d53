"""Pages that embed the widget: one of our own, with nothing else on it, and a podcast's."""

from html import escape
from typing import Any

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as TooLate

STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
)
"""The strictest policy that the widget has to work under; for media add ``media-src``."""

_PAGE = """<!doctype html>
<html lang="{lang}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>An episode</title>
<script type="module" src="{service}/widget/v1/ask-episode.js"></script>
<main>
<h1>An episode</h1>
{around}
<ask-episode{attributes}></ask-episode>
</main>
</html>
"""

_AROUND = """<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui }}
body {{ max-width: 40rem; margin: 1.5rem auto; padding: 0 1rem }}
audio {{ width: 100% }}
</style>
<p><audio id="player" aria-label="The episode" controls preload="metadata"
src="/v1/episodes/{episode}/audio"></audio></p>"""


def page_html(
    service: str = "",
    *,
    around: str = "",
    lang: str = "en",
    direction: str = "ltr",
    **attributes: str | bool,
) -> str:
    """A document with the widget, of a service at another origin unless none is named.

    ``attributes`` are the element's; one that is True has no value. ``around`` is HTML before it.
    """
    return _PAGE.format(
        service=service,
        around=around,
        lang=lang,
        direction=direction,
        attributes="".join(_attribute(name, value) for name, value in attributes.items()),
    )


def open_bare(page: Page, service: str, csp: str | None = None, **given: Any) -> Locator:
    """Opens a page at the service's own origin that holds nothing but the widget; gives it.

    The document comes from the test, as ``page_html`` makes it of what is ``given``; all that it
    loads comes from the service.
    """
    address = f"{service}/bare"
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if csp:
        headers["Content-Security-Policy"] = csp
    html = page_html(**given)
    page.route(address, lambda route: route.fulfill(body=html, headers=headers))
    page.goto(address)
    return widget_of(page)


def open_beside_player(page: Page, service: str, episode: str, *, disabled: bool = False) -> None:
    """Opens a page at the service's own origin with a player and a widget that speaks to it."""
    around = _AROUND.format(episode=episode)
    open_bare(page, service, around=around, episode=episode, player="#player", disabled=disabled)


def widget_of(page: Page) -> Locator:
    """The widget of a page, once it is there."""
    found = page.locator("ask-episode[data-state]")
    found.wait_for(state="attached")
    return found


def ask(page: Page, question: str) -> None:
    """Types a question into the widget and sends it."""
    typed = page.locator("ask-episode").locator("[part~=input]")
    typed.fill(question)
    typed.press("Enter")


_TOLD = "all => all.map(one => [one.dataset.state, one.shadowRoot?.textContent])"


def until(page: Page, state: str) -> Locator:
    """Waits until the widget is in a state; gives the widget."""
    found = page.locator(f"ask-episode[data-state={state}]")
    try:
        found.wait_for(state="attached")
    except TooLate as late:
        told = page.locator("ask-episode").evaluate_all(_TOLD)
        raise AssertionError(f"The widget is not {state}, but: {told}") from late
    return found


def _attribute(name: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{escape(value)}"'
