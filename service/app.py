"""The web application: every path, what stands before it, and what runs beside it."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from types import FrameType
from typing import Any

from fastapi import Depends, FastAPI

from indexer import Library
from service.endpoints import (
    answers,
    audio,
    citing,
    episodes,
    feedback,
    gaps,
    health,
    identity,
    page,
    premium,
    related,
    search,
    shared_page,
    sharing,
    stripe_webhook,
)
from service.endpoints.assets import (
    PAGE_ASSETS_PATH,
    WIDGET_PATH,
    CompressedPages,
    page_assets,
    widget_files,
)
from service.endpoints.callers import reader
from service.endpoints.cross_origin import CrossOrigin
from service.endpoints.error_responses import PROBLEM_RESPONSES, add_error_handlers
from service.endpoints.request_limits import AccessLog, BodyLimit
from service.housekeeping import keep_house
from service.log import set_up_log
from service.settings import read_settings
from service.state import ServiceState
from service.wiring import running_service

_log = logging.getLogger(__name__)


def create_app(parts: AbstractAsyncContextManager[ServiceState]) -> FastAPI:
    """The service over its parts, which it opens when it starts and closes at its end."""
    app = FastAPI(
        title="Ask this episode",
        version="0.1.0",
        summary="Answers made only of what was said in one podcast episode.",
        lifespan=_lifespan(parts),
        docs_url=None,
        redoc_url=None,
        # A redirect would lead to whatever host the client wrote into its request.
        redirect_slashes=False,
        responses=PROBLEM_RESPONSES,
    )
    for module in (episodes, search, audio, citing, related):
        app.include_router(module.router, dependencies=[Depends(reader)])
    for module in (answers, feedback, sharing, gaps, identity, premium, stripe_webhook, health):
        app.include_router(module.router)
    for module in (page, shared_page):
        app.include_router(module.router)
    _describe_events(app)
    app.mount(PAGE_ASSETS_PATH, page_assets())
    app.mount(WIDGET_PATH, widget_files())
    add_error_handlers(app)
    app.add_middleware(CompressedPages)
    app.add_middleware(BodyLimit)
    app.add_middleware(CrossOrigin)
    app.add_middleware(AccessLog)
    return app


def app_from_environment() -> FastAPI:
    """The service as the environment sets it: what each of several workers makes for itself."""
    set_up_log()
    return create_app(running_service(read_settings()))


def _describe_events(app: FastAPI) -> None:
    """Names the events of a stream in the OpenAPI document, which FastAPI cannot see."""
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            answers.describe_events(generated())
        return generated()

    app.openapi = openapi  # type: ignore[method-assign]


def _lifespan(parts: AbstractAsyncContextManager[ServiceState]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with parts as state:
            app.state.service = state
            # Not waited for: the catalogue is right but for crashes and folders copied by hand.
            reconciling = asyncio.to_thread(_reconcile, state.library)
            async with _beside(
                reconciling,
                keep_house(state, int(time.time())),
                state.billing.watch(),
                state.runs.watch(),
                state.runs.logs.keep_up(),
            ):
                with _told_of_the_end(state.runs.drain):
                    yield
                await state.runs.drain()

    return lifespan


@asynccontextmanager
async def _beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs tasks while the service serves."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@contextmanager
def _told_of_the_end(drain: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """Has answers ended as soon as the process is told to end.

    The server waits for all responses before it ends the app, and they wait for their answers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, draining = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def begin(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(lambda: draining.add(loop.create_task(drain())))
        then = before[signal.Signals(number)]
        if callable(then):
            then(number, frame)

    for number, then in before.items():
        if callable(then):  # else nobody stops serving at this signal
            signal.signal(number, begin)
    try:
        yield
    finally:
        for number, then in before.items():
            signal.signal(number, then)


def _reconcile(library: Library) -> None:
    try:
        library.reconcile()
    except OSError:
        _log.exception("The catalogue could not be compared with the episode folders.")
