"""The pages over HTTP, and in a real browser: read, search, follow what plays."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from service.pages import terms_in
from tests.conversations import write_winter
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


def test_the_list_leads_to_every_episode_newest_first(client: httpx.Client) -> None:
    """Title, show, date and length of each."""
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'href="/episodes/(\w+)"', page.text) == ["winter", "weir"]
    for said in ("After the Weir", "Wet Boots", "12 June 2025", "9 min", "The long winter"):
        assert said in page.text


def test_a_list_that_goes_on_has_a_link(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older episodes are a page further, and lead back."""
    monkeypatch.setattr("service.endpoints.page._LISTED", 1)
    first = client.get("/").text
    assert "/episodes/winter" in first
    assert "/episodes/weir" not in first
    assert 'href="/?after=1">Older episodes' in first
    second = client.get("/", params={"after": 1}).text
    assert "/episodes/weir" in second
    assert 'href="/">Newer episodes' in second
    assert "Older" not in second


def test_a_list_without_episodes_says_what_to_do(tmp_path: Path) -> None:
    """Whoever starts the service first reads how to go on."""
    with serving(roomy_settings(data_dir=tmp_path)) as url:
        page = httpx.get(url)
    assert page.status_code == 200
    assert "ask-episode index" in page.text


def test_an_episode_has_everything_before_any_script_runs(client: httpx.Client) -> None:
    """Head, player, chapters, words, freshness, and what stands where one asks."""
    html = client.get("/episodes/weir").text
    for said in (
        "<title>After the Weir · Wet Boots</title>",
        '<link rel="canonical" href="/episodes/weir">',
        '<meta property="og:title" content="After the Weir">',
        "<bdi>Maren Oakes</bdi> <i>host</i>",
        '<audio id="player" controls preload="metadata" src="/v1/episodes/weir/audio"',
        '<ask-episode episode="weir" player="#player" resume>',
        '<a href="#t=60.16" data-t="60.16">',
        '<h3 id="t=60.16" dir="auto">Taking it down</h3>',
        '<a class="at" href="/v1/episodes/weir/audio#t=0.5" data-t="0.5">0:00</a>',
        "Times are exact to the caption",
        "Transcript of 1,551 words, indexed on <time",
    ):
        assert said in html


def test_words_are_looked_for_on_the_server(client: httpx.Client) -> None:
    """Every occurrence is marked, counted, and listed with a link to it."""
    html = client.get("/episodes/weir", params={"q": "SALMON"}).text
    assert "8 sentences have “<bdi>SALMON</bdi>”." in html
    marks = re.findall(r'<mark id="m(\d+)">(.*?)</mark>', html)
    assert {text.lower() for _, text in marks} == {"salmon"}
    links = re.findall(
        r'<a href="#m(\d+)"><span>\d+:\d\d</span> <bdi>Tomás Quiroga</bdi></a>', html
    )
    assert links
    assert set(links) <= {number for number, _ in marks}
    assert 'value="SALMON"' in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hippopotamus", "No sentence has “<bdi>hippopotamus</bdi>”."),
        ("weir <zebra>", "No sentence has “<bdi>weir</bdi>” and “<bdi>zebra</bdi>”."),
        ("<script>", "No sentence has “<bdi>script</bdi>”."),
        ("?!", "Type a word, or “some words in quotation marks”."),
        (" ", 'role="status"></p>'),
    ],
)
def test_what_is_not_found_is_said_with_what_was_looked_for(
    client: httpx.Client, typed: str, said: str
) -> None:
    """The words stay readable, and what was typed is never markup."""
    html = client.get("/episodes/weir", params={"q": typed}).text
    assert said in html
    assert "This is Wet Boots, the show about rivers" in html
    assert "This is Wet Boots, the show about rivers" in html
    assert "<mark" not in html
    assert "<script>" not in html


def test_how_answers_are_made_is_told(client: httpx.Client) -> None:
    """In about 300 words, with the days for which answers are kept."""
    html = client.get("/how-answers-are-made").text
    text = re.sub(r"<[^>]+>", " ", html.split("<main")[1].split("</main>")[0])
    assert 250 <= len(text.split()) <= 400
    assert "kept for 90 days" in text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/episodes/nobody", 404, "There is no episode &#39;nobody&#39;."),
        ("/episodes/Not%20An%20Id", 404, "There is no episode"),
        ("/episodes/%3Cb%3E", 404, "&lt;b&gt;"),
        ("/?after=x", 422, "`after` is `next` of the page before"),
        (f"/episodes/weir?q={'a' * 201}", 422, "at most 200 characters"),
    ],
)
def test_what_cannot_be_shown_is_said_on_a_page(
    client: httpx.Client, path: str, status: int, sentence: str
) -> None:
    """A page with the sentence and the right status; the API's errors stay problem bodies."""
    page = client.get(path)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert sentence in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    of_the_api = client.get("/v1/episodes/nobody")
    assert of_the_api.headers["content-type"] == "application/problem+json"


def test_a_damaged_episode_is_said_on_a_page(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """503, nothing of the operator's folders on the page, and all of it in the log."""
    broken = tmp_path / "episodes" / "broken"
    (broken / "a-build").mkdir(parents=True)
    (broken / "current").write_text("a-build")
    with serving(roomy_settings(data_dir=tmp_path)) as url:
        page = httpx.get(f"{url}/episodes/broken")
    assert page.status_code == 503
    assert "cannot be asked right now" in page.text
    assert "manifest" not in page.text
    assert "manifest.json of the episode broken is missing" in caplog.text
    assert data != tmp_path


def test_the_page_may_load_nothing_but_itself_and_the_audio(
    client: httpx.Client, tmp_path: Path, minilm: OnnxEncoder
) -> None:
    """A strict policy; only where a recording lies elsewhere may sound come from there."""
    policy = client.get("/episodes/weir").headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "media-src 'self'",
                 "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
                 "frame-ancestors 'self'", "require-trusted-types-for 'script'"):  # fmt: skip
        assert rule in policy.split("; ")
    elsewhere = write_winter(tmp_path / "source", audio_url="https://cdn.example/winter.mp3")
    index_transcript(elsewhere, Library(tmp_path), minilm, BuildOptions("winter"))
    with serving(roomy_settings(data_dir=tmp_path)) as url:
        page = httpx.get(f"{url}/episodes/winter")
    assert "media-src 'self' https: http:;" in page.headers["content-security-policy"]
    assert 'src="https://cdn.example/winter.mp3"' in page.text


def test_pages_answer_to_head(client: httpx.Client) -> None:
    """Who only checks a link gets the fields and no body."""
    for path in ("/", "/episodes/weir", "/how-answers-are-made"):
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == "text/html; charset=utf-8"


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


def test_the_keyboard_reaches_the_content_first(weir: Callable[..., Page]) -> None:
    """The first thing that can be reached leads past the rest."""
    page = weir()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
