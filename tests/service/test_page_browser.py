"""The page of an episode in a real browser: read, search, follow what plays."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from service.pages import terms_in
from tests.service.conftest import Served, roomy_settings, serving
from tests.widget.axe import violations
from tests.widget.browser import PATIENCE, Look, chromium_shell, new_page

HEARD = "Before September the young fish are too small to get out of the way"


@pytest.fixture(scope="module")  # Playwright holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with chromium_shell() as browser:
        yield browser


@pytest.fixture
def weir(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens the page of a sample episode, without the widget, whose tests are elsewhere."""
    opened = []

    def open_weir(more: str = "", **look: Any) -> Page:
        page_of = new_page(browser, Look(**look))
        opened.append(page_of)
        page = page_of.__enter__()
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(f"{served.url}/episodes/weir{more}")
        return page

    yield open_weir
    for one in opened:
        one.__exit__(None, None, None)


def test_an_address_with_a_moment_leads_there(weir: Callable[..., Page]) -> None:
    """The player stands at it, its sentence is marked and in sight."""
    page = weir("#t=106,110")
    expect(page.locator(".heard")).to_contain_text(HEARD)
    expect(page.locator(".heard")).to_be_in_viewport()
    assert page.locator("#player").evaluate("player => player.currentTime") == 106


def test_a_time_plays_from_there_and_the_words_follow(weir: Callable[..., Page]) -> None:
    """The chapter that plays is marked; what is heard stays in sight until one scrolls away."""
    page = weir(reduced_motion=True)  # a scroll under way would swallow the listener's own
    page.get_by_role("navigation", name="Chapters").get_by_text("What came upstream").click()
    expect(page.locator(".chapters [aria-current]")).to_contain_text("What came upstream")
    expect(page.locator(".heard")).to_be_in_viewport()
    assert page.url.endswith("#t=155.53")
    follow = page.get_by_role("button", name="Follow what is playing")
    expect(follow).to_be_hidden()
    page.mouse.move(300, 500)
    page.mouse.wheel(0, 4_000)
    expect(follow).to_be_visible()
    expect(page.locator(".heard")).not_to_be_in_viewport()
    follow.click()
    expect(page.locator(".heard")).to_be_in_viewport()
    expect(follow).to_be_hidden()


def test_who_reads_elsewhere_is_not_carried_away(weir: Callable[..., Page]) -> None:
    """Something plays while the listener is at the head of the page: it stays where it is."""
    page = weir(width=375)
    page.locator("#player").evaluate("player => { player.currentTime = 300; player.play() }")
    expect(page.locator(".heard")).to_have_count(1)
    assert page.evaluate("scrollY") == 0


def test_search_answers_while_one_types(weir: Callable[..., Page]) -> None:
    """What the server marked gives way; the rest is hidden; nothing is loaded again."""
    page = weir("?q=heron")
    expect(page.locator("#said mark").first).to_be_visible()
    page.locator("#player").evaluate("player => { player.dataset.same = 'yes' }")
    field = page.get_by_role("searchbox", name="Search the transcript")
    field.fill("tomas")
    status = page.locator("#count")
    expect(status).to_contain_text("have “tomas”")
    expect(page.locator("#said mark")).to_have_count(0)
    expect(page.locator("#moments")).to_have_count(0)
    marked = page.evaluate("[...CSS.highlights.get('found')].map((range) => String(range))")
    assert set(marked) == {"Tomás"}
    for turn in page.locator(".turn:visible").all_inner_texts():
        assert "Tomás" in turn
    field.fill("hippopotamus tomas")
    expect(status).to_have_text("No sentence has “hippopotamus” and “tomas”.")
    field.fill('"hippo, potamus" tomas ailsa')
    expect(status).to_have_text("No sentence has “hippo, potamus”, “tomas” and “ailsa”.")
    field.press("Enter")
    field.fill("")
    expect(status).to_be_empty()
    assert page.url.endswith("/episodes/weir")
    assert page.locator("#player").get_attribute("data-same") == "yes"


