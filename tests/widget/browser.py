"""A real Chromium, as listeners have it set up: wide or narrow, light or dark."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-quic", "--no-first-run",
    "--disable-sync", "--disable-background-networking", "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
PATIENCE = 30_000
"""Milliseconds for which anything is waited: machines are shared and slow."""

expect.set_options(timeout=PATIENCE)

_EXPECTED = "Failed to load resource"
"""What Chromium says of every answer of 400 and above: those that a test is about."""


@dataclass(frozen=True)
class Look:
    """How a listener's browser is set up."""

    width: int = 1440
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    reduced_motion: bool = False
    forced_colors: bool = False
    script: bool = True
    locale: str = "en-GB"


@dataclass
class Faults:
    """What a page complained of: errors of scripts, and of its console."""

    said: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Takes down whatever a page complains of from now on."""
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self._hear(line.type, line.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and _EXPECTED not in text:
            self.said.append(text)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; while it runs, this thread cannot run an event loop of its own."""
    with _launched("chromium") as browser:
        yield browser


@contextlib.contextmanager
def chromium_shell() -> Iterator[Browser]:
    """The same without its windows' own pages: a new profile takes a third of the processor time.

    Most tests are run in this one.
    """
    with _launched("chromium-headless-shell") as browser:
        yield browser


@contextlib.contextmanager
def _launched(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(program), args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def new_page(browser: Browser, look: Look | None = None) -> Iterator[Page]:
    """A page in a profile of its own; at the end it has to have complained of nothing.

    Raises:
        AssertionError: It did; the message is what it said.
    """
    look = look or Look()
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        reduced_motion="reduce" if look.reduced_motion else "no-preference",
        forced_colors="active" if look.forced_colors else "none",
        java_script_enabled=look.script,
        locale=look.locale,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = Faults()
    faults.watch(page)
    try:
        yield page
    finally:
        context.close()
    assert not faults.said, "\n".join(faults.said)
