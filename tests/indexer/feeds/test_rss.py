"""What is read in a feed: examples of our own in the shapes of real ones, and any bytes at all."""

import contextlib
import datetime
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.episode import Chapter, Person
from indexer.feeds.feed_values import day, description, line, seconds, whole_number
from indexer.feeds.hardened_xml import read_xml
from indexer.feeds.rss import Feed, FeedRefused, read_feed
from indexer.feeds.transcripts import best_first
from tests.indexer.feeds.web import EXAMPLES

URL = "https://feeds.example.org/shows/feed.xml"
PODCAST = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'


def read(name: str) -> Feed:
    return read_feed((EXAMPLES / name).read_bytes(), URL)


def item(inside: str, channel: str = "") -> bytes:
    """A feed with one episode."""
    return (
        f'<rss {PODCAST} xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel>{channel}<item><guid>1</guid>{inside}</item></channel></rss>"
    ).encode()


def test_a_hosting_platforms_feed() -> None:
    """Everything that an episode's metadata can hold, from where such feeds have it."""
    feed = read("hosting_platform.xml")
    assert feed.title == "Quay Lights"
    assert feed.podcast_guid == "0f3a9b52-6c1d-5e7f-9a40-3d2b8c7e6f51"
    second, first, trailer = feed.episodes
    told = second.metadata
    assert (told.title, told.show, told.publisher) == (
        "Why the lamp turns", "Quay Lights", "Harbour Radio")  # fmt: skip
    assert (told.date, told.season, told.number) == (datetime.date(2026, 3, 3), 1, 2)
    assert (told.duration, told.language, told.guid) == (3725, "en-GB", "quay-2")
    assert told.audio_url == "https://media.example.org/quay/2.mp3?dl=1&from=feed"
    assert told.page_url == "https://example.org/quay-lights/2"
    assert told.description == "How a lens of glass & brass is turned.\nWeights\nClockwork"
    assert second.chapters_url == "https://feeds.example.org/quay/2-chapters.json"
    assert (first.metadata.duration, first.metadata.date) == (95, datetime.date(2026, 2, 3))
    assert trailer.transcripts == ()


def test_an_episodes_people_take_the_place_of_the_shows() -> None:
    """A role that is not stated is the host's."""
    second, first, _ = read("hosting_platform.xml").episodes
    assert second.metadata.people == (
        Person(name="Piet Maas", role="guest"), Person(name="Ines Dahl", role="host"))  # fmt: skip
    assert first.metadata.people == (Person(name="Ines Dahl", role="host"),)


def test_the_best_of_several_transcripts_is_tried_first() -> None:
    """In the episode's language, then by what it can tell."""
    offered = read("hosting_platform.xml").episodes[0].transcripts
    ordered = [link.url.rpartition("/")[2] for link in best_first(offered, "en")]
    assert ordered == ["2.json", "2.vtt", "2.srt", "2.html", "2.nl.json"]
    ordered = [link.url.rpartition("/")[2] for link in best_first(offered, "nl-BE")]
    assert ordered == ["2.nl.json", "2.html", "2.json", "2.vtt", "2.srt"]


@pytest.mark.parametrize(
    ("attributes", "ending"),
    [
        ('url="/a" type="application/json"', ".json"),
        ('url="/a" type="text/vtt; charset=utf-8"', ".vtt"),
        ('url="/a" type="TEXT/SRT"', ".srt"),
        ('url="/a" type="application/srt"', ".srt"),
        ('url="/a" type="application/x-subrip"', ".srt"),
        ('url="/a.VTT"', ".vtt"),
        ('url="/a.srt?x=1.json" type=""', ".srt"),
        ('url="/a.srt" type="text/plain"', ".srt"),
        ('url="/a.json" type="application/octet-stream"', ".json"),
        ('url="/a.htm" type="odd/type"', ".html"),
        ('url="/a.vtt" type="application/json"', ".json"),
        ('url="/a.mp3" type="text/plain"', ".txt"),
        ('url="/a"', ".txt"),
    ],
)
def test_a_transcripts_kind_is_told_by_its_type_or_its_address(
    attributes: str, ending: str
) -> None:
    (episode,) = read_feed(item(f"<podcast:transcript {attributes}/>"), URL).episodes
    assert [link.ending for link in episode.transcripts] == [ending]


