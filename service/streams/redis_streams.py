"""Answers' events in Redis: a stream for each, and who is still writing.

A stream's entry has the id ``0-n``, n being its event's place and one. Whoever writes holds a
lease, which each write and each renewal prolongs; a stream whose last event is written takes no
other.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from service.redis_client import (
    RUNNING_KEY,
    SINCE_KEY,
    RedisClient,
    cancel_key,
    events_key,
)
from service.streams.answer_log import AnswerLog, LoggedEvent

ENDED = -1
"""Stands for how much of a log is written where its last event is."""

_CANCEL_SECONDS = 60
_MOST_ORPHANS = 20

# Redis keeps the time, since the clocks of processes differ.
_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function written_of(events)
    local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
    if not last then
        return 0
    end
    return last[2][6] == 'yes' and -1 or tonumber(string.sub(last[1], 3))
end
"""

# Behind the first six arguments: type, data, and whether it is the last, of each event.
_WRITE = f"""
{_NOW}
local events, running = KEYS[1], KEYS[2]
local written = written_of(events)
if written ~= tonumber(ARGV[2]) then
    return written
end
for position = 6, #ARGV, 3 do
    written = written + 1
    redis.call('XADD', events, '0-' .. written, 'type', ARGV[position], 'data', ARGV[position + 1],
        'last', ARGV[position + 2], 'owner', ARGV[5])
end
redis.call('PEXPIRE', events, tonumber(ARGV[3]))
if ARGV[#ARGV] == 'yes' then
    redis.call('ZREM', running, ARGV[1])
    return -1
end
redis.call('ZADD', running, now + tonumber(ARGV[4]), ARGV[1])
return written
"""

_RENEW = f"""
{_NOW}
local written = {{}}
for position = 2, #ARGV do
    local known = written_of(KEYS[position])
    if known ~= -1 then
        redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[position])
    end
    written[position - 1] = known
end
return written
"""

_UNBROKEN = f"""
{_NOW}
redis.call('SET', KEYS[1], now, 'NX')
return now - tonumber(redis.call('GET', KEYS[1]))
"""

# Taking an orphan is having its lease.
_TAKE_ORPHANS = f"""
{_NOW}
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(taken) do
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), id)
end
return taken
"""


class RedisStreams:
    """The streams of all processes; each method raises RedisAway where Redis does not answer."""

    def __init__(self, redis: RedisClient, kept_seconds: float, lease_seconds: float) -> None:
        self._redis = redis
        self._kept, self._lease = int(kept_seconds * 1000), int(lease_seconds * 1000)
        self._write = redis.commands.register_script(_WRITE)
        self._renew = redis.commands.register_script(_RENEW)
        self._take_orphans = redis.commands.register_script(_TAKE_ORPHANS)
        self._unbroken = redis.commands.register_script(_UNBROKEN)

    async def write(self, log: AnswerLog, written: int) -> int:
        """Writes what follows the first ``written`` events of a log; how many are there then.

        Where others are there than was believed nothing is written, and that is told; ``ENDED``
        where the last one is there.
        """
        events: list[str] = []
        for event in log.events[written:]:
            events += [event.type, event.data, "yes" if event.is_last else "no"]
        numbers = map(str, (written, self._kept, self._lease))
        about = [log.answer_id, *numbers, log.owner or ""]
        keys = [events_key(log.answer_id), RUNNING_KEY]
        return int(await self._redis.ask(partial(self._write, keys=keys, args=[*about, *events])))

    async def renew(self, logs: Sequence[AnswerLog]) -> list[int]:
        """Says that these are still being written; how many events of each are there."""
        if not logs:
            return []
        ids = [log.answer_id for log in logs]
        keys = [RUNNING_KEY, *map(events_key, ids)]
        written = await self._redis.ask(partial(self._renew, keys=keys, args=[self._lease, *ids]))
        return [int(one) for one in written]

    async def read(self, answer_id: str) -> AnswerLog | None:
        """A log as far as it is written; None where there is nothing of it."""
        commands = self._redis.commands
        entries: Any = await self._redis.ask(partial(commands.xrange, events_key(answer_id)))
        if not entries:
            return None
        owner = entries[0][1][b"owner"].decode()
        log = AnswerLog(answer_id, owner or None)
        log.extend(_event(entry) for entry in entries)
        return log

    async def news(self, logs: Mapping[str, AnswerLog]) -> dict[str, list[LoggedEvent]]:
        """What was written behind what is known of some logs, by their answers' ids."""
        places: Any = {events_key(one): f"0-{len(log.events)}" for one, log in logs.items()}
        found: Any = await self._redis.ask(partial(self._redis.commands.xread, places))
        answers = {events_key(one).encode(): one for one in logs}
        return {answers[key]: [_event(entry) for entry in entries] for key, entries in found or ()}

    async def unwritten(self, answer_ids: Sequence[str]) -> set[str]:
        """Those of some answers that nobody is writing, or has yet to end."""
        scores: Any = await self._redis.ask(
            partial(self._redis.commands.zmscore, RUNNING_KEY, list(answer_ids))
        )
        return {one for one, score in zip(answer_ids, scores, strict=True) if score is None}

    async def unbroken_for(self) -> float:
        """The seconds for which Redis is known to have lost nothing; 0 where that was not asked."""
        return float(await self._redis.ask(partial(self._unbroken, keys=[SINCE_KEY]))) / 1000

    async def take_orphans(self) -> list[str]:
        """The ids of answers whose writers are gone; no other process is given them for a while."""
        arguments = [self._lease, _MOST_ORPHANS]
        taken = await self._redis.ask(
            partial(self._take_orphans, keys=[RUNNING_KEY], args=arguments)
        )
        return [one.decode() for one in taken]

    async def forget(self, answer_id: str) -> None:
        """Forgets that somebody was writing an answer's log."""
        await self._redis.ask(partial(self._redis.commands.zrem, RUNNING_KEY, answer_id))

    async def cancel(self, answer_id: str) -> None:
        """Asks whoever writes an answer's log to end it."""
        key = cancel_key(answer_id)
        await self._redis.ask(partial(self._redis.commands.set, key, "1", ex=_CANCEL_SECONDS))

    async def canceled(self, answer_ids: Sequence[str]) -> list[str]:
        """Those of some answers whose end was asked for."""
        keys = [cancel_key(one) for one in answer_ids]
        asked: Any = await self._redis.ask(partial(self._redis.commands.mget, keys))
        return [one for one, is_asked in zip(answer_ids, asked, strict=True) if is_asked]


def _event(entry: tuple[bytes, dict[bytes, bytes]]) -> LoggedEvent:
    number, fields = entry
    place = int(number.partition(b"-")[2]) - 1
    return LoggedEvent(place, fields[b"type"].decode(), fields[b"data"].decode())
