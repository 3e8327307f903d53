"""Lists in pages: ``{items, next}``, where ``next`` is what to send as ``after`` for the rest."""

from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from service.endpoints.error_statuses import BadPage
from service.state import State

Item = TypeVar("Item", bound=BaseModel)

After = Annotated[str | None, Query(description="Where to go on: `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="The most items to give.")]


async def of_episode(
    state: State,
    episode: Annotated[str | None, Query(description="Only of this episode.")] = None,
) -> str | None:
    """The episode that a list is narrowed to; it may have been removed by now.

    Raises:
        EpisodeNotFound: No episode can have this id.
    """
    if episode is not None:
        state.library.folder(episode)
    return episode


OfEpisode = Annotated[str | None, Depends(of_episode)]


class Page(BaseModel, Generic[Item]):
    """A part of a list; ``next`` is None on the last page."""

    items: list[Item]
    next: str | None


def offset_of(after: str | None) -> int:
    """The place in a list at which a page begins.

    Raises:
        BadPage: It was not made by a page before.
    """
    if after is None:
        return 0
    if not after.isascii() or not after.isdigit() or len(after) > 12:  # noqa: PLR2004
        raise BadPage("`after` is `next` of the page before; leave it out for the first page.")
    return int(after)


def page_of(items: list[Item], offset: int, limit: int) -> Page[Item]:
    """A page of items that were read with one more than the limit, to know whether it is last."""
    following = str(offset + limit) if len(items) > limit else None
    return Page(items=items[:limit], next=following)
