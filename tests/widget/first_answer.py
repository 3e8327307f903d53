"""What a page asks for before the first answer is there."""

from playwright.sync_api import Page

from tests.widget.embedding import ask, until

_TAKE_DOWN_WHEN = """document.addEventListener('ask-state', (event) => {
  if (event.detail.state === 'answered') window.answered = performance.now();
})"""
_ASKED_FOR_BEFORE = """performance.getEntriesByType('resource')
  .filter((entry) => entry.startTime < window.answered).map((entry) => entry.name)"""


def asked_for_until_answered(page: Page, question: str) -> list[str]:
    """Asks the widget of a page; the addresses of all that the page had fetched by the answer."""
    page.evaluate(_TAKE_DOWN_WHEN)
    ask(page, question)
    until(page, "answered")
    urls: list[str] = page.evaluate(_ASKED_FOR_BEFORE)
    return urls
