"""What is kept of a feed, so that its episodes are files like all others.

    feeds/<show>-<hash>/NAME.vtt            an episode's transcript, as it came
    feeds/<show>-<hash>/NAME.episode.json   its metadata, as the feed told it
    feeds/<show>-<hash>/.followed/          what following it needs: where it is, what is done
    feeds/<show>-<hash>.lock                held by the one who follows it

Every file is written aside and renamed, so that whatever stops a run leaves each old or new.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from indexer.episode import (
    Chapter,
    EpisodeMetadata,
    metadata_path,
    new_episode_id,
    source_identity,
)
from indexer.errors import ExplainedError
from indexer.feeds.answer_headers import Validators
from indexer.feeds.rss import Feed, FeedEpisode
from indexer.formats import read_transcript
from indexer.library import Library
from indexer.storage import written_whole

FEEDS_FOLDER = "feeds"
_OWN_FOLDER = ".followed"
_FEED_FILE = "feed.json"
_INCOMING = "incoming"
_MOST_TITLES = 100
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace in which the podcast namespace makes the guid of a show from its address."""


class FeedBusy(ExplainedError):
    """Another process follows the feed."""


class MirrorDamaged(ExplainedError):
    """What is kept of a feed cannot be read."""


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """Where a feed is, all addresses at which it was, and by what its server knows it.

    ``former_titles`` are those that the show had before, the last one first.
    """

    address: str
    addresses: tuple[str, ...]
    podcast_guid: str
    title: str | None
    validators: Validators
    former_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTranscript:
    """The transcript that was taken: from where, and how its file ends."""

    url: str
    ending: str
    language: str | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class KeptChapters:
    """The chapters that were fetched, and from where."""

    url: str
    validators: Validators
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class FollowedEpisode:
    """An episode as the feed last told of it, and how far it was brought.

    ``done`` is false until all that the feed says has been indexed; ``episode_id`` is None until
    something was; ``asked_at`` is when its transcript was last asked for.
    """

    name: str
    told: FeedEpisode
    done: bool = False
    episode_id: str | None = None
    transcript: KeptTranscript | None = None
    chapters: KeptChapters | None = None
    asked_at: float = 0.0


_FEED = TypeAdapter(FollowedFeed)
_EPISODE = TypeAdapter(FollowedEpisode)


