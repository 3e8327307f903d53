"""Episodes that speak of the same as one."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from indexer import catalogue_entry
from service.answering.events import Citation
from service.endpoints.episodes import EpisodeSummary, summary_of
from service.endpoints.paging import Page
from service.related_episodes import RelatedEpisode
from service.state import State

router = APIRouter(prefix="/v1/episodes", tags=["episodes"])


class TopicItem(BaseModel):
    """What both episodes speak of; ``here`` is a moment of the one asked about."""

    label: str
    here: Citation
    there: Citation


class RelatedItem(BaseModel):
    """A related episode, how near it is (more is nearer), and what the two have in common."""

    episode: EpisodeSummary
    nearness: float
    topics: list[TopicItem]


@router.get("/{episode_id}/related")
async def get_related(
    episode_id: str, state: State, limit: Annotated[int, Query(ge=1, le=5)] = 5
) -> Page[RelatedItem]:
    """Episodes that speak of the same, most related first, with the topics that they share."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    found = await asyncio.to_thread(state.related.of, episode)
    return Page(items=[_item(one) for one in found[:limit]], next=None)


def _item(related: RelatedEpisode) -> RelatedItem:
    return RelatedItem(
        episode=summary_of(catalogue_entry(related.episode)),
        nearness=related.nearness,
        topics=[TopicItem(label=t.label, here=t.here, there=t.there) for t in related.topics],
    )
