"""Whether the process lives, and whether it can answer."""

import os
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from service.database import HEAD_REVISION, DatabaseUnreachable, revision
from service.state import ServiceState, State

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"


class Readiness(BaseModel):
    """What the service stands on, and for each what is wrong with it; None means nothing.

    Without Redis it answers all the same, with limits that each process counts alone.
    """

    database: str | None
    data_folder: str | None
    redis: str | None


@router.get("/healthz")
async def get_health() -> Health:
    """Answers while the process lives."""
    return Health()


@router.get("/readyz")
async def get_readiness(state: State, response: Response) -> Readiness:
    """Answers 200 when everything that answering needs is there, 503 with the reason if not."""
    readiness = Readiness(
        database=await _database_fault(state),
        data_folder=_folder_fault(state),
        redis=await _redis_fault(state),
    )
    if readiness.database or readiness.data_folder:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return readiness


async def _database_fault(state: ServiceState) -> str | None:
    try:
        found = await revision(state.engine)
    except (DatabaseUnreachable, SQLAlchemyError):
        return "The database does not answer."
    return None if found == HEAD_REVISION else f"The schema is {found}, not {HEAD_REVISION}."


async def _redis_fault(state: ServiceState) -> str | None:
    answers = state.redis is None or await state.redis.ping()
    return None if answers else "Redis does not answer: each process counts for itself."


def _folder_fault(state: ServiceState) -> str | None:
    readable = os.access(state.settings.data_dir, os.R_OK | os.X_OK)
    return None if readable else "The data folder cannot be read."
