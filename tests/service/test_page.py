"""The plain page in a real browser: ask, read, play the moment."""

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.service.conftest import Served

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip


@pytest.fixture(scope="module")  # Playwright holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(served.url)
    page.get_by_label("Episode").select_option("weir")
    expect(page.locator("#about")).to_contain_text("Maren Oakes")
    yield page
    context.close()
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    page.locator("#answer[data-state=done]").wait_for()


def test_a_chip_plays_the_moment_and_shows_the_words(page: Page) -> None:
    """The player stands where the quoted words are heard, and they are marked."""
    ask(page, "How high was the weir?")
    chip = page.locator(".chip").first
    expect(chip).to_have_text("Tomás Quiroga, 1:31")
    chip.click()
    expect(page.locator(".moment mark").first).to_have_text(
        "2.3 metres high, and 31 metres from bank to bank."
    )
    second = page.evaluate("document.getElementById('player').currentTime")
    assert second == pytest.approx(91.6, abs=2)


def test_what_the_episode_does_not_say_is_no_error(page: Page) -> None:
    """Absence is said plainly, with the nearest moment."""
    ask(page, "Who won the chess final in Oslo?")
    expect(page.locator("#outcome")).to_have_text("This episode does not say.")
    expect(page.locator(".nearest .chip")).to_have_count(1)
    expect(page.locator("#error")).to_be_empty()


def test_a_failure_is_said_and_the_question_kept(page: Page) -> None:
    """When the service is gone the listener reads so and can ask again."""
    page.route("**/answers", lambda route: route.abort())
    ask(page, "How high was the weir?")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Your question")).to_have_value("How high was the weir?")
    page.unroute("**/answers")
    ask(page, "How high was the weir?")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator(".claim").first).to_contain_text("2.3 metres high")


def test_the_page_fits_a_small_screen(page: Page) -> None:
    """Nothing is wider than the screen."""
    ask(page, "What is this episode about?")
    page.locator(".chip").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_words_from_right_to_left_stand_as_they_are_written(page: Page) -> None:
    """An answer takes the direction of its words."""
    quote = {
        "episode_id": "weir", "transcript_sha256": "", "start_char": 0, "end_char": 4,
        "quote": "فقدنا واحدا وثلاثين خلية.", "before": "", "after": "", "speaker": "سامي",
        "start": None, "end": None, "timing": "none",
    }  # fmt: skip
    claim = {"id": "c1", "text": quote["quote"], "check": "verbatim", "citations": [quote]}
    body = f"id: 0\nevent: claim\ndata: {json.dumps(claim)}\n\n"
    page.route(
        "**/answers", lambda route: route.fulfill(body=body, content_type="text/event-stream")
    )
    ask(page, "كم خلية فقدنا؟")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator(".claim p").evaluate(direction) == "rtl"
    chip = page.locator(".chip")
    expect(chip).to_have_text("سامي")
    chip.click()
    expect(page.locator(".moment")).to_be_visible()


def test_without_audio_there_is_no_player(page: Page) -> None:
    """Nothing that cannot play is shown."""
    episode = page.evaluate("fetch('/v1/episodes/winter').then((r) => r.json())")
    page.route(
        "**/v1/episodes/winter",
        lambda route: route.fulfill(json=episode | {"audio_url": None}),
    )
    page.locator("#episode").select_option("winter")
    expect(page.locator("#player")).to_be_hidden()


def test_the_page_may_load_nothing_but_itself_and_the_audio(served: Served) -> None:
    """A strict policy: no inline script, nothing from elsewhere."""
    with served.client() as client:
        policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
