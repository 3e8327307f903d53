"""All answers' logs that can be followed: what is promised of them, and those in memory."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from indexer import ExplainedError
from service.answering.events import AnswerEvent
from service.streams.answer_log import AnswerLog

KEPT_SECONDS = 600.0
"""How long the log of an answer that ended can still be followed."""

_MOST_ENDED = 500
"""Logs of ended answers in memory: a few kilobytes each. Their answers are in the database."""


class LogsAway(ExplainedError):
    """Another process's log cannot be read right now.

    ``retry_after`` is the seconds after which asking again may be worth it.
    """

    retry_after = 2


class AnswerLogs(Protocol):
    """The logs of running answers, and of those that ended a while ago."""

    @property
    def are_shared(self) -> bool:
        """Whether other processes write some of them."""

    def begin(self, answer_id: str, owner: str | None) -> AnswerLog:
        """A new log, which this process writes."""

    def drop(self, log: AnswerLog) -> None:
        """Forgets a log of this process, as if it had not begun."""

    async def find(self, answer_id: str) -> AnswerLog | None:
        """The log of an answer, whoever writes it; None where it is gone, or never was.

        Raises:
            LogsAway: It may be another process's, and those cannot be read.
        """

    async def cancel(self, answer_id: str) -> None:
        """Asks whoever writes a log to end it.

        Raises:
            LogsAway: That process cannot be reached.
        """

    async def canceled(self) -> list[str]:
        """The ids of this process's running answers whose end was asked for elsewhere."""

    def taken_away(self) -> list[str]:
        """The ids of this process's running answers that another has ended in its stead."""

    async def is_lost(self, answer_id: str, age: float) -> bool:
        """Whether nobody can be writing a log that is not found; ``age`` seconds since it began.

        Raises:
            LogsAway: That cannot be asked.
        """

    async def orphans(self) -> list[AnswerLog]:
        """Logs whose writers are gone, each for this process to end: no other one is given it."""

    async def end(self, orphan: AnswerLog, events: Sequence[AnswerEvent]) -> None:
        """Writes the last events of an orphan."""

    async def keep_up(self) -> None:
        """Lets other processes know what is written here, and the reverse, until cancelled."""

    async def leave(self) -> None:
        """Lets other processes know all that was written here, and sends away who follows theirs.

        Whoever is sent away can follow on at another process.
        """


class MemoryLogs:
    """The logs of a process that serves alone."""

    def __init__(
        self, kept_seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._running: dict[str, AnswerLog] = {}
        # The oldest first.
        self._ended: OrderedDict[str, tuple[float, AnswerLog]] = OrderedDict()

    @property
    def are_shared(self) -> bool:
        """No."""
        return False

    def begin(self, answer_id: str, owner: str | None) -> AnswerLog:
        """A new log."""
        return self.add(AnswerLog(answer_id, owner))

    def add(self, log: AnswerLog) -> AnswerLog:
        """A log that was made elsewhere in this process."""
        self._tidy()
        self._running[log.answer_id] = log
        return log

    def drop(self, log: AnswerLog) -> None:
        """Forgets a log, as if it had not begun, and sends away who follows it."""
        self._running.pop(log.answer_id, None)
        log.lose()

    async def find(self, answer_id: str) -> AnswerLog | None:
        """The log of an answer; None where it is gone, or never was."""
        return self.own(answer_id)

    def own(self, answer_id: str) -> AnswerLog | None:
        """The log of an answer that this process makes, or made a while ago."""
        self._tidy()
        ended = self._ended.get(answer_id)
        return ended[1] if ended else self._running.get(answer_id)

    @property
    def running(self) -> list[AnswerLog]:
        """The logs that this process is writing."""
        self._tidy()
        return list(self._running.values())

    async def cancel(self, answer_id: str) -> None:
        """Nothing: there is no other process that could write it."""

    async def canceled(self) -> list[str]:
        """None: no other process asks."""
        return []

    def taken_away(self) -> list[str]:
        """None: no other process ends them."""
        return []

    async def is_lost(self, answer_id: str, age: float) -> bool:
        """Always where it is not found: nobody else writes any."""
        del age
        return self.own(answer_id) is None

    async def orphans(self) -> list[AnswerLog]:
        """None: what this process wrote went with it."""
        return []

    async def end(self, orphan: AnswerLog, events: Sequence[AnswerEvent]) -> None:
        """Writes the last events."""
        for event in events:
            orphan.append(event)

    async def keep_up(self) -> None:
        """Nothing: there is nobody to tell."""

    async def leave(self) -> None:
        """Nothing: there is nobody to tell."""

    def _tidy(self) -> None:
        now = self._clock()
        for log in [log for log in self._running.values() if log.is_ended]:
            del self._running[log.answer_id]
            self._ended[log.answer_id] = (now, log)
        while self._ended:
            answer_id, (ended_at, _) = next(iter(self._ended.items()))
            if ended_at > now - self._kept_seconds and len(self._ended) <= _MOST_ENDED:
                return
            del self._ended[answer_id]