def test_podloves_chapters_stand_in_the_feed() -> None:
    (episode,) = read("podlove.xml").episodes
    assert episode.metadata.chapters == (
        Chapter(start=0, title="Begrüßung"),
        Chapter(start=450.5, title="Warum er müde wird"),
    )
    assert episode.metadata.duration == 1867
    (link,) = episode.transcripts
    assert link.url == "https://feeds.example.org/?podcast_transcript=sf003&format=webvtt"


def test_the_old_namespace_means_the_same() -> None:
    (episode,) = read("old_namespace.xml").episodes
    assert (episode.metadata.season, episode.metadata.number) == (2, 7)
    assert episode.metadata.people == (Person(name="Oda Brandt", role="host"),)
    assert [link.url for link in episode.transcripts] == [
        "https://feeds.example.org/shows/seven.srt"
    ]
    assert episode.metadata.publisher == "Two Platforms"


def test_a_malformed_feed_is_read_as_far_as_it_goes() -> None:
    """A wrong encoding, entities of HTML, loose ampersands, an undeclared prefix, a torn end."""
    feed = read("malformed.xml")
    assert feed.title == "Salt & Pepper Café"
    first = feed.episodes[0]
    assert (first.metadata.guid, first.metadata.title) == ("kn-1", "Knives é forks 3")
    assert [link.url for link in first.transcripts] == ["https://feeds.example.org/kn.vtt?a=1&b=2"]


def test_what_an_episode_without_a_guid_is_known_by() -> None:
    """The address of its audio, else of its page; what has neither is not followed."""
    feed = read("without_guids.xml")
    assert [episode.metadata.guid for episode in feed.episodes] == [
        "https://feeds.example.org/shows/audio/pot.mp3", "https://example.org/ice"]  # fmt: skip


def test_a_guid_that_comes_twice_is_one_episode() -> None:
    twice = item("<title>New</title>").replace(
        b"</item>", b"</item><item><guid>1</guid><title>Old</title></item>"
    )
    assert [each.metadata.title for each in read_feed(twice, URL).episodes] == ["New"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "is an Atom feed"),
        (b"<opml/>", "the root element <opml>"),
        (b"<rss/>", "no RSS feed"),
        (b"", "no XML"),
        (b"hello", "no XML"),
        (b"\x89PNG\r\n\x1a\n\x00", "is a PNG picture"),
    ],
)
def test_what_is_no_rss_feed_is_refused(document: bytes, sentence: str) -> None:
    with pytest.raises(FeedRefused, match=sentence):
        read_feed(document, URL)


# --- XML that means no good ---

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


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_none(text: str) -> None:
    for value in (line, description, day, seconds, whole_number):
        value(text)


# --- Values ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 12 Jun 2025 10:00:00 +0200", "2025-06-12"),
        ("12 Jun 2025", "2025-06-12"),
        ("Thursday, 12 June 2025 10:00 PST", "2025-06-12"),
        ("Thu, 12 Sept 2024 24:61:00 EDT", "2024-09-12"),
        ("Fri,  5 Jul 24 08:00 UT", "2024-07-05"),
        ("2025-06-12T23:30:00-05:00", "2025-06-12"),
        ("2025-6-2", "2025-06-02"),
        ("June 12th, 2025", "2025-06-12"),
        ("12-Jun-2025", "2025-06-12"),
        ("31 Feb 2025", None),
        ("12 Foo 2025", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: str | None) -> None:
    assert day(text) == (datetime.date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("95", 95), ("59:59", 3599), ("1:02:05", 3725), ("01:02:05.5", 3725.5), (" 7 ", 7),
     ("0", 0), ("", None), ("soon", None), ("nan", None), ("inf", None), ("-5", None),
     ("1:2:3:4:5", None), ("9" * 30, None)],
)  # fmt: skip
def test_durations(text: str, expected: float | None) -> None:
    assert seconds(text) == expected


def test_numbers() -> None:
    found = [whole_number(text) for text in ("7", " 07 ", "7.0", "7.5", "seven", "", "-1")]
    assert found == [7, 7, 7, None, None, None, None]


def test_a_strict_document_is_read_strictly() -> None:
    """What is well formed is not mended: an ampersand that is meant twice stays so."""
    assert read_xml(b"<rss>&amp;amp;nbsp;</rss>").text == "&amp;nbsp;"
