"""Episodes that speak of the same as one."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from service.answering.events import Citation
from service.endpoints.callers import CurrentCaller
from service.endpoints.episodes import EpisodeSummary, summary_of
from service.endpoints.paging import Page
from service.endpoints.public_transcript import Reading, reading_of
from service.related_episodes import RelatedEpisode
from service.state import ServiceState, State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])


class TopicItem(BaseModel):
    """What both episodes speak of; ``here`` is a moment of the one asked about.

    Null is a moment of a transcript that not everybody may read.
    """

    label: str
    here: Citation | None
    there: Citation | None


class RelatedItem(BaseModel):
    """A related episode, how near it is (more is nearer), and what the two have in common."""

    episode: EpisodeSummary
    nearness: float
    topics: list[TopicItem]


@router.get("/{episode_id}/related")
async def get_related(
    episode_id: str,
    caller: CurrentCaller,
    state: State,
    limit: Annotated[int, Query(ge=1, le=5)] = 5,
) -> Page[RelatedItem]:
    """Episodes that speak of the same, most related first, with the topics that they share."""
    reading = await reading_of(episode_id, caller, state)
    found = await asyncio.to_thread(state.related.of, reading.episode)
    items = [await related_item(one, reading, state) for one in found[:limit]]
    return Page(items=items, next=None)


async def related_item(related: RelatedEpisode, here: Reading, state: ServiceState) -> RelatedItem:
    """A related episode; of what the caller may not read it gives no moments."""
    published = await state.shows.published(related.entry.show_names)
    there = published.transcript or here.caller.has_transcripts
    return RelatedItem(
        episode=summary_of(related.entry),
        nearness=related.nearness,
        topics=[
            TopicItem(
                label=topic.label,
                here=topic.here if here.is_whole else None,
                there=topic.there if there else None,
            )
            for topic in related.topics
        ],
    )
