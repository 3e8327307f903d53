"""An RSS feed, from its bytes to its episodes: podcasting's own tags beside iTunes'. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from indexer.episode import Chapter, EpisodeMetadata, Person
from indexer.errors import ExplainedError
from indexer.feeds.chapters import chapters
from indexer.feeds.feed_values import LONGEST_LINE, day, description, line, seconds, whole_number
from indexer.feeds.hardened_xml import XmlRefused, read_xml
from indexer.feeds.tags import Tags
from indexer.feeds.transcripts import TranscriptLink
from indexer.formats.language_tags import language_tag

MOST_EPISODES = 5_000
"""Of one feed; more are not read."""

_MOST_TRANSCRIPTS = 20
_MOST_PEOPLE = 100


class FeedRefused(ExplainedError):
    """A document that is no feed that is followed; the message says what it is."""


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """An episode as its feed tells of it; ``metadata.guid`` is what it is known by there."""

    metadata: EpisodeMetadata
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A show's feed, or a page of it.

    ``podcast_guid`` is what the feed says that the show is known by, ``new_url`` where it says
    that it has moved, ``next_page`` where its older episodes are.
    """

    title: str | None
    podcast_guid: str | None
    new_url: str | None
    next_page: str | None
    episodes: tuple[FeedEpisode, ...]


@dataclass(frozen=True, slots=True)
class _Show:
    """What holds for every episode that does not say otherwise."""

    url: str
    title: str | None
    publisher: str | None
    language: str | None
    people: tuple[Person, ...]


def read_feed(data: bytes, url: str) -> Feed:
    """The feed that a document holds; addresses in it are taken from ``url`` on.

    Raises:
        FeedRefused: It is no RSS feed.
    """
    try:
        root = read_xml(data)
    except XmlRefused as refusal:
        raise FeedRefused(f"{url} {refusal}") from refusal
    channel = _channel(root, url)
    show = _Show(
        url=url,
        title=line(channel.text("title")),
        publisher=line(channel.text("itunes:author")),
        language=language_tag(channel.text("language")),
        people=_people(channel),
    )
    return Feed(
        title=show.title,
        podcast_guid=line(channel.text("podcast:guid")),
        new_url=_address(url, channel.text("itunes:new-feed-url")),
        next_page=_next_page(channel, url),
        episodes=tuple(_episodes(channel, show)),
    )


def _channel(root: etree._Element, url: str) -> Tags:
    name = re.split("[:}]", str(root.tag))[-1].lower()
    if name == "feed":
        raise FeedRefused(
            f"{url} is an Atom feed, in which podcasts do not offer transcripts. "
            "Give the address of the podcast's RSS feed."
        )
    channels = Tags(root).all("channel")
    if name != "rss" or not channels:
        raise FeedRefused(f"{url} is XML with the root element <{name[:40]}>, and no RSS feed.")
    return Tags(channels[0])


def _episodes(channel: Tags, show: _Show) -> Iterator[FeedEpisode]:
    seen: set[str] = set()
    for item in channel.all("item")[:MOST_EPISODES]:
        tags = Tags(item)
        guid = _guid(tags, show.url)
        if guid and guid not in seen:
            seen.add(guid)
            yield _episode(tags, show, guid)


def _guid(item: Tags, url: str) -> str | None:
    """What an episode is known by: its guid, else the address of its audio, else of its page."""
    told = (item.text("guid").strip(), _audio(item, url), _address(url, item.text("link")))
    found = next((each for each in told if each), None)
    if found is None or len(found) <= LONGEST_LINE:
        return found
    return hashlib.sha256(found.encode()).hexdigest()


def _episode(item: Tags, show: _Show, guid: str) -> FeedEpisode:
    metadata = EpisodeMetadata(
        show=show.title,
        title=line(item.first_text("itunes:title", "title")),
        date=day(item.text("pubDate") or item.text("dc:date")),
        season=whole_number(item.text("itunes:season") or item.text("podcast:season")),
        number=whole_number(item.text("itunes:episode") or item.text("podcast:episode")),
        publisher=show.publisher or line(item.text("itunes:author")),
        people=_people(item) or show.people,
        chapters=_inline_chapters(item),
        audio_url=_audio(item, show.url),
        page_url=_address(show.url, item.text("link")),
        guid=guid,
        language=show.language,
        description=description(
            item.first_text("description", "content:encoded", "itunes:summary")
        ),
        duration=seconds(item.text("itunes:duration")) or None,
    )
    links = tuple(_transcripts(item, show.url))
    return FeedEpisode(metadata, links, _chapters_url(item, show.url))


def _people(tags: Tags) -> tuple[Person, ...]:
    named = ((line(tags.text_of(each)), each) for each in tags.all("podcast:person"))
    return tuple(
        Person(name=name, role=(line(each.get("role")) or "host").lower())
        for name, each in named
        if name
    )[:_MOST_PEOPLE]


def _inline_chapters(item: Tags) -> tuple[Chapter, ...]:
    within = (Tags(each).all("psc:chapter") for each in item.all("psc:chapters"))
    return chapters((each.get("start"), each.get("title")) for listed in within for each in listed)


def _transcripts(item: Tags, url: str) -> Iterator[TranscriptLink]:
    for each in item.all("podcast:transcript")[:_MOST_TRANSCRIPTS]:
        address = _address(url, each.get("url"))
        if address:
            yield TranscriptLink(
                address, each.get("type") or "", language_tag(each.get("language"))
            )


def _chapters_url(item: Tags, url: str) -> str | None:
    told = (_address(url, each.get("url")) for each in item.all("podcast:chapters"))
    return next((each for each in told if each), None)


def _audio(item: Tags, url: str) -> str | None:
    told = [(each.get("type") or "", each.get("url")) for each in item.all("enclosure")]
    heard = [address for kind, address in told if kind.startswith(("audio/", "video/"))]
    addresses = (_address(url, each) for each in [*heard, *(address for _, address in told)])
    return next((each for each in addresses if each), None)


def _next_page(channel: Tags, url: str) -> str | None:
    told = (
        _address(url, each.get("href"))
        for each in channel.all("atom:link")
        if (each.get("rel") or "").lower() == "next"
    )
    return next((each for each in told if each), None)


def _address(base: str, text: str | None) -> str | None:
    """A web address in a feed, whole; None for what is none."""
    stated = "".join((text or "").split())
    try:
        whole = urljoin(base, stated) if stated else ""
        fits = urlsplit(whole).scheme in ("http", "https") and len(whole) <= LONGEST_LINE
    except ValueError:
        return None
    return whole if fits else None