class Mirror:
    """The folder of one feed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = folder / _OWN_FOLDER

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Holds the feed's lock.

        Raises:
            FeedBusy: Another process follows the feed now.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder.with_name(f"{self.folder.name}.lock"), timeout=0):
                yield
        except Timeout as error:
            raise FeedBusy(
                f"Another process is following the feed in {self.folder}. It is left to that one."
            ) from error

    def feed(self) -> FollowedFeed | None:
        """What is known of the feed; None where it was never followed.

        Raises:
            MirrorDamaged: It cannot be read.
        """
        path = self._own / _FEED_FILE
        try:
            return _FEED.validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise MirrorDamaged(
                f"{path} is damaged. Remove the folder {self.folder} and give the feed's address "
                "again: its episodes stay, and are recognised."
            ) from error

    def write_feed(self, feed: FollowedFeed) -> None:
        """Keeps what is known of the feed."""
        written_whole(self._own / _FEED_FILE, _FEED.dump_json(feed, indent=1))

    def episodes(self) -> dict[str, FollowedEpisode]:
        """All episodes that were ever told of, by guid; a damaged file is one never written."""
        known = {}
        for path in self._own.glob("*.json"):
            if path.name == _FEED_FILE:
                continue
            with suppress(ValidationError):
                episode = _EPISODE.validate_json(path.read_bytes())
                known[episode.told.metadata.guid or ""] = episode
        return known

    def write_episode(self, episode: FollowedEpisode) -> None:
        """Keeps how far an episode was brought."""
        written_whole(self._own / f"{episode.name}.json", _EPISODE.dump_json(episode))

    def keep_transcript(self, name: str, ending: str, body: bytes) -> Path:
        """Puts a transcript in the place of the one before, if it can be read.

        Raises:
            TranscriptRefused: It cannot; the one before is untouched.
        """
        aside = self._own / _INCOMING / f"{name}{ending}"
        try:
            written_whole(aside, body)
            read_transcript(aside)
            aside.replace(self.folder / aside.name)
        finally:
            aside.unlink(missing_ok=True)
        return self.folder / aside.name

    def transcript(self, episode: FollowedEpisode) -> Path | None:
        """The transcript of an episode; None where there is none yet."""
        if episode.transcript is None:
            return None
        path = self.folder / f"{episode.name}{episode.transcript.ending}"
        return path if path.exists() else None

    def forget_transcript(self, episode: FollowedEpisode) -> None:
        """Removes the transcript of an episode, so that nobody indexes it from the folder."""
        path = self.transcript(episode)
        if path:
            metadata_path(path).unlink(missing_ok=True)
            path.unlink()

    def write_metadata(self, transcript: Path, metadata: bytes) -> None:
        """Puts the metadata of an episode beside its transcript."""
        written_whole(metadata_path(transcript), metadata)


def new_mirror(library: Library, feed: Feed, address: str) -> tuple[Mirror, FollowedFeed]:
    """The mirror that a feed is to have, and what is known of it at first."""
    guid = podcast_guid(feed, address)
    name = new_episode_id(feed.title or "feed", guid)
    # It may have been followed before, under another name, and its mirror removed.
    listed = chain.from_iterable(show.names for show in library.catalogue.shows(guid).values())
    former = _former(feed.title, listed)
    followed = FollowedFeed(address, (address,), guid, feed.title, Validators(), former)
    return Mirror(library.data / FEEDS_FOLDER / name), followed


def name_of(metadata: EpisodeMetadata) -> str:
    """What the files of an episode are called, without their endings."""
    identity = source_identity(Path(), metadata)
    return new_episode_id(metadata.title or metadata.guid or "", identity)


def podcast_guid(feed: Feed, address: str) -> str:
    """The guid of a show: the one that it states, else the one that its address makes."""
    try:
        return str(uuid.UUID(feed.podcast_guid or ""))
    except ValueError:
        return str(uuid.uuid5(_PODCASTS, bare(address)))


def moved(feed: FollowedFeed, address: str) -> FollowedFeed:
    """The same feed at another address; it answers to the old ones all the same."""
    if address == feed.address:
        return feed
    addresses = tuple(dict.fromkeys((*feed.addresses, address)))
    return replace(feed, address=address, addresses=addresses, validators=Validators())


def renamed(feed: FollowedFeed, title: str | None) -> FollowedFeed:
    """The same feed by another title; what is said of the show by an old one has to hold on."""
    former = _former(title, (feed.title, *feed.former_titles))
    return replace(feed, title=title, former_titles=former)


def _former(title: str | None, titles: Iterable[str | None]) -> tuple[str, ...]:
    former = dict.fromkeys(each for each in titles if each and each != title)
    return tuple(former)[:_MOST_TITLES]


def mirrors(feeds: Path) -> list[tuple[Mirror, FollowedFeed]]:
    """All feeds that are followed."""
    found = []
    for path in sorted(feeds.glob("*/")):
        with suppress(MirrorDamaged):  # it is told of when this very feed is followed
            found.append((Mirror(path), Mirror(path).feed()))
    return [(mirror, feed) for mirror, feed in found if feed]


def mirror_at(feeds: Path, *addresses: str) -> tuple[Mirror, FollowedFeed] | None:
    """The feed that is, or was, at one of these addresses."""
    wanted = set(map(bare, addresses))
    found = ((mirror, feed) for mirror, feed in mirrors(feeds)
             if wanted & set(map(bare, feed.addresses)))  # fmt: skip
    return next(found, None)


def bare(address: str) -> str:
    """An address without its scheme and the slashes at its end, which make no other feed of it."""
    return address.partition("://")[2].rstrip("/")
