"""How one episode of a feed is brought into the library.

chapters ► transcript: the best that can be had ► metadata beside it ► indexed as any file is
"""

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.build import index_transcript
from indexer.build_report import BuildReport
from indexer.encoder import Encoder
from indexer.encoding import Progress
from indexer.episode import EpisodeMetadata
from indexer.errors import ExplainedError
from indexer.feeds.chapters import ChaptersRefused, read_chapters
from indexer.feeds.fetching import MOST_BYTES, Fetcher, FetchRefused
from indexer.feeds.mirror import FollowedEpisode, KeptChapters, KeptTranscript, Mirror
from indexer.feeds.transcripts import TranscriptLink, best_first
from indexer.formats import TranscriptRefused
from indexer.library import Library
from indexer.storage import DiskFull, StorageFault

_MOST_BYTES_OF_CHAPTERS = 5_000_000


class NoTranscript(ExplainedError):
    """None of the transcripts that a feed offers for an episode can be had."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What bringing an episode in needs."""

    library: Library
    encoder: Encoder
    fetcher: Fetcher


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """What became of an episode: a report, or why there is none."""

    guid: str
    title: str
    result: BuildReport | ExplainedError
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bringing:
    """An episode on its way: what is kept of it by now, and what went wrong."""

    episode: FollowedEpisode
    notes: list[str] = field(default_factory=list)
    to_be_tried_again: bool = False

    def failed(self, note: str) -> None:
        self.notes.append(note)
        self.to_be_tried_again = True


def bring(
    episode: FollowedEpisode, mirror: Mirror, workshop: Workshop, progress: Progress
) -> EpisodeOutcome | None:
    """Brings an episode to what its feed says of it; None where it is not the feed's to say.

    What came of it is kept in the mirror, so that an interrupted run goes on behind it.

    Raises:
        DiskFull: No space was left.
        StorageFault: The data folder cannot be written.
    """
    told = episode.told.metadata
    if _is_left_alone(episode, workshop.library):
        mirror.forget_transcript(episode)
        mirror.write_episode(replace(episode, done=True, asked_at=time.time(), transcript=None))
        return None
    bringing = _Bringing(replace(episode, asked_at=time.time()))
    guid, title = told.guid or "", told.title or told.guid or ""
    try:
        report = _brought(bringing, mirror, workshop, progress)
    except (DiskFull, StorageFault):
        raise
    except ExplainedError as error:
        mirror.write_episode(replace(bringing.episode, done=False))
        return EpisodeOutcome(guid, title, error, tuple(bringing.notes))
    done = not bringing.to_be_tried_again
    mirror.write_episode(replace(bringing.episode, done=done, episode_id=report.episode_id))
    return EpisodeOutcome(guid, title, report, tuple(bringing.notes))


def _is_left_alone(episode: FollowedEpisode, library: Library) -> bool:
    """Whether an operator removed the episode, or indexed a transcript of their own for it."""
    if episode.episode_id and library.folder(episode.episode_id).current_build() is None:
        return True
    told = episode.told.metadata
    listed = library.catalogue.find(guid=told.guid)
    names = (None, *told.show_names)
    return any(each.identity == each.guid and each.show in names for each in listed)


def _brought(
    bringing: _Bringing, mirror: Mirror, workshop: Workshop, progress: Progress
) -> BuildReport:
    _fetch_chapters(bringing, workshop.fetcher)
    path = _fetch_transcript(bringing, mirror, workshop.fetcher)
    mirror.write_metadata(path, _metadata(bringing.episode).model_dump_json(indent=1).encode())
    mirror.write_episode(bringing.episode)
    return index_transcript(path, workshop.library, workshop.encoder, progress=progress)


def _metadata(episode: FollowedEpisode) -> EpisodeMetadata:
    told = episode.told.metadata
    kept, language = episode.chapters, episode.transcript and episode.transcript.language
    changes = {
        "chapters": kept.chapters if kept else told.chapters,
        "language": language or told.language,
    }
    return told.model_copy(update=changes)


def _fetch_chapters(bringing: _Bringing, fetcher: Fetcher) -> None:
    url, kept = bringing.episode.told.chapters_url, bringing.episode.chapters
    if url is None:
        bringing.episode = replace(bringing.episode, chapters=None)
        return
    try:
        known = kept.validators if kept and kept.url == url else None
        fetched = fetcher.get(url, _MOST_BYTES_OF_CHAPTERS, known)
        if fetched.body is not None:
            kept = KeptChapters(url, fetched.validators, read_chapters(fetched.body, url))
    except (FetchRefused, ChaptersRefused) as error:
        bringing.failed(f"its chapters are left as they were: {error}")
    bringing.episode = replace(bringing.episode, chapters=kept)


def _fetch_transcript(bringing: _Bringing, mirror: Mirror, fetcher: Fetcher) -> Path:
    """The best transcript that can be had; the one that is there where it can be had no longer."""
    episode = bringing.episode
    there, kept = mirror.transcript(episode), episode.transcript
    faults = []
    for link in best_first(episode.told.transcripts, episode.told.metadata.language):
        try:
            return _taken(bringing, link, mirror, fetcher)
        except (FetchRefused, TranscriptRefused) as error:
            faults.append(str(error))
            if there and kept and kept.url == link.url:
                break
    if there is None:
        raise NoTranscript(" ".join(faults) or "Its feed offers no transcript any more.")
    fault = " ".join(faults) or "its feed offers none any more."
    bringing.failed(f"its transcript is left as it was: {fault}")
    return there


def _taken(bringing: _Bringing, link: TranscriptLink, mirror: Mirror, fetcher: Fetcher) -> Path:
    """The transcript behind a link, in the place of the one before."""
    episode = bringing.episode
    before, kept = mirror.transcript(episode), episode.transcript
    known = kept.validators if before and kept and kept.url == link.url else None
    fetched = fetcher.get(link.url, MOST_BYTES, known)
    if fetched.body is None and before:
        return before
    path = mirror.keep_transcript(episode.name, link.ending, fetched.body or b"")
    taken = KeptTranscript(link.url, link.ending, link.language, fetched.validators)
    bringing.episode = replace(episode, transcript=taken)
    if before and before != path:
        before.unlink(missing_ok=True)
    return path
