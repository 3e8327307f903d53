"""How many answers a caller may have running at once.

Each running answer holds a lease. A process counts its own; where there is a Redis, the leases of
all processes also lie there, so that none of them admits more than a caller may have. With Redis
away a process still knows its own.

A lease in Redis lasts half a minute and is renewed while its answer runs. An answer has no longest
time that one could lend for instead, and what a crashed process held is soon free again.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial

from indexer import ExplainedError
from service.redis_client import RedisAway, RedisClient, leases_key

LEASE_SECONDS = 30.0
"""How long a lease lasts that nobody renews."""

_RENEWALS = 3  # in the time of a lease: one that is lost does not end it
_ID_BYTES = 8

# Redis keeps the time, since the clocks of processes differ. A renewal is a lease taken again.
_HOLD = """
local leases, most, lifetime, id = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', leases, '-inf', now)
if not redis.call('ZSCORE', leases, id) and redis.call('ZCARD', leases) >= most then
    return 0
end
redis.call('ZADD', leases, now + lifetime, id)
redis.call('PEXPIRE', leases, lifetime)
return 1
"""


class TooManyAnswersAtOnce(ExplainedError):
    """A caller has as many answers running as it may have.

    ``retry_after`` is the seconds after which asking again may be worth it.
    """

    retry_after = 2

    def __init__(self, most: int) -> None:
        running = "An answer is" if most == 1 else f"{most} answers are"
        super().__init__(f"{running} still being written: wait until one is done, then ask again.")


class Leases:
    """The answers that are running, by caller."""

    def __init__(self, redis: RedisClient | None = None, lifetime: float = LEASE_SECONDS) -> None:
        self._running: Counter[str] = Counter()
        self._shared = _SharedLeases(redis, lifetime) if redis is not None else None

    @asynccontextmanager
    async def held(self, caller: str, most: int) -> AsyncIterator[None]:
        """Holds a lease for as long as an answer takes; it may be let go of by another task.

        Raises:
            TooManyAnswersAtOnce: The caller has ``most`` of them.
        """
        if self._running[caller] >= most:
            raise TooManyAnswersAtOnce(most)
        self._running[caller] += 1
        try:
            async with self._shared.held(caller, most) if self._shared else nullcontext():
                yield
        finally:
            self._running[caller] -= 1
            if not self._running[caller]:
                del self._running[caller]


@dataclass(frozen=True, slots=True)
class _Lease:
    caller: str
    most: int
    id: str


class _SharedLeases:
    """The leases of all processes: for each caller a sorted set of their ids by their ends."""

    def __init__(self, redis: RedisClient, lifetime: float) -> None:
        self._redis, self._lifetime = redis, lifetime
        self._script = redis.commands.register_script(_HOLD)

    @asynccontextmanager
    async def held(self, caller: str, most: int) -> AsyncIterator[None]:
        lease = _Lease(caller, most, secrets.token_hex(_ID_BYTES))
        renewing = asyncio.create_task(self._renew(lease))
        try:
            if not await self._hold(lease):
                raise TooManyAnswersAtOnce(most)
            yield
        finally:
            # A client that leaves cancels whatever is awaited for it, again and again.
            await asyncio.shield(self._release(lease, renewing))

    async def _renew(self, lease: _Lease) -> None:
        renewing = asyncio.current_task()
        assert renewing
        # Asked, since a client of Redis may swallow being cancelled: ``wait_for`` does it before
        # Python 3.12 when what it waits for is done in the same turn of the loop.
        while not renewing.cancelling():
            await asyncio.sleep(self._lifetime / _RENEWALS)
            await self._hold(lease)

    async def _hold(self, lease: _Lease) -> bool:
        """Whether all processes together may hold the lease; yes while Redis cannot tell."""
        milliseconds = int(self._lifetime * 1000)
        hold = partial(
            self._script,
            keys=[leases_key(lease.caller)],
            args=(lease.most, milliseconds, lease.id),
        )
        try:
            return bool(await self._redis.ask(hold))
        except RedisAway:
            return True

    async def _release(self, lease: _Lease, renewing: "asyncio.Task[None]") -> None:
        """Ends the renewal, then the lease: the other way round it could be taken again."""
        renewing.cancel()
        await asyncio.wait([renewing])
        remove = partial(self._redis.commands.zrem, leases_key(lease.caller), lease.id)
        with suppress(RedisAway):
            await self._redis.ask(remove)
