"""XML that means no good, and any bytes at all: read or refused, and soon."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.feeds.hardened_xml import read_xml
from indexer.feeds.rss import FeedRefused, read_feed
from indexer.feeds.transcripts import best_first
from tests.indexer.feeds.documents import URL, item

SECRET = "what nobody may read"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY l9 "{"x" * 100_000}">]>',
    "a file": '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file://{secret}">]>',
    "a parameter": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
    "an attribute": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a remote DTD": '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">',
    "a local DTD": '<!DOCTYPE rss SYSTEM "file://{secret}">',
}


def hostile(kind: str, secret: Path, before: str = "") -> bytes:
    """A feed whose title is an entity, a thousand times."""
    doctype = DOCTYPES[kind].replace("{secret}", str(secret))
    title = "&l9;" * 1_000
    link = '<podcast:transcript url="/&l9;"/>' if kind == "an attribute" else ""
    body = item(f"<title>T {title}</title>{link}").decode()
    return f'<?xml version="1.0"?>{before}{doctype}{body}'.encode()


@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("before", ["", f"<!--{'-x' * 100_000}-->"], ids=["plain", "hidden"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_entity_is_expanded_and_no_file_read(
    kind: str, before: str, encoding: str, tmp_path: Path
) -> None:
    """Refused where it is seen, and harmless where it hides from that look."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    document = hostile(kind, secret, before).decode().encode(encoding)
    begun = time.monotonic()
    with contextlib.suppress(FeedRefused):
        told = repr(read_feed(document, URL))
        assert SECRET not in told
        assert "haha" not in told
        assert len(told) < 100_000
    assert time.monotonic() - begun < 5


def test_declared_entities_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FeedRefused, match="declares entities of its own"):
        read_feed(hostile("billion laughs", tmp_path), URL)


def test_an_included_file_is_not_included(tmp_path: Path) -> None:
    """XInclude is a tag like any other."""
    (tmp_path / "secret").write_text(SECRET)
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{tmp_path}/secret"/>'
    assert SECRET not in repr(read_feed(item(f"<title>{include}</title>"), URL))


@pytest.mark.parametrize("opening", [b"<a>", b"<channel>", b"<a b='c'>"])
def test_deep_nesting_ends(opening: bytes) -> None:
    begun = time.monotonic()
    with contextlib.suppress(FeedRefused):
        read_feed(b"<rss><channel>" + opening * 200_000, URL)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "piece",
    [b"<![CDATA[", b"&", b"&amp", b"<!--", b"<!DOCTYPE x ", b"<item><guid>", b"]]>", b"<x y='",
     b"<item><description>&lt;!--", b"&lt;script&gt;", b"<?x ", b"\xff\xfe", b"&#x"],
)  # fmt: skip
def test_much_of_the_same_takes_no_longer_than_it_is_long(piece: bytes) -> None:
    document = b"<rss><channel><title>" + piece * (1_000_000 // len(piece))
    begun = time.monotonic()
    with contextlib.suppress(FeedRefused):
        read_feed(document, URL)
    assert time.monotonic() - begun < 10


PIECES = [
    b"<rss>", b"</rss>", b"<channel>", b"<item>", b"</item>", b"<guid>", b"</guid>", b"<title>",
    b"</title>", b"<podcast:transcript url='", b"' type='text/vtt'/>", b"<itunes:duration>",
    b"<pubDate>", b"<psc:chapters>", b"<psc:chapter start='1' title='x'/>", b"<![CDATA[", b"]]>",
    b"<!--", b"-->", b"<!DOCTYPE rss>", b"<?xml version='1.0' encoding='", b"utf-16", b"latin-1",
    b"'?>", b"&", b"&nbsp;", b"&#0;", b"&#xd800;", b"&lt;", b"http://[", b"//", b":", b"99:99",
    b"1e999", b"nan", b"-1", b"\xff", b"\x00", b"\xe9", b"\xed\xa0\x80", b" ", b"\n", b"x",
    b"9" * 50,
    b"<enclosure url='a.mp3'/>", b"<link>", b"<description>", b"<language>", b"en_GB",
    b"<podcast:person role=' '>", b"xmlns:podcast='https://podcastindex.org/namespace/1.0'",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join) | st.binary(max_size=200))
@example(b"<?xml version='1.0' encoding='utf-7'?><rss><channel>+ADw-")
@example(b"<rss><channel><item><guid>&#xd800;</guid>")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but a refusal is raised, at the top of a document or inside of an episode."""
    for document in (data, b"<rss><channel>" + data, item("").replace(b"</item>", data)):
        with contextlib.suppress(FeedRefused):
            feed = read_feed(document, URL)
            for episode in feed.episodes:
                assert episode.metadata.guid
                assert best_first(episode.transcripts, episode.metadata.language) is not None


def test_a_strict_document_is_read_strictly() -> None:
    """What is well formed is not mended: an ampersand that is meant twice stays so."""
    assert read_xml(b"<rss>&amp;amp;nbsp;</rss>").text == "&amp;nbsp;"
