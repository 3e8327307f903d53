"""Search within one episode."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from indexer import IndexedEpisode
from service.access.rate_limits import rate_limit_fields
from service.answering.citation import cite_passage
from service.answering.events import Citation
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.answering.workers import computed
from service.endpoints.callers import CurrentCaller
from service.endpoints.paging import After, Page, offset_of, page_of
from service.endpoints.public_transcript import SearchReading
from service.state import State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])


class FoundPassage(BaseModel):
    """A passage near the words that were looked for, one citation for each utterance of it."""

    id: str
    start: float | None
    end: float | None
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
    """The passages of one episode, nearest first."""
    question = Question.of(q)
    episode, offset = reading.episode, offset_of(after)
    encoder = await asyncio.to_thread(state.library.encoder_of, episode)
    retrieved = await computed(retrieve, question, episode, encoder)
    positions = retrieved.ranked[offset : offset + limit + 1]
    return page_of([_found(episode, int(i)) for i in positions], offset, limit)


def _found(episode: IndexedEpisode, position: int) -> FoundPassage:
    passage = episode.passages[position]
    citations = cite_passage(episode, passage)
    return FoundPassage(
        id=passage.id, start=citations[0].start, end=citations[-1].end, citations=citations
    )
