"""A feed followed once: what is new or has changed in it is brought into the library.

feed, if it has changed ► its episodes noted in the mirror ► those not done are brought, one by one
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from indexer.encoding import Progress
from indexer.feeds.answer_headers import Validators
from indexer.feeds.bringing import EpisodeOutcome, Workshop, bring
from indexer.feeds.fetching import MOST_BYTES, Fetched, FetchRefused
from indexer.feeds.mirror import (
    FEEDS_FOLDER,
    FollowedEpisode,
    FollowedFeed,
    Mirror,
    bare,
    mirror_at,
    mirrors,
    moved,
    name_of,
    new_mirror,
    renamed,
)
from indexer.feeds.rss import MOST_EPISODES, Feed, FeedEpisode, FeedRefused, read_feed
from indexer.storage import storage_explained

ASKED_AGAIN = 7 * 86_400
"""Seconds after which a transcript is asked for again: few feeds tell that one was corrected."""

_MOST_PAGES = 100


@dataclass(slots=True)
class Round:
    """What following a feed once came to.

    ``unfinished`` tells that its turn was over before all was done. Of the episodes that are new
    or have changed, ``left_alone`` counts those that an operator removed or indexed by hand; of a
    feed that was read, ``without_transcript`` those for which it offers none. ``wait`` is for how
    many seconds its server says that it stays as it is.
    """

    address: str
    title: str | None = None
    outcomes: list[EpisodeOutcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unfinished: bool = False
    left_alone: int = 0
    without_transcript: int = 0
    wait: float | None = None


Begin = Callable[[str, int], Progress]
"""Told the title of the episode that is next, and of how many; gives who is told how far it is."""


def _unseen(_title: str, _all: int) -> Progress:
    return lambda _done, _total: None


@storage_explained()
def follow(url: str, workshop: Workshop, begin: Begin = _unseen, turn: float = math.inf) -> Round:
    """Follows a feed once, whether it was followed before or not.

    Args:
        url: Its address, or one at which it was.
        workshop: What bringing in its episodes needs.
        begin: Told how it goes.
        turn: The seconds after which no further episode is begun; the next time goes on there.

    Raises:
        FetchRefused: The feed cannot be had.
        FeedRefused: It is no feed, or that of a show that is followed at another address.
        FeedBusy: Another process follows it now.
        MirrorDamaged: What was kept of it cannot be read.
        DiskFull: No space was left.
        StorageFault: The data folder cannot be written.
    """
    feeds = workshop.library.data / FEEDS_FOLDER
    known = mirror_at(feeds, url)
    if known is None:
        return follow_new(url, workshop.fetcher.get(url, MOST_BYTES), workshop, begin, turn)
    mirror, feed = known
    with mirror.writer():
        feed = mirror.feed() or feed
        fetched = workshop.fetcher.get(feed.address, MOST_BYTES, feed.validators)
        return _round(_Following(mirror, feed, workshop, _end_of(turn)), fetched, begin)


@storage_explained()
def follow_new(
    url: str,
    fetched: Fetched,
    workshop: Workshop,
    begin: Begin = _unseen,
    turn: float = math.inf,
) -> Round:
    """Follows a feed that was fetched and is not known by this address; else as ``follow``."""
    feeds = workshop.library.data / FEEDS_FOLDER
    known = mirror_at(feeds, fetched.url, fetched.moved_to)
    if known:
        _remember(known[0], url)
        return follow(url, workshop, begin, turn)
    read = read_feed(fetched.body or b"", fetched.url)
    mirror, feed = _its_mirror(read, fetched.moved_to, workshop)
    with mirror.writer():
        kept = mirror.feed()
        feed = moved(kept, fetched.moved_to) if kept else feed
        if bare(url) not in map(bare, feed.addresses):
            feed = replace(feed, addresses=(*feed.addresses, url))
        return _round(_Following(mirror, feed, workshop, _end_of(turn)), fetched, begin)


def _remember(mirror: Mirror, address: str) -> None:
    """Keeps a further address that leads to a feed."""
    with mirror.writer():
        feed = mirror.feed()
        if feed:
            mirror.write_feed(replace(feed, addresses=(*feed.addresses, address)))


def _end_of(turn: float) -> float:
    return time.monotonic() + turn


def _its_mirror(read: Feed, address: str, workshop: Workshop) -> tuple[Mirror, FollowedFeed]:
    """A mirror for a feed at an unknown address: a new one, unless a known feed moved there."""
    mirror, feed = new_mirror(workshop.library, read, address)
    for known_mirror, known in mirrors(workshop.library.data / FEEDS_FOLDER):
        if known.podcast_guid == feed.podcast_guid or _shares_episodes(known_mirror, known, read):
            _refuse_second_address(known, address, workshop)
            return known_mirror, moved(known, address)
    return mirror, feed


def _shares_episodes(mirror: Mirror, known: FollowedFeed, read: Feed) -> bool:
    if known.title != read.title:
        return False
    told = {(each.metadata.guid, each.metadata.title) for each in read.episodes}
    there = (each.told.metadata for each in mirror.episodes().values())
    return any((metadata.guid, metadata.title) in told for metadata in there)


def _refuse_second_address(known: FollowedFeed, address: str, workshop: Workshop) -> None:
    """A show is followed at one address; that it moved is for the one before to say."""
    try:
        before = workshop.fetcher.get(known.address, MOST_BYTES)
        leads_to = [before.moved_to, read_feed(before.body or b"", before.url).new_url or ""]
    except (FetchRefused, FeedRefused) as error:
        if isinstance(error, FetchRefused) and error.gone:
            return
        leads_to = []
    if bare(address) not in map(bare, leads_to):
        raise FeedRefused(
            f"{address} is the show that is followed at {known.address} already, which does not "
            "say that it has moved. Give that address; or remove its folder in the data folder's "
            f"{FEEDS_FOLDER}/ to follow it at this one: its episodes stay."
        )


@dataclass(slots=True)
class _Following:
    """A feed that is being followed, its lock held; ``ends`` is when its turn is over."""

    mirror: Mirror
    feed: FollowedFeed
    workshop: Workshop
    ends: float


def _round(following: _Following, fetched: Fetched, begin: Begin) -> Round:
    result = Round(following.feed.address, following.feed.title, wait=fetched.wait)
    if fetched.body is not None:
        following.feed = moved(following.feed, fetched.moved_to)
        _note_feed(following, fetched, result)
    mirror = following.mirror
    waiting = [each for each in mirror.episodes().values() if _is_due(each)]
    waiting.sort(key=lambda each: (str(each.told.metadata.date or ""), each.name), reverse=True)
    for episode in waiting:
        if time.monotonic() > following.ends:
            result.unfinished = True
            break
        progress = begin(episode.told.metadata.title or episode.name, len(waiting))
        outcome = bring(episode, mirror, following.workshop, progress)
        if outcome:
            result.outcomes.append(outcome)
        else:
            result.left_alone += 1
    return result


def _is_due(episode: FollowedEpisode) -> bool:
    if not episode.done:
        return True
    has_transcript = bool(episode.told.transcripts)
    return has_transcript and time.time() - episode.asked_at > ASKED_AGAIN


def _note_feed(following: _Following, fetched: Fetched, result: Round) -> None:
    """Notes what a feed that has changed tells of its episodes."""
    read = read_feed(fetched.body or b"", fetched.url)
    if read.new_url and bare(read.new_url) != bare(following.feed.address):
        fetched, read = _at_its_new_address(following, fetched, read, result)
    feed = renamed(following.feed, read.title)
    result.title, result.address = feed.title, feed.address
    known = following.mirror.episodes()
    # Without validators as long as not everything is noted: an interrupted run begins anew.
    following.mirror.write_feed(replace(feed, validators=Validators()))
    noted = list(_told(following, read, result))
    for told in noted:
        episode = _noted(known.get(told.metadata.guid or ""), told, feed)
        if episode:
            following.mirror.write_episode(episode)
    result.without_transcript = sum(not told.transcripts for told in noted)
    following.feed = feed if result.notes else replace(feed, validators=fetched.validators)
    following.mirror.write_feed(following.feed)


def _at_its_new_address(
    following: _Following, fetched: Fetched, read: Feed, result: Round
) -> tuple[Fetched, Feed]:
    """The feed from where it says that it has moved to; from where it was if it is not there."""
    try:
        newer = following.workshop.fetcher.get(read.new_url or "", MOST_BYTES)
        found = read_feed(newer.body or b"", newer.url)
    except (FetchRefused, FeedRefused) as error:
        result.notes.append(f"the feed says that it has moved, but is not there yet: {error}")
        return fetched, read
    following.feed = moved(following.feed, newer.moved_to)
    return newer, found


def _told(following: _Following, read: Feed, result: Round) -> Iterator[FeedEpisode]:
    """All episodes of a feed, each once, those on its further pages too."""
    seen: set[str | None] = set()
    for page in _pages(following, read, result):
        for episode in page.episodes:
            if episode.metadata.guid not in seen and len(seen) < MOST_EPISODES:
                seen.add(episode.metadata.guid)
                yield episode


def _pages(following: _Following, page: Feed, result: Round) -> Iterator[Feed]:
    seen = {following.feed.address}
    yield page
    while page.next_page and page.next_page not in seen and len(seen) < _MOST_PAGES:
        seen.add(page.next_page)
        if time.monotonic() > following.ends:
            result.notes.append("its older episodes were not read: its turn was over.")
            return
        try:
            fetched = following.workshop.fetcher.get(page.next_page, MOST_BYTES)
            page = read_feed(fetched.body or b"", fetched.url)
        except (FetchRefused, FeedRefused) as error:
            result.notes.append(f"its older episodes were not read: {error}")
            return
        yield page


def _noted(
    known: FollowedEpisode | None, told: FeedEpisode, feed: FollowedFeed
) -> FollowedEpisode | None:
    """An episode as it is to be kept; None where there is nothing new, or nothing to ask."""
    of_the_show = {"podcast_guid": feed.podcast_guid, "former_shows": feed.former_titles}
    metadata = told.metadata.model_copy(update=of_the_show)
    told = replace(told, metadata=metadata)
    if known is None:
        return FollowedEpisode(name_of(metadata), told) if told.transcripts else None
    return None if known.told == told else replace(known, told=told, done=False)
