"""What was asked and found no answer, for the operator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from service.endpoints.callers import not_stored, operator
from service.endpoints.feedback import CitedMomentItem
from service.endpoints.paging import After, Limit, OfEpisode, Page, offset_of, page_of
from service.state import State

router = APIRouter(tags=["answers"])

Days = Annotated[
    int | None, Query(ge=1, le=36_500, description="Only of the last so many days; else all kept.")
]


class OtherWordingItem(BaseModel):
    """Another way in which a question was put, and how often."""

    model_config = ConfigDict(from_attributes=True)

    question: str
    count: int


class GapItem(BaseModel):
    """A question that an episode does not answer, in all of its wordings.

    ``question`` is the wording that was asked most often; ``part_of`` the whole question where it
    is only the part that has no answer. ``last_asked`` is in seconds since 1970. ``nearest`` is
    what the episode says instead, None where nothing comes near.
    """

    model_config = ConfigDict(from_attributes=True)

    question: str
    part_of: str | None
    count: int
    last_asked: int
    episode_id: str
    other_wordings: tuple[OtherWordingItem, ...]
    nearest: CitedMomentItem | None


class GapsPage(Page[GapItem]):
    """Gaps; ``only_since`` is when the oldest question was asked that was looked at.

    It is None if all were: only the newest few thousand are.
    """

    only_since: int | None


@router.get(
    "/v1/gaps",
    dependencies=[Depends(operator), Depends(not_stored)],
    include_in_schema=False,  # what is the operator's is described to nobody else
)
async def list_gaps(
    state: State, episode: OfEpisode, days: Days = None, after: After = None, limit: Limit = 50
) -> GapsPage:
    """Questions that found no answer, grouped, what is asked most often first; for operators."""
    offset = offset_of(after)
    found = await state.gaps.find(episode, days)
    shown = found.gaps[offset : offset + limit + 1]
    page = page_of([GapItem.model_validate(gap) for gap in shown], offset, limit)
    return GapsPage(items=page.items, next=page.next, only_since=found.only_since)
