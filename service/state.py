"""What a running service holds: made once at start, closed at its end, shared by all requests."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Billing
from indexer import Library
from service.access.accounts import Accounts
from service.access.caller import Callers
from service.access.client_address import Network
from service.access.gate import Gate
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import Rate, RateLimits
from service.access.sessions import Sessions
from service.access.sign_in import SignIn
from service.access.sites import Sites
from service.answering.answer import Answerer
from service.feedback import KeptFeedback
from service.gaps import Gaps
from service.kept_answers import KeptAnswers
from service.model_spending import ModelSpending
from service.next_questions import NextQuestions
from service.redis_client import RedisClient
from service.related_episodes import RelatedEpisodes
from service.settings import Settings
from service.shared_answers import SharedAnswers
from service.shows import Shows
from service.streams.asking import Asking
from service.streams.idempotency import IdempotencyKeys
from service.streams.runs import AnswerRuns
from service.suggested_questions import SuggestedQuestions


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The parts that endpoints are given."""

    settings: Settings
    library: Library
    engine: AsyncEngine
    redis: RedisClient | None
    suggested: SuggestedQuestions
    related: RelatedEpisodes
    next_questions: NextQuestions
    kept_answers: KeptAnswers
    feedback: KeptFeedback
    shared_answers: SharedAnswers
    gaps: Gaps
    answerer: Answerer
    billing: Billing
    accounts: Accounts
    sessions: Sessions
    sign_in: SignIn
    sites: Sites
    shows: Shows
    callers: Callers
    gate: Gate
    runs: AnswerRuns
    asking: Asking
    idempotency_keys: IdempotencyKeys
    ledger: QuestionLedger
    spending: ModelSpending
    limits: RateLimits
    sign_in_rate: Rate
    proxies: tuple[Network, ...]


def service_state(request: Request) -> ServiceState:
    """The state of the service that a request came to."""
    state: ServiceState = request.app.state.service
    return state


State = Annotated[ServiceState, Depends(service_state)]
