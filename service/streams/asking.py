"""Asking: a question is let in and its answer made, or it is given what it was given before."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.access.caller import Caller
from service.access.gate import Gate
from service.access.private_episode import PrivateEpisode
from service.access.rate_limits import Standing
from service.answering.answer import Asked
from service.answering.events import Answer
from service.kept_answers import KeptAnswers
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import LogsAway
from service.streams.idempotency import IdempotencyKeys, KeptKey, KeyUse
from service.streams.runs import AnswerRuns, Run

_MADE = "answer.done"

# Of requests at once the first may be refused, and each of the others then.
_MOST_TRIES = 20


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
            RateExceeded: The caller asks too often, or too much of one private episode.
            PaymentRequired: Asking is not included, or this month's questions are used up.
            TooManyAnswersAtOnce: Too many of the caller's questions are being answered.
            IdempotencyKeyRefused: The key stands for another question.
            LogsAway: What the key stands for is out of reach for the moment.
        """
        standings = None
        for _ in range(_MOST_TRIES):
            known = await self._keys.kept(use) if use else None
            before = await self._given_before(known)
            if before is not None:
                return before
            if standings is None:
                standings = await self._gate.count(caller)
            given = await self._made(caller, asked, standings, use, known)
            if given is not None:
                return given
        raise _out_of_reach()

    async def _made(
        self,
        caller: Caller,
        asked: Asked,
        standings: Sequence[Standing],
        use: KeyUse | None,
        known: KeptKey | None,
    ) -> Given | None:
        """Has an answer made, if the caller is let in; None where the same request was quicker."""
        log = self._runs.logs.begin(asked.answer_id, caller.owner)
        stands_for = None
        try:
            # The log is there before the key stands for it, so that others find it, and the key
            # before the question is let in, so that of two only one is charged.
            if use is not None:
                stands_for = await self._keys.claim(use, asked.answer_id, known)
            if stands_for is None or stands_for.answer_id == asked.answer_id:
                private = PrivateEpisode.of(asked.episode) if asked.quotes_alone else None
                admission = await self._gate.admit(caller, asked.answer_id, standings, private)
                return Given(asked.answer_id, log, self._runs.start(log, asked, admission))
        except BaseException:
            if use is not None:
                await asyncio.shield(self._keys.release(use, asked.answer_id))
            self._runs.logs.drop(log)
            raise
        self._runs.logs.drop(log)
        return None

    async def _given_before(self, known: KeptKey | None) -> Given | None:
        """What a key stands for; None where that came to nothing, so that it is to be made anew."""
        if known is None:
            return None
        try:
            log, away = await self._runs.logs.find(known.answer_id), None
        except LogsAway as error:
            log, away = None, error
        if log is not None:
            # One whose question is still to be let in may be refused.
            is_there = await log.has_begun()
            came_to_nothing = log.is_ended and log.events[-1].type != _MADE
            return Given(known.answer_id, log) if is_there and not came_to_nothing else None
        kept = await self._kept_answers.find(known.answer_id)
        if kept is not None:
            return Given(known.answer_id, kept)
        if away is not None:
            raise away
        age = self._clock() - known.created_at
        if await self._runs.may_be_made_elsewhere(known.answer_id, age):
            raise _out_of_reach()
        return None


def _out_of_reach() -> LogsAway:
    return LogsAway("The answer to this very request cannot be reached right now. Try again.")
