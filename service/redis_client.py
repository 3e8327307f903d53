"""Redis: the one place that connects to it, and names every key in it and how long it lives.

What lies there may be lost at any time: counts that are forgotten by themselves, copies of answers'
events, and nothing that money or access depends on. While Redis is away its askers are told so at
once, and each does what it can in this process alone.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from indexer import ExplainedError

if TYPE_CHECKING:
    from redis.asyncio import BlockingConnectionPool

RATES_PREFIX = "ask:rates"
"""Begins the keys of a caller's recent questions; they live for two windows of their rate."""

SOCKET_SECONDS = 0.25
"""How long connecting, greeting and answering may each take."""
ANSWER_SECONDS = 0.3
"""How long a question may take with all that belongs to it."""

_MOST_CONNECTIONS = 50
# Enough to keep one process busy: more at once would only make each wait for the others' turns.
_QUESTIONS_AT_ONCE = 10
_POOL_SECONDS = 1.0
_AWAY_SECONDS = 5.0

_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class RedisRefused(ExplainedError):
    """An address of a Redis that cannot be read; the message says how to write one."""


class RedisAway(ExplainedError):
    """Redis does not answer, or did not a moment ago."""


def leases_key(caller: str) -> str:
    """The key of the answers that a caller has running; it lives for one lease."""
    return f"ask:leases:{caller}"


RUNNING_KEY = "ask:running"
"""The answers that are being made, by when whoever makes them is believed to be gone."""


SINCE_KEY = "ask:since"
"""Since when nothing that lies there was lost, as far as anybody asked; in milliseconds."""


def events_key(answer_id: str) -> str:
    """The key of an answer's events; it lives for ten minutes after the last of them."""
    return f"ask:events:{answer_id}"


def cancel_key(answer_id: str) -> str:
    """The key that asks whoever makes an answer to stop; it lives for a minute."""
    return f"ask:cancel:{answer_id}"


class RedisClient:
    """Connections to one Redis, and what is known of whether it answers.

    After a failure nobody waits for it for five seconds; then one question tries it again while
    the others go on without it.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepares a client; it connects when it is first asked.

        Args:
            url: Such as ``redis://host:6379/0``.
            clock: Measures pauses, so it must not jump as the time of day may.

        Raises:
            RedisRefused: The address cannot be read.
        """
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        self._pool = _pool_of(url)
        self.commands: Redis = Redis.from_pool(self._pool)
        self._faults = (RedisError, OSError)
        # Waiting for a turn is not waiting for Redis: it takes nothing off the time of an answer.
        self._turns = asyncio.Semaphore(_QUESTIONS_AT_ONCE)
        self._clock = clock
        self._away_until: float | None = None

    def __repr__(self) -> str:
        return f"RedisClient({self._place})"

    @property
    def pool(self) -> "BlockingConnectionPool":
        """The connections, for libraries that bring their own commands."""
        return self._pool

    async def ask(self, question: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """What Redis answers to a question made of its commands.

        Raises:
            RedisAway: It did not within 0.3 seconds, or was away a moment ago.
        """
        async with self._turns:
            tries_again = self._let_in()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    answer = await question()
            except self._faults as fault:
                raise self._gone(fault) from fault
            # Not after any answer: one that was asked for before the failure tells nothing new.
            if tries_again:
                self._back()
            return answer

    async def ping(self) -> bool:
        """Whether Redis answers, as requests find it now."""
        try:
            return await self.ask(self.commands.ping)
        except RedisAway:
            return False

    async def aclose(self) -> None:
        """Closes the connections."""
        await self.commands.aclose()

    def _let_in(self) -> bool:
        """Whether this question tries whether Redis is back; others are refused meanwhile."""
        if self._away_until is None:
            return False
        if self._clock() < self._away_until:
            raise _away()
        self._away_until = self._clock() + _AWAY_SECONDS
        return True

    def _gone(self, fault: Exception) -> RedisAway:
        if self._away_until is None:
            # Not the fault's own words: they may repeat a key, and with it a caller's address.
            _log.warning(
                "Redis at %s cannot be used (%s). Until it can, each process counts for itself.",
                self._place,
                type(fault).__name__,
            )
        self._away_until = self._clock() + _AWAY_SECONDS
        return _away()

    def _back(self) -> None:
        _log.warning("Redis at %s answers again.", self._place)
        self._away_until = None

    @property
    def _place(self) -> str:
        known = self._pool.connection_kwargs
        return known.get("path") or f"{known.get('host', 'localhost')}:{known.get('port', 6379)}"


def _away() -> RedisAway:
    return RedisAway("Redis cannot be reached. Try again in a few seconds.")


def _pool_of(url: str) -> "BlockingConnectionPool":
    from redis.asyncio import BlockingConnectionPool

    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=_MOST_CONNECTIONS,
            timeout=_POOL_SECONDS,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=SOCKET_SECONDS,
            driver_info=None,  # looked up for each connection, it takes three quarters of the time
        )
        # Reads the options of the address, which the pool only keeps.
        pool.make_connection()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError):
        # Without what was raised: it may repeat a part of the password.
        raise RedisRefused(
            "The address of Redis cannot be read. Write it as redis://host:6379/0, or as "
            "rediss://user:password@host:6379/0 for one that is reached by TLS."
        ) from None
    return pool
