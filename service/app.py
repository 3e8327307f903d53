"""The composition root: everything is made and wired here, and closed here."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from billing import UnlimitedBilling
from indexer import Library
from service.answerers import answerer_for
from service.database import open_database
from service.endpoints import answers, audio, episodes, health, page, search
from service.endpoints.error_responses import PROBLEM_RESPONSES, add_error_handlers
from service.endpoints.request_limits import AccessLog, BodyLimit
from service.kept_answers import KeptAnswers
from service.settings import Settings
from service.state import ServiceState

_WEB = Path(__file__).with_name("web")
_log = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """The service over one data folder."""
    app = FastAPI(
        title="Ask this episode",
        version="0.1.0",
        summary="Answers made only of what was said in one podcast episode.",
        lifespan=_lifespan(settings),
        docs_url=None,
        redoc_url=None,
        responses=PROBLEM_RESPONSES,
    )
    for module in (episodes, search, answers, audio, health, page):
        app.include_router(module.router)
    _describe_events(app)
    app.mount("/web", StaticFiles(directory=_WEB))
    add_error_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLog)
    return app


def _describe_events(app: FastAPI) -> None:
    """Names the events of a stream in the OpenAPI document, which FastAPI cannot see."""
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            answers.describe_events(generated())
        return generated()

    app.openapi = openapi  # type: ignore[method-assign]


def _lifespan(settings: Settings):  # type: ignore[no-untyped-def]  # noqa: ANN202
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = await open_database(settings.database)
        library = Library(settings.data_dir, open_episodes=settings.open_episodes)
        # Not waited for: the catalogue is right but for crashes and folders copied by hand.
        reconciling = asyncio.create_task(asyncio.to_thread(_reconcile, library))
        async with answerer_for(settings, engine) as answerer:
            app.state.service = ServiceState(
                settings=settings,
                library=library,
                engine=engine,
                kept_answers=KeptAnswers(engine),
                answerer=answerer,
                billing=UnlimitedBilling(),
            )
            yield
        reconciling.cancel()
        with suppress(asyncio.CancelledError):
            await reconciling
        await engine.dispose()

    return lifespan


def _reconcile(library: Library) -> None:
    try:
        library.reconcile()
    except OSError:
        _log.exception("The catalogue could not be compared with the episode folders.")
