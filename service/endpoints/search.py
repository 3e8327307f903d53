"""Search within one episode."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from indexer import Passage
from service.access.private_episode import PrivateEpisode
from service.access.rate_limits import RateExceeded, rate_limit_fields
from service.answering.citation import cite_passage
from service.answering.events import Citation
from service.answering.excerpt import Excerpt, excerpts
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.answering.workers import computed
from service.endpoints.callers import CurrentCaller
from service.endpoints.paging import After, Page, offset_of, page_of
from service.endpoints.public_transcript import Reading, SearchReading
from service.state import ServiceState, State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])


class FoundPassage(BaseModel):
    """A passage near the words that were looked for, one citation for each utterance of it.

    An ``excerpt`` is its nearest sentence alone: the transcript is not for who searches.
    """

    id: str
    start: float | None
    end: float | None
    excerpt: bool
    citations: list[Citation]


async def _counted(response: Response, state: State, caller: CurrentCaller) -> None:
    """Counts a search before anything is opened for it."""
    response.headers.update(rate_limit_fields(await state.gate.count_search(caller)))


@router.get("/{episode_id}/search", dependencies=[Depends(_counted)])
async def search_episode(
    reading: SearchReading,
    state: State,
    q: Annotated[str, Query(description="What to look for.")],
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Page[FoundPassage]:
    """The passages of one episode, nearest first; a sentence of five where it is not published."""
    question, offset = Question.of(q), offset_of(after)
    episode = reading.episode
    encoder = await asyncio.to_thread(state.library.encoder_of, episode)
    retrieved = await computed(retrieve, question, episode, encoder)
    if not reading.is_whole:
        found = await computed(excerpts, question, episode, retrieved)
        return Page(items=await _shown(found[:limit], reading, state), next=None)
    positions = retrieved.ranked[offset : offset + limit + 1]
    passages = [episode.passages[int(position)] for position in positions]
    items = [_item(passage, cite_passage(episode, passage)) for passage in passages]
    return page_of(items, offset, limit)


async def _shown(found: list[Excerpt], reading: Reading, state: ServiceState) -> list[FoundPassage]:
    """As many excerpts as the caller may still be shown.

    Raises:
        RateExceeded: Not even one.
    """
    private = PrivateEpisode.of(reading.episode)
    shown: list[FoundPassage] = []
    for one in found:
        try:
            await state.gate.count_shown(reading.caller, private, len(one.citation.quote))
        except RateExceeded:
            if not shown:
                raise
            break
        shown.append(_item(one.passage, [one.citation], is_excerpt=True))
    return shown


def _item(passage: Passage, citations: list[Citation], *, is_excerpt: bool = False) -> FoundPassage:
    return FoundPassage(
        id=passage.id,
        start=citations[0].start,
        end=citations[-1].end,
        excerpt=is_excerpt,
        citations=citations,
    )
