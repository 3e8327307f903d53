"""The pages over HTTP: the list, an episode, how answers are made, errors."""

import re
from pathlib import Path

import httpx
import pytest

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from tests.conversations import write_winter
from tests.service.conftest import roomy_settings, serving


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
