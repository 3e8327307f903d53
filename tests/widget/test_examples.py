"""Every page under service/widget/examples, as a visitor meets it after ``make run``."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from tests.waiting import eventually
from tests.widget.axe import violations
from tests.widget.browser import new_page
from tests.widget.embedding import ask, until
from tests.widget.players_podlove import EMBED as PODLOVE
from tests.widget.players_youtube import serve_youtube
from tests.widget.sites import SAMPLES, free_site

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "service" / "widget" / "examples"
EXAMPLES = sorted(path.name for path in FOLDER.glob("*.html") if path.name != "index.html")
MEDIA_CHROME = ROOT / "node_modules" / "media-chrome" / "dist"
DONE = re.compile("answered|partly-answered")
SEPARATELY_SERVED = "**/media-chrome/**"


@pytest.fixture(scope="module")
def demo(
    encoders: Path, minilm: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a service with the sample episodes, under the ids that they have."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "encoders").symlink_to(encoders)
    for name in ("after-the-weir.vtt", "one-hour-twice.json"):
        index_transcript(SAMPLES / name, Library(folder), minilm, BuildOptions())
    with free_site(folder, folder) as url:
        yield url


def open_example(page: Page, demo: str, name: str) -> None:
    """Opens an example; what it says that its author serves is there."""
    serve_youtube(page, length=545.4)
    page.route("**/podlove/embed.js", lambda route: route.fulfill(body=PODLOVE))
    page.route(
        SEPARATELY_SERVED,
        lambda route: route.fulfill(
            path=MEDIA_CHROME / route.request.url.partition("/media-chrome/")[2],
            content_type="text/javascript",
        ),
    )
    page.goto(f"{demo}/widget/v1/examples/{name}")


def ask_first_suggestion(widget: Locator) -> None:
    """Asks what is suggested first, and waits for the answer."""
    widget.locator("[part~=starters] button").first.click()
    expect(widget).to_have_attribute("data-state", DONE)
    widget.locator("[part~=tools]").wait_for()


def position(player: Locator) -> float:
    """Where an audio element stands, in seconds."""
    return float(player.evaluate("(audio) => audio.currentTime"))


def test_the_list_names_every_example(page: Page, demo: str) -> None:
    """And nothing that is not there."""
    page.goto(f"{demo}/widget/v1/examples/index.html")
    linked = page.locator("a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert sorted(linked) == EXAMPLES
    assert violations(page) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_answers_and_opens_a_moment(page: Page, demo: str, name: str) -> None:
    """Without a complaint, and without a fault of accessibility, in light and in dark."""
    open_example(page, demo, name)
    for widget in page.locator("ask-episode").all():
        ask_first_suggestion(widget)
        widget.locator("[part~=citation]").first.click()
        expect(widget.locator("mark").first).not_to_be_empty()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []


@pytest.mark.parametrize("name", ["plain.html", "dark.html", "strict-csp.html", "host-login.html"])
def test_an_example_plays_the_moment(page: Page, demo: str, name: str) -> None:
    """In the page's own audio element, whether the widget or the page sees to it."""
    open_example(page, demo, name)
    ask_first_suggestion(page.locator("ask-episode"))
    page.locator("ask-episode [part~=citation]").first.click()
    # Why the work went over budget is told from 1:53 on.
    eventually(lambda: position(page.locator("audio")) > 100)


def make_markup_of_text(browser: Browser, demo: str) -> None:
    """Does under the strict policy what it forbids."""
    with new_page(browser) as page:
        open_example(page, demo, "strict-csp.html")
        page.evaluate("() => { try { document.body.innerHTML = '<b>'; } catch { /* told */ } }")


def test_the_strict_policy_is_in_force(browser: Browser, demo: str) -> None:
    """What it forbids is refused, and the browser says so."""
    with pytest.raises(AssertionError, match="TrustedHTML"):
        make_markup_of_text(browser, demo)


def test_the_widget_has_its_look_under_a_policy_without_styles(page: Page, demo: str) -> None:
    """Its sheets are no inline styles."""
    open_example(page, demo, "strict-csp.html")
    panel = page.locator("ask-episode[data-state=idle] [part~=panel]")
    expect(panel).to_have_css("border-top-left-radius", "12px")


def test_two_on_a_page_leave_each_other_alone(page: Page, demo: str) -> None:
    """A question, a stop and a moment of one change nothing at the other, nor its player."""
    open_example(page, demo, "two-on-a-page.html")
    weir, beans = page.locator("ask-episode").all()
    ask_first_suggestion(beans)
    expect(weir).to_have_attribute("data-state", "idle")
    expect(weir.locator("[part~=turn]")).to_have_count(0)
    beans.locator("[part~=citation]").first.click()
    eventually(lambda: position(page.locator("#beans")) > 60)
    assert position(page.locator("#weir")) == 0
    ask_first_suggestion(weir)
    expect(beans.locator("[part~=turn]")).to_have_count(1)
    weir.evaluate("(widget) => widget.clear()")
    expect(weir).to_have_attribute("data-state", "idle")
    expect(beans.locator("[part~=turn]")).to_have_count(1)


def test_own_words_take_the_place_of_the_widgets(page: Page, demo: str) -> None:
    """Everywhere, in what is loaded later too; slots show what is the page's own."""
    open_example(page, demo, "labels-and-parts.html")
    widget = page.locator("ask-episode")
    expect(widget.get_by_role("heading", level=2)).to_have_text("Frag diese Folge")
    expect(widget.get_by_text("Die Folge ist auf Englisch")).to_be_visible()
    ask_first_suggestion(widget)
    for name in ("Antwort abspielen", "Mit Links kopieren", "Zitieren", "Hilfreich"):
        expect(widget.get_by_role("button", name=name, exact=True)).to_be_visible()
    widget.locator("[part~=citation]").first.click()
    expect(widget.get_by_role("button", name="Fehler melden")).to_be_visible()
    expect(widget.get_by_text("Die Folge ist auf Englisch")).to_be_hidden()


def test_own_colours_and_parts_are_those_of_the_page(page: Page, demo: str) -> None:
    """Custom properties and ``::part`` reach what is inside."""
    open_example(page, demo, "labels-and-parts.html")
    widget = page.locator("ask-episode[data-state=idle]")
    expect(widget.locator("[part~=panel]")).to_have_css("border-top-left-radius", "4px")
    expect(widget.locator("[part~=heading]")).to_have_css("font-variant-caps", "small-caps")
    expect(widget.locator("button.primary")).to_have_css("background-color", "rgb(122, 46, 77)")


def test_the_sites_own_login_is_asked_before_each_question(page: Page, demo: str) -> None:
    """Its token is sent; a visitor of the site who is not signed in asks as a visitor."""
    answers = [""]
    page.route(
        "**/session/token",
        lambda route: route.fulfill(body=answers[-1], status=200 if answers[-1] else 404),
    )
    sent: list[str | None] = []

    def take_down(request_headers: dict[str, str]) -> None:
        sent.append(request_headers.get("authorization"))

    page.on("request", lambda r: take_down(r.headers) if r.url.endswith("/answers") else None)
    open_example(page, demo, "host-login.html")
    ask_first_suggestion(page.locator("ask-episode"))
    assert sent == [None]
    answers.append("of.the.site")
    ask(page, "Who built the weir?")
    until(page, "error")  # this service knows no login of a site
    assert set(sent[1:]) == {"Bearer of.the.site"}
