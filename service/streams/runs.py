"""Running answers: each is made by a task of its own, whoever follows it, and ends exactly once.

begin ► created, status, claims … written as they come ► kept, settled ► done
              └► stopped by its caller ► canceled
              └► a fault, the deadline, the end of this process ► failed, at no cost
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from indexer import ExplainedError
from service.access.admission import Admission, is_charged
from service.access.question_ledger import QuestionLedger
from service.answering.answer import AnswerCache, Answerer, Asked, answer_question
from service.answering.events import (
    Answer,
    AnswerCanceled,
    AnswerCreated,
    AnswerDone,
    AnswerEvent,
    AnswerFailed,
    ClaimMade,
    told_again,
)
from service.kept_answers import KeptAnswers
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import AnswerLogs

_WATCH_SECONDS = 0.5
_SWEEP_SECONDS = 3.0
_MARGIN_SECONDS = 60.0
DRAIN_SECONDS = 5.0
"""How long answers may go on when the service is told to end."""

_log = logging.getLogger(__name__)


class AnswerTooSlow(ExplainedError):
    """An answer that was not done by its deadline."""


class AnswerInterrupted(ExplainedError):
    """An answer whose process went away.

    ``retry_after`` is the seconds after which asking again may be worth it.
    """

    retry_after = 1


Failed = Callable[[Exception], AnswerFailed]
"""What is told of a fault, which the operator finds in the log."""


@dataclass(eq=False, slots=True)
class Run:
    """One answer that is being made; ``answer`` is what became of it, if anything did."""

    asked: Asked
    admission: Admission
    log: AnswerLog
    answer: Answer | None = None
    work: "asyncio.Task[AnswerEvent] | None" = None
    has_claims: bool = False
    is_kept: bool = False
    stopped_with: AnswerEvent | None = None

    @property
    def costs_when_stopped(self) -> bool:
        """Whether there is something to read that was made for it."""
        return self.has_claims and not (self.answer and self.answer.cached)

    def stop(self, last: AnswerEvent) -> None:
        """Has it end with an event, unless it is being kept, or has ended: then it is done.

        Of several that stop it the first says why: it is on its way out then.
        """
        if self.is_kept or self.work is None or self.stopped_with is not None:
            return
        if self.work.cancel():
            self.stopped_with = last


@dataclass(frozen=True, slots=True)
class Records:
    """Where answers, and what they cost, are written down; ``cache`` gives them to others."""

    kept_answers: KeptAnswers
    ledger: QuestionLedger
    cache: AnswerCache | None = None


class AnswerRuns:
    """The answers that this process makes."""

    def __init__(
        self,
        logs: AnswerLogs,
        records: Records,
        answerer: Answerer,
        deadline_seconds: float,
        failed: Failed,
    ) -> None:
        self.logs = logs
        self._records = records
        self._answerer = answerer
        self._deadline = deadline_seconds
        self._failed = failed
        self._running: dict[str, Run] = {}
        self._makings: dict[str, asyncio.Task[None]] = {}
        self._is_ending = False

    def start(self, log: AnswerLog, asked: Asked, admission: Admission) -> Run:
        """Has an answer made, which closes its admission itself; its log is one that has begun."""
        answer_id = asked.answer_id
        run = Run(asked, admission, log)
        run.work = asyncio.create_task(self._written(run))
        self._running[answer_id] = run
        making = self._makings[answer_id] = asyncio.create_task(self._make(run, run.work))
        making.add_done_callback(lambda _: self._forget(answer_id))
        if self._is_ending:
            run.stop(self._failed(_ending()))
        return run

    async def may_be_made_elsewhere(self, answer_id: str, age: float) -> bool:
        """Whether an answer that nothing is known of here may still be made by another process.

        Once nobody can be making it, it is ended: who was only late hears of that. ``age`` is the
        seconds since it began.

        Raises:
            LogsAway: That cannot be told for the moment.
        """
        if not self.logs.are_shared or age >= self._deadline + _MARGIN_SECONDS:
            return False
        if not await self.logs.is_lost(answer_id, age):
            return True
        begun = AnswerCreated(id=answer_id)
        await self.logs.end(AnswerLog(answer_id, None), [begun, self._failed(_interrupted())])
        await self._records.ledger.refund(answer_id)
        # Its maker may have come back in this very moment.
        found = await self.logs.find(answer_id)
        return found is None or not found.is_ended

    async def cancel(self, answer_id: str) -> None:
        """Stops an answer, whichever process makes it.

        Raises:
            LogsAway: It is another process's, which cannot be reached.
        """
        run = self._running.get(answer_id)
        if run is not None:
            run.stop(AnswerCanceled())
        else:
            await self.logs.cancel(answer_id)

    async def drain(self) -> None:
        """Lets answers end within a few seconds; ends the others, at no cost."""
        self._is_ending = True
        if self._makings:
            await asyncio.wait(self._makings.values(), timeout=DRAIN_SECONDS)
        for run in self._running.values():
            run.stop(self._failed(_ending()))
        if self._makings:
            await asyncio.wait(self._makings.values())
        await self.logs.leave()

    async def watch(self) -> None:
        """Hears what other processes ask for, and ends what those left that are gone."""
        swept_at = 0.0
        task = asyncio.current_task()
        assert task
        # Asked, since a client of Redis may swallow being cancelled.
        while not task.cancelling():
            try:
                for answer_id in await self.logs.canceled():
                    await self.cancel(answer_id)
                for answer_id in self.logs.taken_away():
                    if run := self._running.get(answer_id):
                        run.stop(self._failed(_interrupted()))
                if time.monotonic() - swept_at > _SWEEP_SECONDS:
                    await self.sweep()
                    swept_at = time.monotonic()
            except Exception:  # noqa: BLE001 - logged, and tried again
                _log.exception("What other processes left could not be looked after.")
            await asyncio.sleep(_WATCH_SECONDS)

    async def sweep(self) -> None:
        """Ends the answers of processes that are gone, as far as each of them came."""
        for orphan in await self.logs.orphans():
            kept = await self._records.kept_answers.find(orphan.answer_id)
            if kept is None:
                await self._records.ledger.refund(orphan.answer_id)
                # Whoever made it may only have been late, and have kept it meanwhile.
                kept = await self._records.kept_answers.find(orphan.answer_id)
            if kept is None:
                await self.logs.end(orphan, [self._failed(_interrupted())])
            else:
                await self._end_kept(orphan, kept)

    async def _end_kept(self, orphan: AnswerLog, kept: Answer) -> None:
        """Ends the log of an answer that was done, but for saying so."""
        ledger = self._records.ledger
        settle = ledger.charge if is_charged(kept) else ledger.refund
        await settle(kept.id)
        _, *claims, done = told_again(kept)
        written = sum(event.type == "claim" for event in orphan.events)
        await self.logs.end(orphan, [*claims[written:], done])

    def _forget(self, answer_id: str) -> None:
        del self._running[answer_id], self._makings[answer_id]

    async def _make(self, run: Run, work: "asyncio.Task[AnswerEvent]") -> None:
        """Sees an answer to its end, which is told when all it held has been given back."""
        async with run.admission:
            await asyncio.wait([work], timeout=self._deadline)
            if not work.done():
                run.stop(self._failed(_too_slow()))
                await asyncio.wait([work])
            last = await self._last_event(run, work)
        if not run.log.events:  # it was stopped before it began
            understood = run.asked.question.standalone
            run.log.append(AnswerCreated(id=run.asked.answer_id, standalone=understood))
        run.log.append(last)

    async def _last_event(self, run: Run, work: "asyncio.Task[AnswerEvent]") -> AnswerEvent:
        if work.cancelled():
            last = run.stopped_with or AnswerCanceled()
            if run.costs_when_stopped and isinstance(last, AnswerCanceled):
                await run.admission.charge_for_what_was_seen()
            return last
        fault = work.exception()
        # The answer has begun: any fault has to be an event.
        return self._failed(fault) if isinstance(fault, Exception) else work.result()

    async def _written(self, run: Run) -> AnswerEvent:
        """Writes all events but the last, and gives that one."""

        async def keep(answer: Answer) -> None:
            run.is_kept = True
            await self._records.kept_answers.keep(answer, run.log.owner)
            run.answer = answer

        making = answer_question(run.asked, self._answerer, keep, self._records.cache)
        async with aclosing(making) as events:
            async for event in events:
                if isinstance(event, AnswerDone):
                    left = await run.admission.settle(event)
                    return event.model_copy(update={"quota": left})
                run.has_claims = run.has_claims or isinstance(event, ClaimMade)
                run.log.append(event)
        raise AssertionError("An answer has to end.")


def _interrupted() -> AnswerInterrupted:
    return AnswerInterrupted("The answer was interrupted. Ask again: it cost nothing.")


def _ending() -> AnswerInterrupted:
    return AnswerInterrupted("The service is being restarted. Ask again in a moment.")


def _too_slow() -> AnswerTooSlow:
    return AnswerTooSlow("The answer took too long and was stopped. Ask again.")
