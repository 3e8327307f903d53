"""Episodes: the list, one of them, its transcript."""

import asyncio
import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from indexer import Advert, CatalogueEntry, Chapter, Counts, IndexedEpisode, Person, Timing
from service.answering.events import Answer
from service.answering.quotes_alone import answer_alone
from service.endpoints.callers import CurrentCaller
from service.endpoints.paging import After, Limit, Page, offset_of, page_of
from service.endpoints.public_transcript import TranscriptReading, reading_of
from service.shows import Published
from service.state import State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])

Access = Literal["public", "private"]
Find = Annotated[str | None, Query(max_length=2_000)]


class EpisodeSummary(BaseModel):
    """An episode in a list; ``duration`` in seconds, the recording's as far as it is stated."""

    id: str
    show: str | None
    title: str
    date: datetime.date | None
    page_url: str | None
    language: str
    duration: float | None
    words: int
    indexed_at: datetime.datetime


class AdvertItem(BaseModel):
    """Where something is sold; seconds, None where they are not known, offsets in code points."""

    start: float | None
    end: float | None
    start_char: int
    end_char: int


class EpisodeDetails(EpisodeSummary):
    """All that is known of an episode.

    ``transcript`` and ``search`` say what everybody may have of its words. ``audio_url`` plays it:
    an address elsewhere, or this service's own. ``questions`` are up to four that the episode
    answers; ``adverts`` are no evidence of answers, unless they are asked about.
    ``transcript_sha256`` changes whenever words, speakers or times do.
    """

    guid: str | None
    audio_url: str | None
    description: str | None
    people: tuple[Person, ...]
    season: int | None
    number: int | None
    publisher: str | None
    chapters: tuple[Chapter, ...]
    adverts: tuple[AdvertItem, ...]
    questions: tuple[str, ...]
    speakers: tuple[str, ...]
    timing: tuple[Timing, ...]
    counts: Counts
    transcript: Access
    search: Access
    transcript_sha256: str


class UtteranceItem(BaseModel):
    """One speaker's words without interruption; times in seconds, offsets in code points."""

    speaker: str | None
    start: float | None
    end: float | None
    timing: Timing
    text: str
    start_char: int
    end_char: int


@router.get("")
async def list_episodes(  # noqa: PLR0913, PLR0917 - one parameter a way to find an episode
    state: State,
    guid: Find = None,
    audio: Find = None,
    page: Find = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[EpisodeSummary]:
    """Episodes, newest first; those with a guid, an audio address or a page address."""
    offset = offset_of(after)
    entries = await asyncio.to_thread(
        state.library.catalogue.find,
        guid=guid,
        audio_url=audio,
        page_url=page,
        limit=limit + 1,
        offset=offset,
    )
    return page_of([summary_of(entry) for entry in entries], offset, limit)


@router.get("/{episode_id}")
async def get_episode(episode_id: str, state: State) -> EpisodeDetails:
    """One episode: metadata, chapters, people, counts, and how fresh its index is."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    published = await state.shows.published(episode.metadata.show_names)
    return _details(episode, await state.suggested.of(episode), published)


@router.get("/{episode_id}/example")
async def get_example(episode_id: str, state: State, caller: CurrentCaller) -> Answer:
    """The answer to the first suggested question, in the episode's own words; costs nothing."""
    reading = await reading_of(episode_id, caller, state)
    answer = await state.suggested.example(reading.episode)
    return answer if reading.is_whole else answer_alone(answer)


@router.get("/{episode_id}/transcript")
async def get_transcript(
    reading: TranscriptReading, after: After = None, limit: Limit = 100
) -> Page[UtteranceItem]:
    """The episode's utterances in order."""
    episode, offset = reading.episode, offset_of(after)
    transcript = episode.transcript
    positions = range(offset, min(offset + limit + 1, len(transcript.utterances)))
    items = [_utterance(episode, position) for position in positions]
    return page_of(items, offset, limit)


def summary_of(entry: CatalogueEntry) -> EpisodeSummary:
    """An episode of the catalogue as lists show it."""
    return EpisodeSummary.model_validate(entry, from_attributes=True)


def _details(
    episode: IndexedEpisode, questions: tuple[str, ...], published: Published
) -> EpisodeDetails:
    metadata, manifest = episode.metadata, episode.manifest
    utterances = episode.transcript.utterances
    return EpisodeDetails(
        id=episode.id,
        show=metadata.show,
        title=episode.title,
        date=metadata.date,
        page_url=metadata.page_url,
        language=manifest.language,
        duration=episode.duration,
        words=manifest.counts.words,
        indexed_at=manifest.indexed_at,
        guid=metadata.guid,
        audio_url=audio_address(episode),
        description=metadata.description,
        people=metadata.people,
        season=metadata.season,
        number=metadata.number,
        publisher=metadata.publisher,
        chapters=metadata.chapters,
        adverts=tuple(_advert(episode, advert) for advert in episode.adverts),
        questions=questions,
        speakers=episode.speakers,
        timing=tuple(sorted({utterance.timing for utterance in utterances})),
        counts=manifest.counts,
        transcript=_access(is_public=published.transcript),
        search=_access(is_public=published.search),
        transcript_sha256=manifest.transcript_sha256,
    )


def _advert(episode: IndexedEpisode, advert: Advert) -> AdvertItem:
    first, last = (
        episode.sentences[advert.first_sentence],
        episode.sentences[advert.end_sentence - 1],
    )
    start, _ = episode.times_of(first)
    _, end = episode.times_of(last)
    return AdvertItem(start=start, end=end, start_char=first.start_char, end_char=last.end_char)


def _access(*, is_public: bool) -> Access:
    return "public" if is_public else "private"


def audio_address(episode: IndexedEpisode) -> str | None:
    """Where an episode's audio plays: here if the file lies beside the transcript."""
    if episode.audio_file is not None:
        return f"/v1/episodes/{episode.id}/audio" if episode.audio_file.is_file() else None
    address, _, _ = (episode.metadata.audio_url or "").partition("#")
    return address if address.startswith(("https://", "http://")) else None


def _utterance(episode: IndexedEpisode, position: int) -> UtteranceItem:
    utterance = episode.transcript.utterances[position]
    start_char = episode.transcript.starts[position]
    return UtteranceItem(
        speaker=utterance.speaker,
        start=utterance.start,
        end=utterance.end,
        timing=utterance.timing,
        text=utterance.text,
        start_char=start_char,
        end_char=start_char + len(utterance.text),
    )
