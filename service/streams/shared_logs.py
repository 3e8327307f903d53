"""The logs of several processes, each of which writes its own and can follow all others', by Redis.

A process writes in memory, and its own followers read there, so that no answer waits for Redis.
What is written goes to Redis as well, where other processes read it. With Redis away an answer can
still be followed where it is made; once it is back, its stream is written again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from service.answering.events import AnswerEvent
from service.redis_client import RedisAway, RedisClient
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import KEPT_SECONDS, LogsAway, MemoryLogs
from service.streams.hearing import Hearing
from service.streams.redis_streams import ENDED, RedisStreams

LEASE_SECONDS = 8.0
"""How long after a process was last heard of its answers are given up."""

_RENEWALS = 6  # in the time of a lease: one that is lost does not end it
_MOST_WAITING = 1_000
"""Logs that Redis has not been given; of those that ended, the database has the answers."""

_PAUSE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class SharedLogs:
    """The logs of all processes that share a Redis."""

    def __init__(
        self,
        redis: RedisClient,
        kept_seconds: float = KEPT_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._streams = RedisStreams(redis, kept_seconds, lease_seconds)
        self._lease_seconds = lease_seconds
        self._patient_until = 0.0
        self._own = MemoryLogs(kept_seconds)
        self._writing = _Writing(self._streams)
        self._hearing = Hearing(self._streams, lease_seconds)

    @property
    def are_shared(self) -> bool:
        """Yes."""
        return True

    def begin(self, answer_id: str, owner: str | None) -> AnswerLog:
        """A new log, which this process writes."""
        log = self._own.add(AnswerLog(answer_id, owner, self._writing.wake))
        self._writing.add(log)
        return log

    def drop(self, log: AnswerLog) -> None:
        """Forgets a log of this process, as if it had not begun."""
        self._own.drop(log)
        self._writing.drop(log)

    async def find(self, answer_id: str) -> AnswerLog | None:
        """The log of an answer, whoever writes it; None where it is gone, or never was.

        Raises:
            LogsAway: It may be another process's, and those cannot be read.
        """
        known = self._own.own(answer_id) or self._hearing.heard(answer_id)
        if known is not None:
            return known
        with _told_away():
            log = await self._streams.read(answer_id)
        return log if log is None or log.is_ended else self._hearing.add(log)

    async def cancel(self, answer_id: str) -> None:
        """Asks whoever writes a log to end it.

        Raises:
            LogsAway: That process cannot be reached.
        """
        with _told_away():
            await self._streams.cancel(answer_id)

    async def canceled(self) -> list[str]:
        """The ids of this process's running answers whose end was asked for elsewhere."""
        running = [log.answer_id for log in self._own.running]
        if not running:
            return []
        try:
            return await self._streams.canceled(running)
        except RedisAway:
            return []

    def taken_away(self) -> list[str]:
        """The ids of this process's running answers that another has ended in its stead.

        It took this one for gone, which was only late.
        """
        self._writing.taken_away &= {log.answer_id for log in self._own.running}
        return list(self._writing.taken_away)

    async def is_lost(self, answer_id: str, age: float) -> bool:
        """Whether nobody can be writing a log that is not found; ``age`` seconds since it began.

        Within a lease whoever writes one has written it again, if it is there.

        Raises:
            LogsAway: That cannot be asked.
        """
        if age < self._lease_seconds:
            return False
        with _told_away():
            is_known = await self._streams.unbroken_for() >= self._lease_seconds
            return is_known and await self._streams.read(answer_id) is None

    async def orphans(self) -> list[AnswerLog]:
        """Logs whose writers are gone, each for this process to end: no other one is given it."""
        if time.monotonic() < self._patient_until:
            return []
        try:
            taken = await self._streams.take_orphans()
            # What is this process's own was only renewed late.
            left = [one for one in taken if self._own.own(one) is None]
            return [log for one in left if (log := await self._unended(one))]
        except RedisAway:
            # Nobody could renew a lease meanwhile: all are given the time to do so.
            self._patient_until = time.monotonic() + self._lease_seconds
            return []

    async def _unended(self, answer_id: str) -> AnswerLog | None:
        log = await self._streams.read(answer_id)
        if log is None or log.is_ended:
            await self._streams.forget(answer_id)
            return None
        return log

    async def end(self, orphan: AnswerLog, events: Sequence[AnswerEvent]) -> None:
        """Writes the last events of an orphan."""
        written = len(orphan.events)
        for event in events:
            orphan.append(event)
        with suppress(RedisAway):
            await self._streams.write(orphan, written)

    async def keep_up(self) -> None:
        """Lets other processes know what is written here, and the reverse, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_again_and_again(self._writing.write_news))
            tasks.create_task(_again_and_again(self._renew))
            tasks.create_task(_again_and_again(self._hearing.hear))

    async def leave(self) -> None:
        """Lets other processes know all that was written here, and sends away who follows theirs.

        Whoever is sent away can follow on at another process.
        """
        await self._writing.flush()
        self._hearing.lose_all()

    async def _renew(self) -> None:
        await self._writing.renew()
        await asyncio.sleep(self._lease_seconds / _RENEWALS)


class _Writing:
    """What this process writes, and how much of it Redis has."""

    def __init__(self, streams: RedisStreams) -> None:
        self.taken_away: set[str] = set()
        self._streams = streams
        self._logs: dict[str, AnswerLog] = {}
        self._written: dict[str, int] = {}
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Says that something was written."""
        self._news.set()

    def add(self, log: AnswerLog) -> None:
        """Takes up a log that has just begun."""
        if len(self._logs) >= _MOST_WAITING:  # Redis has been away for long
            for one in [one for one in self._logs.values() if one.is_ended]:
                self.drop(one)
        self._logs[log.answer_id], self._written[log.answer_id] = log, 0

    def drop(self, log: AnswerLog) -> None:
        """Leaves a log as it is."""
        self._logs.pop(log.answer_id, None)
        self._written.pop(log.answer_id, None)
        self.taken_away.discard(log.answer_id)

    async def write_news(self) -> None:
        """Waits until something is written, and sends it."""
        await self._news.wait()
        self._news.clear()
        await self.flush()

    async def flush(self) -> None:
        """Sends what was written."""
        for log in list(self._logs.values()):
            try:
                await self._send(log)
            except RedisAway:
                return

    async def renew(self) -> None:
        """Says that this process is there; sends again what Redis has lost, or not been given."""
        logs = [log for log in self._logs.values() if log.events and not log.is_ended]
        with suppress(RedisAway):
            for log, written in zip(logs, await self._streams.renew(logs), strict=True):
                self._note(log, written)
        await self.flush()

    async def _send(self, log: AnswerLog) -> None:
        known = self._written.get(log.answer_id)
        while known is not None and known < len(log.events):
            if self._note(log, await self._streams.write(log, known)):
                return
            known = self._written.get(log.answer_id)  # another may have written the rest meanwhile

    def _note(self, log: AnswerLog, written: int) -> bool:
        """Notes how much of a log is in Redis; whether nothing more can be written there."""
        if written == ENDED:
            is_ours = log.is_ended
            self.drop(log)
            if not is_ours:
                self.taken_away.add(log.answer_id)
            return True
        if log.answer_id in self._logs:
            self._written[log.answer_id] = written
        return False


@contextmanager
def _told_away() -> Iterator[None]:
    """Says what Redis being away means for who asks for a log."""
    try:
        yield
    except RedisAway as error:
        raise LogsAway(
            "This answer is being made where it cannot be reached right now. Try again."
        ) from error


async def _again_and_again(act: Callable[[], Awaitable[None]]) -> None:
    """Does something until the task is cancelled, also where a library swallows that."""
    task = asyncio.current_task()
    assert task
    while not task.cancelling():
        try:
            await act()
        except Exception:  # noqa: BLE001 - logged, and tried again
            _log.exception("The logs of answers could not be shared.")
            await asyncio.sleep(_PAUSE_SECONDS)
