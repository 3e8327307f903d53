"""What is read in a feed: examples of our own in the shapes of real ones."""

import datetime

import pytest

from indexer.episode import Chapter, Person
from indexer.feeds.rss import Feed, FeedRefused, read_feed
from indexer.feeds.transcripts import best_first
from tests.indexer.feeds.documents import URL, item
from tests.indexer.feeds.web import EXAMPLES


def read(name: str) -> Feed:
    return read_feed((EXAMPLES / name).read_bytes(), URL)


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


def test_a_blank_tag_says_nothing() -> None:
    """Another one may."""
    blank = "<itunes:title> </itunes:title><description>\n</description>"
    document = item(f"<title>Rivers</title>{blank}<itunes:summary>Of weirs.</itunes:summary>")
    told = read_feed(document, URL).episodes[0].metadata
    assert (told.title, told.description) == ("Rivers", "Of weirs.")
