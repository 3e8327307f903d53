"""What other processes write: read from Redis for as long as somebody follows it here."""

import asyncio
import time
from weakref import WeakValueDictionary

from service.redis_client import RedisAway
from service.streams.answer_log import AnswerLog
from service.streams.redis_streams import RedisStreams

_HEAR_SECONDS = 0.1


class Hearing:
    """What other processes write and somebody follows here."""

    def __init__(self, streams: RedisStreams, patience: float) -> None:
        self._streams = streams
        self._patience = patience
        # Forgotten with the last who follows.
        self._logs: WeakValueDictionary[str, AnswerLog] = WeakValueDictionary()
        self._missing_since: dict[str, float] = {}
        self._is_wanted = asyncio.Event()

    def heard(self, answer_id: str) -> AnswerLog | None:
        """A log that is followed already."""
        return self._logs.get(answer_id)

    def add(self, log: AnswerLog) -> AnswerLog:
        """The log that is kept up with, of two that were read at once the first."""
        self._is_wanted.set()
        return self._logs.setdefault(log.answer_id, log)

    def lose_all(self) -> None:
        """Sends away whoever follows."""
        for log in list(self._logs.values()):
            log.lose()

    async def hear(self) -> None:
        """Asks for what is new, once, as soon as anybody wants it."""
        await self._is_wanted.wait()
        logs = {one: log for one, log in self._logs.items() if not log.is_ended}
        if not logs:
            self._is_wanted.clear()
            self._missing_since.clear()
            return
        try:
            for answer_id, events in (await self._streams.news(logs)).items():
                logs[answer_id].extend(events)
            missing = await self._streams.unwritten(list(logs))
        except RedisAway:
            missing = set(logs)
        self._give_up(logs, missing)
        await asyncio.sleep(_HEAR_SECONDS)

    def _give_up(self, logs: dict[str, AnswerLog], missing: set[str]) -> None:
        """Sends those away who follow what nobody has been writing for a while."""
        now = time.monotonic()
        self._missing_since = {one: self._missing_since.get(one, now) for one in missing}
        for answer_id, since in self._missing_since.items():
            if now - since > self._patience and not logs[answer_id].is_ended:
                self._logs.pop(answer_id, None)
                logs[answer_id].lose()
