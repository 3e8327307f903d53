"""How the files of the pages and of the widget are served: types, caches, compression."""

import gzip
from pathlib import Path

import httpx
import pytest

import service

FOLDER = Path(service.__file__).parent
PAGE_FILES = sorted(path.name for path in (FOLDER / "web").iterdir() if path.is_file())
WIDGET_FILES = sorted(
    path.relative_to(FOLDER / "widget").as_posix() for path in (FOLDER / "widget").rglob("*.*")
)
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
PLAIN = {"Accept-Encoding": "identity"}


SHARED = "shared.css"
"""What only the page of a shared answer brings along."""

RELATED = "related.js"
"""What a page brings along when its reader opens the related episodes."""


def size_of(pattern: str) -> int:
    return sum(path.stat().st_size for path in (FOLDER / "web").glob(pattern))


@pytest.mark.parametrize(
    "path",
    [
        *(f"/web/{name}" for name in PAGE_FILES),
        *(f"/widget/v1/{name}" for name in WIDGET_FILES if Path(name).suffix in TYPES),
    ],
)
def test_every_file_has_its_type_and_is_asked_for_again(client: httpx.Client, path: str) -> None:
    """A browser takes a module only for what it is, and never mixes two versions of them."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == TYPES[Path(path).suffix]
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-content-type-options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


def test_any_site_may_load_the_widget_and_none_the_pages_files(client: httpx.Client) -> None:
    """The widget lives on pages of others."""
    stranger = {"Origin": "https://podcast.example"}
    widget = client.get("/widget/v1/ask-episode.js", headers=stranger)
    assert widget.headers["access-control-allow-origin"] == "*"
    assert widget.headers["cross-origin-resource-policy"] == "cross-origin"
    own = client.get("/web/page.js", headers=stranger)
    assert "access-control-allow-origin" not in own.headers


@pytest.mark.parametrize(
    "path",
    ["/", "/episodes/weir", "/how-answers-are-made", "/web/page.css", "/widget/v1/ask-episode.js"],
)
def test_pages_and_files_travel_compressed(client: httpx.Client, path: str) -> None:
    """Where a browser takes it, a third of the bytes go over the wire; else all of them."""
    packed, plain = client.get(path), client.get(path, headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_nothing_of_the_api_is_compressed(client: httpx.Client) -> None:
    """Its answers may be streams, which compressing would hold back."""
    transcript = client.get("/v1/episodes/weir/transcript")
    assert "content-encoding" not in transcript.headers
    events = client.post(
        "/v1/episodes/winter/answers",
        json={"question": "How many hives did Ana lose?"},
        headers={"Accept": "text/event-stream"},
    )
    assert "content-encoding" not in events.headers


def test_a_part_of_a_file_is_not_compressed(client: httpx.Client) -> None:
    """Its bytes are counted in the file as it lies."""
    part = client.get("/web/page.css", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b":roo")


@pytest.mark.parametrize(
    "path",
    [
        "/web/templates/base.html",
        "/web/x/../templates/base.html",
        "/web/%2e/templates/base.html",
        "/web/templates",
        "/web/nothing.js",
        "/widget/v1/nothing.js",
        "/widget/v1/%2e%2e/app.py",
        "/widget/ask-episode.js",
    ],
)
def test_what_is_no_file_for_browsers_is_not_served(client: httpx.Client, path: str) -> None:
    """Neither templates nor what lies elsewhere."""
    assert client.get(path).status_code == 404


def test_what_the_page_brings_along_is_small() -> None:
    """Less than 9 KB of style, 7 KB of script before one searches or opens what is related.

    All but that is less than 8 KB when compressed.
    """
    assert size_of("*.css") - size_of(SHARED) < 9_216
    assert size_of(SHARED) < 2_048
    assert size_of("*.js") - size_of("finding.js") - size_of(RELATED) < 7_168
    left_out = (SHARED, RELATED)
    files = [path for path in (FOLDER / "web").glob("*.*s") if path.name not in left_out]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert packed < 8_192
