"""The public page of a shared answer, verified anew whenever somebody looks at it."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from indexer import BuildRefused, EpisodeNotFound, IndexedEpisode
from service.endpoints.episodes import audio_address
from service.endpoints.error_responses import log_unless_expected
from service.endpoints.page_response import READING, PageRoute, page_response
from service.pages import Place, shared_answer_page
from service.state import ServiceState, State

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.api_route("/a/{share_id}", methods=[*READING])
async def get_shared_answer(share_id: str, state: State) -> HTMLResponse:
    """An answer with its evidence, as far as the transcript still has it."""
    answer = await state.shared_answers.get(share_id)
    episode = await _episode(answer.episode_id, state)
    published = await state.shows.published(episode.metadata.show_names if episode else ())
    audio = audio_address(episode) if episode else None
    place = Place(state.settings.public_origin or "", audio)

    def shown() -> HTMLResponse:
        is_public = published.transcript
        page = shared_answer_page(answer, share_id, episode, place, is_public=is_public)
        return page_response("shared", audio=audio, page=page)

    return await asyncio.to_thread(shown)


async def _episode(episode_id: str, state: ServiceState) -> IndexedEpisode | None:
    """An episode; None where there is none by now, or where it cannot be opened."""
    try:
        return await asyncio.to_thread(state.library.episode, episode_id)
    except (EpisodeNotFound, BuildRefused) as error:
        log_unless_expected(error)
        return None
