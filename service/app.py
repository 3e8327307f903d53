"""The web application: every path, what stands before it, and what runs beside it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import Depends, FastAPI

from indexer import Library
from service.endpoints import (
    answers,
    audio,
    episodes,
    feedback,
    health,
    identity,
    page,
    premium,
    search,
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
    for module in (episodes, search, audio):
        app.include_router(module.router, dependencies=[Depends(reader)])
    for module in (answers, feedback, identity, premium, stripe_webhook, health, page):
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
            async with _beside(reconciling, keep_house(state), state.billing.watch()):
                yield

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


def _reconcile(library: Library) -> None:
    try:
        library.reconcile()
    except OSError:
        _log.exception("The catalogue could not be compared with the episode folders.")
