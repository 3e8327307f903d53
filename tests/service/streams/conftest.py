"""Answers that are made by hand, for a listener who may ask two questions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import IndexedEpisode
from service.access.accounts import Accounts
from service.access.admission import Admission
from service.access.caller import Caller, CallerKind
from service.access.gate import Gate, GateRules
from service.access.leases import Leases
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import RateLimits, parse_rate
from service.answering.answer import AnswerCache, Asked
from service.answering.question import Question
from service.cached_answers import CachedAnswers
from service.endpoints.error_responses import failed
from service.kept_answers import KeptAnswers
from service.streams import runs as runs_module
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import AnswerLogs, MemoryLogs
from service.streams.asking import Asking
from service.streams.idempotency import IdempotencyKeys
from service.streams.runs import AnswerRuns, Records, Run
from tests.service.access.test_gate import PREMIUM, Sold
from tests.service.streams.held_answerer import HeldAnswerer

DEADLINE = 30.0
ALLOWANCE = 2
HELD = ("held",)
"""What names the answerer that is made by hand."""


@dataclass(frozen=True)
class Desk:
    """All that it takes to have answers made."""

    engine: AsyncEngine
    answerer: HeldAnswerer
    gate: Gate
    ledger: QuestionLedger
    kept_answers: KeptAnswers
    keys: IdempotencyKeys
    runs: AnswerRuns
    asking: Asking
    listener: Caller
    episode: IndexedEpisode

    def asked(self, text: str = "How many hives did Ana lose?") -> Asked:
        return Asked(Question.of(text), self.episode, None, self.listener.id)

    async def admitted(self, asked: Asked) -> Admission:
        return await self.gate.admit(self.listener, asked.answer_id, [])

    async def started(self) -> Run:
        asked = self.asked()
        log = self.runs.logs.begin(asked.answer_id, self.listener.owner)
        return self.runs.start(log, asked, await self.admitted(asked))

    async def used(self) -> int:
        """Questions that were taken from the listener's month, those that are running too."""
        return await self.ledger.used(self.listener.id, PREMIUM.period_start)


async def desk_of(
    engine: AsyncEngine,
    episode: IndexedEpisode,
    deadline: float = DEADLINE,
    logs: AnswerLogs | None = None,
    cache: AnswerCache | None = None,
) -> Desk:
    """A desk for a listener who may ask two questions."""
    account = await Accounts(engine).for_email("ana@example.org")
    rate = parse_rate("1000/minute")
    rules = GateRules({"address": rate, "account": rate, "key": rate}, 10, 0, ALLOWANCE)
    ledger, kept_answers, keys = (
        QuestionLedger(engine),
        KeptAnswers(engine),
        IdempotencyKeys(engine),
    )
    gate = Gate(
        Sold(PREMIUM), ledger, RateLimits(None), Leases(), rules, lambda: PREMIUM.until or 0
    )
    answerer = HeldAnswerer()
    records = Records(kept_answers, ledger, cache)
    runs = AnswerRuns(logs or MemoryLogs(), records, answerer, deadline, failed)
    listener = Caller(CallerKind.LISTENER, account.id, "192.0.2.1", account)
    asking = Asking(gate, runs, keys, kept_answers)
    return Desk(engine, answerer, gate, ledger, kept_answers, keys, runs, asking, listener, episode)


@pytest.fixture
async def desk(
    engine: AsyncEngine, winter: IndexedEpisode, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    desk = await desk_of(engine, winter)
    yield desk
    await close(desk, monkeypatch)


@pytest.fixture
async def remembering(
    engine: AsyncEngine, winter: IndexedEpisode, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """A desk that gives answers again."""
    desk = await desk_of(engine, winter, cache=CachedAnswers(engine, HELD))
    yield desk
    await close(desk, monkeypatch)


async def close(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends what a test left: nobody waits for an answer that is held."""
    monkeypatch.setattr(runs_module, "DRAIN_SECONDS", 0.1)
    await desk.runs.drain()


@pytest.fixture
async def bo(engine: AsyncEngine) -> Caller:
    """Another listener."""
    account = await Accounts(engine).for_email("bo@example.org")
    return Caller(CallerKind.LISTENER, account.id, "192.0.2.2", account)


def kinds(log: AnswerLog) -> list[str]:
    """The types of the events of a log."""
    return [event.type for event in log.events]
