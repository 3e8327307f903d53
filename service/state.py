"""What a running service holds: made once at start, closed at its end, shared by all requests."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Billing
from indexer import Library
from service.answering.answer import Answerer
from service.kept_answers import KeptAnswers
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The parts that endpoints are given."""

    settings: Settings
    library: Library
    engine: AsyncEngine
    kept_answers: KeptAnswers
    answerer: Answerer
    billing: Billing


def service_state(request: Request) -> ServiceState:
    """The state of the service that a request came to."""
    state: ServiceState = request.app.state.service
    return state


State = Annotated[ServiceState, Depends(service_state)]
