"""How much is fetched, and for how long it is waited for."""

import gzip
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from indexer.feeds.fetching import Fetcher
from tests.indexer.feeds.fetchers import MOST, allowed, at, refusal
from tests.indexer.feeds.web import Page, Web


def drip(handler: BaseHTTPRequestHandler, first: bytes, then: bytes) -> None:
    handler.wfile.write(first)
    for _ in range(100):
        handler.wfile.write(then)
        handler.wfile.flush()
        time.sleep(0.1)


SLOW: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "body": lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "chunks": lambda handler: drip(
        handler, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"
    ),
    "headers": lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "silence": lambda _handler: time.sleep(5),
}


@pytest.mark.parametrize("kind", SLOW)
def test_what_drips_ends_by_the_deadline(web: Web, kind: str) -> None:
    """However often a byte comes, and whichever part it belongs to."""
    web.pages["/slow"] = SLOW[kind]
    begun = time.monotonic()
    assert "took too long" in refusal(allowed(web, seconds=1), at(web, "/slow"))
    assert time.monotonic() - begun < 3


def test_redirects_share_one_deadline(web: Web) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.4)
        Web.send(handler, Page(status=302, headers={"Location": "/slow"}))

    web.pages["/slow"] = slowly
    assert "took too long" in refusal(allowed(web, seconds=1), at(web, "/slow"))


def test_a_handshake_that_never_comes_ends_by_the_deadline() -> None:
    """A server that takes the connection and says nothing of TLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        fetcher = Fetcher((f"127.0.0.1:{port}",), seconds=1)
        assert "took too long" in refusal(fetcher, f"https://127.0.0.1:{port}/")


def test_a_body_without_end_is_given_up(web: Web) -> None:
    """As soon as it is too long, whatever was said of its length."""

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 10_000)

    web.pages["/endless"] = endless
    assert "more than 100,000 bytes" in refusal(allowed(web), at(web, "/endless"))


def test_a_stated_length_is_believed_before_the_first_byte(web: Web) -> None:
    def boasts(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")
        time.sleep(3)

    web.pages["/long"] = boasts
    begun = time.monotonic()
    assert "more than 100,000 bytes" in refusal(allowed(web), at(web, "/long"))
    assert time.monotonic() - begun < 2


def packed(body: bytes, encoding: str = "gzip") -> Page:
    return Page(body, headers={"Content-Encoding": encoding})


def test_a_packed_body_is_unpacked_up_to_the_limit(web: Web) -> None:
    """A hundred kilobytes that stand for a hundred megabytes are not."""
    web.pages["/feed"] = packed(gzip.compress(b"words " * 10_000))
    web.pages["/bomb"] = packed(gzip.compress(bytes(100_000_000)))
    assert allowed(web).get(at(web, "/feed"), MOST).body == b"words " * 10_000
    assert "more than 1,000,000 bytes" in refusal(allowed(web), at(web, "/bomb"), 1_000_000)


@pytest.mark.parametrize(
    "page",
    [
        packed(b"no gzip at all"),
        packed(gzip.compress(b"words" * 100)[:-12]),
        packed(gzip.compress(b"words" * 50_000)[:-8] + bytes(8)),
        packed(b""),
        packed(gzip.compress(gzip.compress(b"words")), "gzip, gzip"),
        packed(b"words", "br"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(web: Web, page: Page) -> None:
    """Broken, cut off, packed twice, or packed in a way that was not asked for."""
    web.pages["/packed"] = page
    assert "cannot be unpacked" in refusal(allowed(web), at(web, "/packed"), 1_000_000)
