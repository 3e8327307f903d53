"""What the tests of asking see of the widget, and what a page is told by it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIVES, HOW_HIGH
from tests.widget.sites import WEIR, WINTER, ModelSite

_TAKE_DOWN = """
window.told = [];
for (const name of [
  'ask-question', 'ask-seek', 'ask-upgrade', 'ask-state', 'ask-answer', 'ask-feedback', 'ask-error',
]) addEventListener(name, (event) => { window.told[window.told.length] = [name, event.detail]; });
"""


def part(page: Page, name: str) -> Locator:
    """The parts of that name, in all widgets of a page."""
    return page.locator("ask-episode").locator(f"[part~={name}]")


def alert(page: Page) -> Locator:
    """What is said as soon as it is there: faults, and what was done."""
    return page.locator("ask-episode").locator("[part=notice][role=alert]")


def press(page: Page, name: str) -> None:
    """Presses the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def take_down(page: Page) -> None:
    """Has the pages that are opened from now on keep what the widget tells them."""
    page.add_init_script(_TAKE_DOWN)


def told(page: Page, name: str) -> list[Any]:
    """The details of all events of a name, in their order."""
    every: list[tuple[str, Any]] = page.evaluate("window.told")
    return [detail for event, detail in every if event == name]


def told_soon(page: Page, name: str) -> Any:
    """The detail of the first event of a name, once it was told."""
    found = page.wait_for_function(
        "(name) => window.told.find((one) => one[0] === name)?.[1]", arg=name
    )
    return found.json_value()


@dataclass
class Questions:
    """Counts the questions that a page puts to a service."""

    page: Page
    sent: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", self._count)

    def _count(self, request: Request) -> None:
        self.sent += request.method == "POST" and request.url.endswith("/answers")


def answered(page: Page, service: str, **attributes: str | bool) -> Locator:
    """Opens a page about the weir and has it answered; gives the widget, tools and all."""
    open_bare(page, service, **{"episode": WEIR, **attributes})  # type: ignore[arg-type]
    ask(page, HOW_HIGH)
    part(page, "tools").wait_for()
    return until(page, "answered")


def begun(page: Page, service: str, model: ModelSite, **attributes: str | bool) -> None:
    """Opens a page and asks the model, which has said one sentence and has begun another."""
    open_bare(page, service, episode=WINTER, **attributes)  # type: ignore[arg-type]
    ask(page, HIVES)
    until(page, "answering")
    model.begins()
    expect(part(page, "claim")).to_have_count(1)


def give_up(page: Page) -> None:
    """Lets time go by until nothing is tried any more."""
    for _ in range(60):
        page.clock.run_for(1_500)
        if page.locator("ask-episode[data-state=error]").count():
            return
