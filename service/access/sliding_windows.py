"""Hits counted in sliding windows, in memory or in Redis. The only importer of ``limits``.

That takes a tenth of a second, so this module is imported when limits are made.
"""

import math
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from limits.aio.storage import MemoryStorage, RedisStorage

from service.redis_client import RATES_PREFIX, RedisAway, RedisClient

_SWEEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Whether a hit was within its limit, how many more are, and the seconds until one more is."""

    allowed: bool
    remaining: int
    reset: int


class SlidingWindows:
    """Counts of hits; the window before the current one counts by the part of it that is left.

    They are in Redis if there is one. While it is away they are in this process, begun anew.
    """

    def __init__(self, redis: RedisClient | None = None) -> None:
        self._own = SweptMemory()
        self._redis = redis
        if redis is not None:
            self._shared = _storage_in(redis)

    async def hit(self, limit: int, seconds: int, *names: str, amount: int = 1) -> Hit:
        """Counts a hit under some names, unless that would be more than ``limit`` a window.

        A hit may count for several; then all or none of them are counted.
        """
        key = "/".join((*names, str(limit), str(seconds)))
        window = (limit, seconds)
        if self._redis is not None:
            with suppress(RedisAway):
                return await self._redis.ask(partial(_hit, self._shared, key, window, amount))
        return await _hit(self._own, key, window, amount)


class SweptMemory(MemoryStorage):
    """Counts in this process, swept of old ones once a minute.

    The library looks through all of them at every hit: 15 ms of it with fifty thousand callers.
    """

    def __init__(self) -> None:
        super().__init__()
        self._swept_at = time.monotonic()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Adds to a count that is forgotten ``expiry`` seconds after it began; gives its value."""
        self._sweep()
        count = await self.get(key) + amount
        self.storage[key] = count
        self.expirations.setdefault(key, time.time() + expiry)
        return count

    def _sweep(self) -> None:
        if time.monotonic() < self._swept_at + _SWEEP_SECONDS:
            return
        self._swept_at, now = time.monotonic(), time.time()
        for key in [key for key, until in self.expirations.items() if until <= now]:
            del self.storage[key], self.expirations[key]


async def _hit(
    storage: MemoryStorage | RedisStorage, key: str, window: tuple[int, int], amount: int
) -> Hit:
    limit, seconds = window
    allowed = await storage.acquire_sliding_window_entry(key, limit, seconds, amount)
    before, before_ends, current, current_ends = await storage.get_sliding_window(key, seconds)
    left = math.floor(before * before_ends / seconds)
    lacking = 1 if allowed else max(1, left + current + amount - limit)
    # So many more are allowed when the window before counts so many less; where it does not count
    # enough, when the current one does, which begins to wane when that one is gone.
    if lacking <= left:
        wait = before_ends - (left - lacking + 1) * seconds / before
    else:
        wait = current_ends - seconds + (lacking - left - 1) * seconds / max(1, current)
    return Hit(allowed, max(0, limit - left - current), max(1, math.ceil(wait)))


def _storage_in(redis: RedisClient) -> RedisStorage:
    pool: dict[str, Any] = {"connection_pool": redis.pool}  # missing in the library's types
    return RedisStorage("redis://", implementation="redispy", key_prefix=RATES_PREFIX, **pool)
