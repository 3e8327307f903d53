"""What is fetched and what is not: tried, on a server of our own."""

import datetime
import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from indexer.feeds.answer_headers import Validators
from indexer.feeds.fetching import Fetcher, FetchRefused
from tests.indexer.feeds.web import Page, Web

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


def test_what_an_operator_named_is_fetched(web: Web) -> None:
    """By its name, with or without the port."""
    web.pages["/feed"] = Page("words", headers={"ETag": '"1"', "Cache-Control": "max-age=900"})
    fetched = allowed(web).get(at(web, "/feed"), MOST)
    assert (fetched.body, fetched.validators.etag, fetched.wait) == (b"words", '"1"', 900)
    assert Fetcher(("FEEDS.test",), names).get(at(web, "/feed"), MOST).body == b"words"
    assert Fetcher((f"127.0.0.1:{web.port}",)).get(web.url("/feed"), MOST).body == b"words"


def test_what_has_not_changed_is_not_sent_again(web: Web) -> None:
    """The validators come back as they were."""
    web.pages["/feed"] = Page("words", headers={"ETag": '"1"'})
    first = allowed(web).get(at(web, "/feed"), MOST)
    again = allowed(web).get(at(web, "/feed"), MOST, first.validators)
    assert (again.body, again.validators) == (None, first.validators)
    changed = allowed(web).get(at(web, "/feed"), MOST, Validators(etag='"0"'))
    assert changed.body == b"words"


# --- Where a name leads ---


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


# --- Redirects ---


def test_redirects_are_followed_and_permanent_ones_remembered(web: Web) -> None:
    """Only those that come first: what is permanent behind a temporary one is not."""
    web.pages["/a"] = Page(status=301, headers={"Location": "/b"})
    web.pages["/b"] = Page(status=302, headers={"Location": "c"})
    web.pages["/c"] = Page(status=308, headers={"Location": "/d"})
    web.pages["/d"] = Page("words")
    fetched = allowed(web).get(at(web, "/a"), MOST)
    assert fetched.body == b"words"
    assert (fetched.url, fetched.moved_to) == (at(web, "/d"), at(web, "/b"))


def test_redirects_without_an_end_are_given_up(web: Web) -> None:
    web.pages["/a"] = Page(status=302, headers={"Location": "/a"})
    assert "leads on more than 5 times" in refusal(allowed(web), at(web, "/a"))
    assert web.asked == ["/a"] * 6


# --- How much, how long ---


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


# --- What servers say ---


def test_a_server_that_has_nothing_is_quoted(web: Web) -> None:
    web.pages["/gone"] = Page(status=410)
    web.pages["/odd"] = Page(status=799)
    web.pages["/nothing-new"] = Page(status=304)
    assert "answers 404 (Not Found)" in refusal(allowed(web), at(web, "/missing"))
    assert "answers 410 (Gone)" in refusal(allowed(web), at(web, "/gone"))
    assert "answers 799." in refusal(allowed(web), at(web, "/odd"))
    assert "answers 304" in refusal(allowed(web), at(web, "/nothing-new"))


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_wants_to_be_left_alone_is(web: Web, status: int) -> None:
    """It is not asked again, whatever else there is to ask of it, until then."""
    web.pages["/busy"] = Page(status=status, headers={"Retry-After": "600"})
    web.pages["/other"] = Page("words")
    fetcher = allowed(web)
    with pytest.raises(FetchRefused) as refused:
        fetcher.get(at(web, "/busy"), MOST)
    assert refused.value.wait == 600
    assert "wants to be left alone for 10 minutes" in str(refused.value)
    assert "was not asked for" in refusal(fetcher, at(web, "/other"))
    assert web.asked == ["/busy"]


def test_when_to_come_again_may_be_a_date(web: Web) -> None:
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=30)
    dates = {
        "/later": format_datetime(later, usegmt=True),
        "/never": "soon",
        "/past": "Mon, 01 Jan",
    }
    waits = {}
    for path, stated in dates.items():
        web.pages[path] = Page(status=503, headers={"Retry-After": stated})
        with pytest.raises(FetchRefused) as refused:
            allowed(web).get(at(web, path), MOST)
        waits[path] = refused.value.wait
    assert waits["/later"] == pytest.approx(1800, abs=5)
    assert (waits["/never"], waits["/past"]) == (None, None)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_who_hangs_up_is_said(web: Web, answer: bytes) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    web.pages["/broken"] = hang_up
    assert "cannot be reached" in refusal(allowed(web), at(web, "/broken"))


# --- Certificates ---


@pytest.fixture
def secure(tmp_path: Path) -> tuple[int, Path]:
    """A server that answers one request by TLS, as ``feeds.test``: its port and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feeds.test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("feeds.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "feeds.test.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with server:
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as talk:
                    talk.recv(10_000)
                    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords")
            except OSError:
                pass

    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1], path


def test_a_certificate_is_held_against_the_name(secure: tuple[int, Path]) -> None:
    """The connection goes to the address that was looked at, the certificate is the name's."""
    port, path = secure
    fetcher = Fetcher(("feeds.test",), names)
    fetcher._ssl = ssl.create_default_context(cafile=str(path))
    assert fetcher.get(f"https://feeds.test:{port}/", MOST).body == b"words"


@pytest.mark.parametrize("host", ["feeds.test", "other.test"])
def test_a_certificate_of_nobody_or_of_another_is_refused(
    secure: tuple[int, Path], host: str
) -> None:
    port, path = secure
    fetcher = Fetcher((host,), lambda _host, _port: ["127.0.0.1"])
    if host == "other.test":
        fetcher._ssl = ssl.create_default_context(cafile=str(path))
    assert "certificate" in refusal(fetcher, f"https://{host}:{port}/")