IN_ANY_SCRIPT = [
    ("가", "각각 다르다"), ("각각", "각각 다르다"), ("के", "किताब के पास"), ("रत", "भारत में"),
    ("भा", "भारत में"), ("ল", "বাংলা"), ("か", "がき"), ("ぱん", "ごぱん"), ("क", "क़लम"),
    ("שלום", "שָׁלוֹם"), ("cafe", "Das Cafe\u0301 🐝"), ("𝔣", "🐝 𝔣𝔯𝔞𝔨"),
]  # fmt: skip


@pytest.mark.parametrize("typed", ["the", "salmon", "it's", '"the river" weir', "tomas", "203"])
def test_search_finds_the_same_with_script_and_without(
    weir: Callable[..., Page], client: httpx.Client, typed: str
) -> None:
    """Both follow the same rules."""
    html = client.get("/episodes/weir", params={"q": typed}).text
    by_server = re.findall(r'<mark id="m\d+">(.*?)</mark>', html)
    page = weir()
    page.get_by_role("searchbox").fill(typed)
    expect(page.locator("#count")).to_contain_text("“")
    by_script = page.evaluate("[...CSS.highlights.get('found')].map((range) => String(range))")
    assert by_script
    assert by_script == [text.replace("&#39;", "'") for text in by_server]


def test_letters_of_any_script_are_found_alike(weir: Callable[..., Page]) -> None:
    """What the server finds in a text, a browser finds in it."""
    page = weir()
    page.get_by_role("searchbox").fill("the")
    expect(page.locator("#count")).to_contain_text("have “the”")
    for typed, text in IN_ANY_SCRIPT:
        terms = terms_in(typed)
        assert terms
        page.locator("#said p > span").first.evaluate(
            "(it, text) => { it.textContent = text; }", text
        )
        page.get_by_role("searchbox").fill(typed)
        expect(page.locator("#count")).to_contain_text(f"“{typed}”")
        found = page.evaluate("[...CSS.highlights.get('found')].map((range) => String(range))")
        assert found == [text[start:end] for start, end in terms.places_in(text)]


def test_without_script_everything_can_be_read_and_searched(weir: Callable[..., Page]) -> None:
    """The form is sent, the marks are links' ends, times lead to the audio."""
    page = weir(script=False)
    expect(page.get_by_text("Asking needs JavaScript")).to_be_visible()
    page.get_by_role("searchbox").fill("salmon")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#count")).to_have_text("8 sentences have “salmon”.")
    page.locator("#moments a").nth(7).click()
    expect(page.locator("mark:target")).to_be_in_viewport()
    page.locator(".chapters a").nth(4).click()
    expect(page.get_by_role("heading", name="The pool that went")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/episodes/weir?q=salmon", "/how-answers-are-made", "/episodes/x"]
)
def test_everybody_can_use_the_pages(
    browser: Browser, served: Served, path: str, scheme: Any
) -> None:
    """No rule of axe is broken, and on the narrowest screens nothing is wider than they are."""
    with new_page(browser, Look(width=320, scheme=scheme)) as page:
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(served.url + path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("is_public", [True, False])
def test_a_page_without_search_or_words_is_whole(
    browser: Browser, data: Path, is_public: bool
) -> None:
    """Its chapters play, no script fails, no rule of axe is broken; it says what to do instead."""
    settings = roomy_settings(data_dir=data, public_transcript=is_public, public_search=False)
    with serving(settings) as url, new_page(browser, Look(width=320)) as page:
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.route("**/widget/**", lambda route: route.abort())
        page.goto(f"{url}/episodes/weir?q=salmon")
        expect(page.get_by_role("searchbox")).to_have_count(0)
        expect(page.get_by_text("Ask a question: answers quote")).to_have_count(int(not is_public))
        expect(page.locator("#said")).to_have_count(int(is_public))
        page.get_by_role("navigation", name="Chapters").get_by_text("What came upstream").click()
        expect(page.locator(".chapters [aria-current]")).to_contain_text("What came upstream")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert faults == []


def test_the_keyboard_reaches_the_content_first(weir: Callable[..., Page]) -> None:
    """The first thing that can be reached leads past the rest."""
    page = weir()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
