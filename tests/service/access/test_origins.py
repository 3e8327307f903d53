"""An origin means to the service what it means to a browser, or is refused."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import playwright
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.access.origins import OriginInvalid, normalised_origin, origin_of_url

GOOD = "https://good.example"

NODE = Path(playwright.__file__).parent / "driver" / "node"
PROGRAM = """
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  try { console.log(new URL(JSON.parse(line)).origin) } catch { console.log("invalid") }
})
"""


VALID = st.sampled_from(
    [
        *(
            f"{GOOD}/episodes/12?t=61#notes",
            "https://evil.example",
            "https://xn--bcher-kva.example",
        ),
        *("http://localhost:8000/", "http://127.0.0.1/", "https://[2001:db8::1]:8443/?a=1"),
    ]
)
HOSTILE = st.sampled_from(
    [
        *(
            "https:",
            "javascript:",
            "//",
            "/",
            "\\",
            "?",
            "#",
            "@",
            "me:secret@",
            "[",
            "]",
            "*",
            "null",
        ),
        *(":", ":443", ":0443", ":80", ":99999", ".", "..", "-", "_", "0x7f", "1", "127.1", "xn--"),
        *(
            "K",
            "ſ",
            "ß",
            "é",
            "。",
            "．",
            "ｅ",
            "а",
            "%2e",
            "%40",
            "%00",
            "\u200d",
            "\u00ad",
            "\ud800",
        ),
        *("\t", "\n", "\r", "\x00", " ", '"', "<", "{", "good.example", "evil.example"),
    ]
)


def damaged(address: str, pieces: list[tuple[int, str]]) -> str:
    """An address with pieces put in between, each at a place."""
    for place, piece in pieces:
        address = address[:place] + piece + address[place:]
    return address


ADDRESSES = st.builds(
    damaged,
    VALID,
    st.lists(st.tuples(st.integers(0, 40), HOSTILE | st.text(max_size=1)), max_size=3),
)
Browser = Callable[[str], str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The origin that a browser's own code reads in an address: Chromium's, which Node shares."""
    with subprocess.Popen(
        [NODE, "-e", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        sent, received = process.stdin, process.stdout

        def origin_in(address: str) -> str:
            sent.write(json.dumps(address) + "\n")
            sent.flush()
            return received.readline().strip()

        yield origin_in
        sent.close()


def accepted(read: Callable[[str], str], text: str) -> str | None:
    try:
        return read(text)
    except OriginInvalid:
        return None


@given(address=ADDRESSES)
@example("https://good.example@evil.example")
@example("httpſ://good.example")
@example("https://good.example.evil.example")
@example("https://good.example\\@evil.example")
@example("https:/\\evil.example")
@example("//evil.example")
@example("https:evil.example")
@example("https:///evil.example")
@example("https://good.example:443@evil.example")
@example("https://good.example%2eevil.example")
@example("https://good.example./")
@example("https://ev\til.example")
@example("https://good.example:99999")
@example("https://evil.example#@good.example")
@example("https://evil.example?//good.example")
def test_an_address_leads_where_the_service_believes(browser: Browser, address: str) -> None:
    """Whatever is accepted, a browser goes to the origin that was read."""
    origin = accepted(origin_of_url, address)
    assert origin is None or origin == browser(address)


@given(text=ADDRESSES)
@example("https://EXAMPLE.org")
@example("https://bücher.example")
@example("https://faß.example")
@example("https://ＧＯＯＤ。example")
@example("https://[2001:DB8::0:1]:8443")
@example("https://127.0.0.01")
def test_an_origin_is_kept_as_browsers_send_it(browser: Browser, text: str) -> None:
    """So that it can be compared with an Origin header, and is its own normal form."""
    origin = accepted(normalised_origin, text)
    assert origin is None or origin == browser(text) == normalised_origin(origin)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.ORG:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_can_be_spelt_in_several_ways(text: str, origin: str) -> None:
    """It is kept in one."""
    assert normalised_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "null", "example.org", "https://", "ftp://example.org", "https://*.example.org"),
        *("https://example.org/", "https://example.org/page", "https://example.org?a=1"),
        *("https://example.org#top", "https://user@example.org", "https://example.org:"),
        *("https://example.org:0", "https://example.org:65536", "https://example.org."),
        *("https://example..org", "https://-example.org", " https://example.org", "https://a b"),
        *("https://0x7f.1", "https://1.2.3", "https://[fe80::1%eth0]", "https://[1.2.3.4]"),
        *("https://[::ffff:127.0.0.1]", "httpſ://example.org"),
        *(f"https://{'a' * 64}.org", f"https://{'a.' * 127}org", "https://☃.example"),
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    """With an example of one."""
    with pytest.raises(OriginInvalid, match=r"https://example\.org, without a path"):
        normalised_origin(text)


@pytest.mark.parametrize("host", ["example.org", "localhost.example", "10.0.0.1", "[fe80::1]"])
def test_plain_http_is_for_this_machine_alone(host: str) -> None:
    """Tokens would cross the network for everybody to read."""
    with pytest.raises(OriginInvalid, match="has to begin with https://"):
        normalised_origin(f"http://{host}:8000")


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        f"{GOOD}/",
        f"{GOOD}/episodes/12?t=61&q=%C3%A9#notes",
        f"{GOOD}?next=https://evil.example",
        f"{GOOD}/a/../b//c;d='e'|{{f}}",
        f"{GOOD}:443/@evil.example",
    ],
)
def test_an_address_may_hold_what_browsers_leave_in_it(url: str) -> None:
    """Paths, queries and fragments are the site's own affair."""
    assert origin_of_url(url) == GOOD


@pytest.mark.parametrize("character", [*'\t\n\r\0\\ "<>\x7fé\u2028', "\ud800"])
def test_an_address_holds_nothing_that_browsers_would_change(character: str) -> None:
    """Nowhere in it: it goes into a header as it is."""
    for place in range(len(f"{GOOD}/a?b#c") + 1):
        with pytest.raises(OriginInvalid):
            origin_of_url(damaged(f"{GOOD}/a?b#c", [(place, character)]))


def test_an_address_has_an_end() -> None:
    """Payment providers refuse longer ones."""
    assert origin_of_url(f"{GOOD}/{'a' * 1_979}") == GOOD
    with pytest.raises(OriginInvalid):
        origin_of_url(f"{GOOD}/{'a' * 1_980}")
