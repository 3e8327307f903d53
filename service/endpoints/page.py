"""The pages: the list of episodes, an episode, how answers are made."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from indexer import IndexedEpisode
from service.endpoints.callers import Visitor
from service.endpoints.episodes import audio_address
from service.endpoints.page_response import READING, PageRoute, page_response
from service.endpoints.paging import After, offset_of
from service.pages import Place, episode_list, episode_page
from service.shows import Published
from service.state import State

_LISTED = 30
_SEARCHING = ThreadPoolExecutor(1, thread_name_prefix="search")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.api_route("/", methods=[*READING])
async def get_list(state: State, after: After = None) -> HTMLResponse:
    """The list of episodes, newest first."""
    offset = offset_of(after)
    entries = await asyncio.to_thread(
        state.library.catalogue.find, limit=_LISTED + 1, offset=offset
    )
    return page_response("list", page=episode_list(entries, offset, _LISTED))


@router.api_route("/episodes/{episode_id}", methods=[*READING])
async def get_episode_page(
    episode_id: str,
    state: State,
    visitor: Visitor,
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The page of one episode, in whose transcript the words of ``q`` are marked."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    published = await state.shows.published(episode.metadata.show_names)
    pool = None
    if q and published.search:
        # A search of a long transcript may take a second: many at once wait for each other, not
        # everybody for them; and nobody's many for long.
        await state.gate.count_search(visitor)
        pool = _SEARCHING
    origin = state.settings.public_origin or ""
    return await asyncio.get_running_loop().run_in_executor(
        pool, _episode, episode, origin, published, q.strip()
    )


@router.api_route("/how-answers-are-made", methods=[*READING])
async def get_how(state: State) -> HTMLResponse:
    """What is done, checked and kept, and what may go wrong."""
    settings = state.settings
    return page_response("how", keep_days=settings.keep_answers_days, sells=settings.takes_payments)


def _episode(
    episode: IndexedEpisode, origin: str, published: Published, typed: str
) -> HTMLResponse:
    place = Place(origin, audio_address(episode))
    page = episode_page(
        episode, place, typed, is_public=published.transcript, is_searched=published.search
    )
    return page_response("episode", audio=place.audio, page=page)
