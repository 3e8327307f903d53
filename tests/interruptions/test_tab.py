"""What a listener sees in a real browser while page, connection and service are interrupted."""

import asyncio
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLate
from sqlalchemy import text

from service.database import open_database
from tests.interruptions.scene import ModelProcess
from tests.interruptions.test_interruptions import environment_of, model_of, started
from tests.premium.processes import ServiceProcess
from tests.widget.asking_pages import alert, part, press
from tests.widget.browser import chromium_shell
from tests.widget.embedding import ask, page_html, widget_of
from tests.widget.in_thread import in_thread
from tests.widget.line import Line, line_to

TIMES = int(os.environ.get("INTERRUPTIONS", "5"))
PATIENCE = 100_000
"""Milliseconds until a listener would call it endless."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_shell() as browser:
        yield browser


@dataclass
class Listening:
    """A tab with the widget, and what can happen to it."""

    page: Page
    line: Line
    service: ServiceProcess
    model: ModelProcess
    chance: random.Random
    happened: list[str] = field(default_factory=list)
    refused: int = 0

    def interrupt(self) -> None:
        """Does one of the things that happen, at a random moment."""
        self.page.wait_for_timeout(self.chance.uniform(0, 1_500))
        kinds: dict[str, Callable[[], None]] = {
            "reload": self._reload,
            "another tab": self._change_tabs,
            "no connection": self._lose_the_connection,
            "dead connection": self.line.stall,
            "SIGTERM": lambda: self._restart(ServiceProcess.stop),
            "SIGKILL": lambda: self._restart(ServiceProcess.kill),
            "model": self._kill_the_model,
        }
        kind = self.chance.choices(list(kinds), [4, 3, 4, 2, 1, 2, 2])[0]
        kinds[kind]()
        self.happened.append(kind)

    def _reload(self) -> None:
        self.page.reload()

    def _change_tabs(self) -> None:
        with self.page.expect_popup() as opening:
            self.page.evaluate("window.open(location.href)")
        opened = opening.value
        try:
            widget_of(opened)
        except TooLate:  # its script was asked for while nobody was there to give it
            opened.reload()
            widget_of(opened)
        self.page.close()
        self.page = opened

    def _lose_the_connection(self) -> None:
        self.line.cut()
        self.page.wait_for_timeout(self.chance.uniform(0, 3_000))
        self.line.mend()

    def _restart(self, end: Callable[[ServiceProcess], object]) -> None:
        in_thread(lambda: end(self.service))
        in_thread(self.service.start)

    def _kill_the_model(self) -> None:
        in_thread(self.model.kill)
        in_thread(self.model.start)


def kept_of(page: Page) -> str:
    """The id of the answer that a tab shows."""
    [kept] = page.evaluate("Object.values(sessionStorage)")
    return str(json.loads(kept)["id"])


def test_a_tab_shows_one_answer_to_each_question(
    data: Path, tmp_path: Path, browser: Browser
) -> None:
    """In the end it is there, whole and once, or a sentence says why not."""
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    database = f"sqlite+aiosqlite:///{tmp_path}/ask.sqlite3"
    with model_of(data) as model:
        environment = environment_of(
            tmp_path, model, DATABASE_URL=database, ASK_ADDRESS_RATE="1000000/minute"
        )
        with (
            started(tmp_path, environment, 1) as [service],
            line_to(service.url) as line,
        ):
            context = browser.new_context()
            html = page_html(episode="winter", resume=True)
            headers = {"Content-Type": "text/html; charset=utf-8"}
            context.route("**/bare", lambda route: route.fulfill(body=html, headers=headers))
            listening = Listening(context.new_page(), line, service, model, random.Random(TIMES))
            listening.page.goto(f"{line.url}/bare")
            answers = [asked(listening, number) for number in range(TIMES)]
            context.close()
            in_thread(lambda: asyncio.run(check(database, answers)))
    happened = dict(Counter(listening.happened))
    print(f"{TIMES} interruptions of a tab {happened}; sent again {listening.refused}")  # noqa: T201


def asked(listening: Listening, number: int) -> str:
    """Asks, is interrupted, and is answered; the answer's id."""
    question = f"How many hives did Ana lose, number {number}?"
    ask(listening.page, question)
    listening.interrupt()
    page = listening.page
    ended(listening)
    expect(part(page, "question").last).to_have_text(question)
    expect(alert(page)).to_be_empty()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    answer_id = kept_of(page)
    given = httpx.get(f"{listening.service.url}/v1/answers/{answer_id}", trust_env=False).json()
    shown = part(page, "turn").last.locator("[part~=claim] > p").all_text_contents()
    assert (given["question"], [claim["text"] for claim in given["claims"]]) == (question, shown)
    return answer_id


def ended(listening: Listening) -> None:
    """Waits for the answer; what cannot be sent at all is said, and sent again by a press."""
    panel = part(listening.page, "panel")
    end = listening.page.locator("ask-episode:is([data-state=answered], [data-state=error])")
    expect(end, f"After {listening.happened[-1]}").to_have_count(1, timeout=PATIENCE)
    if end.get_attribute("data-state") == "error":
        listening.refused += 1
        expect(alert(listening.page)).to_contain_text("Your question is kept.")
        press(listening.page, "Try again")
        answered = listening.page.locator("ask-episode[data-state=answered]")
        expect(answered, panel.inner_text()).to_have_count(1, timeout=PATIENCE)


async def check(database: str, answers: list[str]) -> None:
    """Each question was answered once."""
    engine = await open_database(database)
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT id FROM answers"))).scalars().all()
    await engine.dispose()
    assert sorted(kept) == sorted(answers)
