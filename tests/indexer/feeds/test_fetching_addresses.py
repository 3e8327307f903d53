"""Where a name or a redirect may lead: nowhere that is private."""

import re
import socket

import httpcore
import pytest

from indexer.feeds.fetching import Fetcher
from tests.indexer.feeds.fetchers import allowed, at, names, refusal
from tests.indexer.feeds.web import Page, Web


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",
        "[::]",
        "127.0.0.1.",
    ],
)
def test_this_machine_is_refused_however_it_is_written(web: Web, host: str) -> None:
    """Given by hand, and as where a redirect leads; the server is never asked."""
    web.pages["/secret"] = Page("a secret")
    target = f"http://{host}:{web.port}/secret"
    sentence = refusal(Fetcher(), target)
    assert re.search("not on the public internet|no web address|has no address", sentence)
    web.pages["/go"] = Page(status=302, headers={"Location": target})
    refusal(allowed(web), at(web, "/go"))
    assert "/secret" not in web.asked


@pytest.mark.parametrize(
    "target",
    ["file:///etc/hostname", "gopher://127.0.0.1:70/", "ftp://feeds.test/", "//", "http://",
     "http://[", "http://feeds.test:99999/", "http://name:secret@feeds.test/", "data:,words"],
)  # fmt: skip
def test_other_schemes_and_credentials_are_refused(web: Web, target: str) -> None:
    """Given by hand, and behind a redirect; a password is not repeated."""
    sentence = refusal(Fetcher(), target)
    assert "secret" not in sentence
    web.pages["/go"] = Page(status=301, headers={"Location": target})
    assert "secret" not in refusal(allowed(web), at(web, "/go"))


@pytest.mark.parametrize(
    "addresses", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["8.8.8.8", "::1"]]
)
def test_a_name_with_one_private_address_is_refused(web: Web, addresses: list[str]) -> None:
    """Whichever place it has among the public ones."""

    def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    sentence = refusal(Fetcher(resolve=resolve), f"http://both.test:{web.port}/")
    assert "both.test is not on the public internet" in sentence
    assert web.asked == []


def test_a_name_is_asked_once_and_that_answer_connected_to(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind between the look and the connection gains nothing by it."""
    answers = [["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]]
    asked, connected = [], []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    def connect(_self: object, host: str, *_: object) -> httpcore.NetworkStream:
        connected.append(host)
        raise httpcore.ConnectError("there is no network in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    refusal(Fetcher(resolve=resolve), f"http://rebinding.test:{web.port}/")
    assert (asked, connected) == (["rebinding.test"], ["8.8.8.8"])


def test_each_redirect_is_looked_at_anew(web: Web) -> None:
    """What a public page leads to may be private; that it was led to makes no difference."""

    def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1"] if host == "other.test" else names(host, port)

    fetcher = Fetcher((f"feeds.test:{web.port}",), resolve)
    web.pages["/go"] = Page(status=307, headers={"Location": f"http://other.test:{web.port}/"})
    assert "other.test is not on the public internet" in refusal(fetcher, at(web, "/go"))
    assert web.asked == ["/go"]


def test_the_environment_names_no_proxy(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect to whatever it likes."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, web.url("/"))
    refusal(Fetcher(), "http://127.0.0.1:9/")
    assert web.asked == []


def test_an_allowed_name_does_not_open_its_neighbours(web: Web) -> None:
    """Another port, and a name that only begins alike, are others."""
    fetcher = Fetcher((f"feeds.test:{web.port + 1}", "127.0.0"), names)
    assert "ASK_PRIVATE_HOSTS" in refusal(fetcher, at(web, "/"))
    assert "ASK_PRIVATE_HOSTS" in refusal(fetcher, web.url("/"))


def test_a_name_that_there_is_not_is_said() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert "nowhere.test has no address" in refusal(Fetcher(resolve=resolve), "http://nowhere.test")
    assert "no address" in refusal(Fetcher(resolve=lambda _h, _p: []), "http://nowhere.test")
