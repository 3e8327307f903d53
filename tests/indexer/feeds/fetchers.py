"""Fetchers that may read from a test's server, and what they refuse."""

import socket

import pytest

from indexer.feeds.fetching import Fetcher, FetchRefused
from tests.indexer.feeds.web import Web

MOST = 100_000


def allowed(web: Web, seconds: float = 10.0) -> Fetcher:
    """A fetcher that may read from the server by the name ``feeds.test``, and by no other."""
    return Fetcher((f"feeds.test:{web.port}",), names, seconds)


def names(host: str, port: int) -> list[str]:
    """``feeds.test`` is this machine; what else there is the system knows."""
    if host == "feeds.test":
        return ["127.0.0.1"]
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def at(web: Web, path: str) -> str:
    return f"http://feeds.test:{web.port}{path}"


def refusal(fetcher: Fetcher, url: str, most: int = MOST) -> str:
    with pytest.raises(FetchRefused) as refused:
        fetcher.get(url, most)
    return str(refused.value)
