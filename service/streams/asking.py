"""Asking: a question is let in and its answer made, or it is given what it was given before."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from indexer import ExplainedError
from service.access.caller import Caller
from service.access.gate import Gate
from service.answering.answer import Asked
from service.answering.events import Answer
from service.kept_answers import KeptAnswers
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import LogsAway
from service.streams.idempotency import IdempotencyKeys, KeptKey, KeyUse
from service.streams.runs import AnswerRuns, Run

_MADE = "answer.done"


@dataclass(frozen=True, slots=True)
class Given:
    """What a question is given: the log of its answer, or an answer that was made before.

    ``run`` is there where this request began it.
    """

    answer_id: str
    found: AnswerLog | Answer
    run: Run | None = None


class Asking:
    """Lets questions in, each once however often it is sent with the same key."""

    def __init__(
        self,
        gate: Gate,
        runs: AnswerRuns,
        keys: IdempotencyKeys,
        kept_answers: KeptAnswers,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._gate = gate
        self._runs = runs
        self._keys = keys
        self._kept_answers = kept_answers
        self._clock = clock

    async def ask(self, caller: Caller, asked: Asked, use: KeyUse | None) -> Given:
        """The answer to a question; ``use`` is the key that came with it.

        Raises:
            RateExceeded: The caller asks too often.
            PaymentRequired: Asking is not included, or this month's questions are used up.
            TooManyAnswersAtOnce: Too many of the caller's questions are being answered.
            IdempotencyKeyRefused: The key stands for another question.
            LogsAway: What the key stands for is out of reach for the moment.
        """
        if use is None:
            return self._started(await self._admitted(caller, asked))
        known = await self._keys.kept(use)
        before = await self._given_before(known)
        if before is not None:
            return before
        try:
            run = await self._admitted(caller, asked)
        except ExplainedError:
            # The same request may just have taken the last question.
            newer = await self._keys.kept(use)
            before = None if newer == known else await self._given_before(newer)
            if before is None:
                raise
            return before
        return await self._claimed(run, use, known)

    async def _admitted(self, caller: Caller, asked: Asked) -> Run:
        admission = await self._gate.admit(caller, asked.answer_id)
        return self._runs.begin(asked, admission, caller.owner)

    def _started(self, run: Run) -> Given:
        self._runs.start(run)
        return Given(run.asked.answer_id, run.log, run)

    async def _claimed(self, run: Run, use: KeyUse, known: KeptKey | None) -> Given:
        """Starts an answer, unless the same request was quicker."""
        try:
            instead_of = known.answer_id if known else None
            winner = await self._keys.claim(use, run.asked.answer_id, instead_of)
        except BaseException:
            await self._runs.withdraw(run)
            raise
        if winner == run.asked.answer_id:
            return self._started(run)
        await self._runs.withdraw(run)
        before = await self._given_before(await self._keys.kept(use))
        if before is None:
            raise _out_of_reach()
        return before

    async def _given_before(self, known: KeptKey | None) -> Given | None:
        """What a key stands for; None where that came to nothing, so that it is to be made anew."""
        if known is None:
            return None
        log = await self._runs.logs.find(known.answer_id)
        if log is not None:
            came_to_nothing = log.is_ended and log.events[-1].type != _MADE
            return None if came_to_nothing else Given(known.answer_id, log)
        kept = await self._kept_answers.find(known.answer_id)
        if kept is not None:
            return Given(known.answer_id, kept)
        if self._runs.may_be_made_elsewhere(known.created_at, self._clock()):
            raise _out_of_reach()
        return None


def _out_of_reach() -> LogsAway:
    return LogsAway("The answer to this very request cannot be reached right now. Try again.")
