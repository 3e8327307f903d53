"""The pages: the list of episodes, an episode, how answers are made. Errors are pages too."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from indexer import IndexedEpisode
from service.endpoints.episodes import audio_address
from service.endpoints.error_responses import log_unless_expected, problem_of
from service.endpoints.paging import After, offset_of
from service.pages import Place, episode_list, episode_page, render, terms_in
from service.state import ServiceState, State

_LISTED = 30
_SEARCHING = ThreadPoolExecutor(1, thread_name_prefix="search")
_READING = ("GET", "HEAD")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src {media}; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; require-trusted-types-for 'script'"
)
# Wherever a recording is said to be, its address leads through counters and content networks,
# and each of these has to be allowed.
_ANYWHERE = "'self' https: http:"
_HEADINGS = {
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not right now",
}


class PageRoute(APIRoute):
    """A path whose errors are read by people: a small page with the sentence and the status."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The path's handler, with every error made a page."""
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _explained(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error.errors()[0]['msg']}.")
            except Exception as error:  # noqa: BLE001 - told and logged, whatever it is
                log_unless_expected(error)
                problem = problem_of(error)
                return _explained(HTTPStatus(problem.status), problem.detail)

        return handle_or_explain


router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.api_route("/", methods=[*_READING])
async def get_list(state: State, after: After = None) -> HTMLResponse:
    """The list of episodes, newest first."""
    offset = offset_of(after)
    entries = await asyncio.to_thread(
        state.library.catalogue.find, limit=_LISTED + 1, offset=offset
    )
    return _page("list", page=episode_list(entries, offset, _LISTED))


@router.api_route("/episodes/{episode_id}", methods=[*_READING])
async def get_episode_page(
    episode_id: str, state: State, q: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """The page of one episode, in whose transcript the words of ``q`` are marked."""
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    # A search of a long transcript may take a second: many at once wait for each other, not
    # everybody for them.
    pool = _SEARCHING if q else None
    return await asyncio.get_running_loop().run_in_executor(pool, _episode, episode, state, q)


@router.api_route("/how-answers-are-made", methods=[*_READING])
async def get_how(state: State) -> HTMLResponse:
    """What is done, checked and kept, and what may go wrong."""
    settings = state.settings
    return _page("how", keep_days=settings.keep_answers_days, sells=settings.takes_payments)


def _episode(episode: IndexedEpisode, state: ServiceState, typed: str) -> HTMLResponse:
    place = Place(state.settings.public_origin or "", audio_address(episode))
    is_public = state.settings.public_transcript
    page = episode_page(
        episode, place, is_public=is_public, typed=typed.strip(), terms=terms_in(typed)
    )
    plays_elsewhere = place.audio is not None and not place.audio.startswith("/")
    return _page("episode", media=_ANYWHERE if plays_elsewhere else "'self'", page=page)


def _explained(status: HTTPStatus, sentence: str) -> HTMLResponse:
    heading = _HEADINGS.get(status, "That did not work")
    return _page("error", status=status, title=heading, sentence=sentence)


def _page(
    template: str, *, status: int = HTTPStatus.OK, media: str = "'self'", **shown: object
) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": _POLICY.format(media=media),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(render(template, **shown), status, headers)
