"""How many questions a caller may ask in a short time, and what HTTP says of it.

Rates protect the service; they are not what a plan sells. So they may be softer for a while: with
Redis away, each process counts for itself.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer import ExplainedError
from service.redis_client import RedisClient

_MOST_SECONDS, _MOST_MINUTES = 120, 120
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_RATE = re.compile(rf"(?P<limit>[1-9][0-9]{{0,8}})/(?P<unit>{'|'.join(_SECONDS)})")


class RateRefused(ExplainedError):
    """A text that is no rate; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``limit`` questions, or whatever is counted, in a window of so many seconds."""

    limit: int
    seconds: int


def parse_rate(text: str) -> Rate:
    """The rate that a text such as ``20/minute`` means.

    Raises:
        RateRefused: It is none.
    """
    parts = _RATE.fullmatch(text.strip())
    if parts is None:
        raise RateRefused(
            f"{text!r:.100} is not a rate. Write how many, at least 1, and in what time, such as "
            f"20/minute; the times are {', '.join(_SECONDS)}."
        )
    return Rate(int(parts["limit"]), _SECONDS[parts["unit"]])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands under a rate.

    ``kind`` names the rate, ``remaining`` questions are left of ``limit`` in a window of ``window``
    seconds, and in ``reset`` seconds there is one more.
    """

    kind: str
    limit: int
    window: int
    remaining: int
    reset: int


class RateExceeded(ExplainedError):
    """A caller asks more often than it may.

    ``standing`` is where it stands, ``retry_after`` the seconds after which it may ask again.
    """

    def __init__(self, standing: Standing, why: str = "Too many requests at once") -> None:
        super().__init__(f"{why}: wait {_in_words(standing.reset)}, then try again.")
        self.standing = standing
        self.retry_after = standing.reset


class RateLimits:
    """Counts what callers ask: together with other processes where there is a Redis."""

    def __init__(self, redis: RedisClient | None = None) -> None:
        from service.access.sliding_windows import SlidingWindows

        self._windows = SlidingWindows(redis)

    async def hit(self, rate: Rate, kind: str, caller: str, amount: int = 1) -> Standing:
        """Counts a question of a caller under a rate.

        Args:
            rate: How often the caller may ask.
            kind: The name of the rate in HTTP fields, a word; each kind is counted apart.
            caller: Who asks, in a form that no other caller has.
            amount: For how many it counts.

        Raises:
            RateExceeded: The caller has to wait; the question was not counted.
        """
        hit = await self._windows.hit(rate.limit, rate.seconds, kind, caller, amount=amount)
        standing = Standing(kind, rate.limit, rate.seconds, hit.remaining, hit.reset)
        if not hit.allowed:
            raise RateExceeded(standing)
        return standing


def _in_words(seconds: int) -> str:
    """How long to wait, in a number that one can grasp: 1 second, 90 seconds, 48 minutes."""
    name, unit = "second", 1
    if seconds > _MOST_SECONDS:
        name, unit = ("minute", 60) if seconds <= _MOST_MINUTES * 60 else ("hour", 3_600)
    count = math.ceil(seconds / unit)
    return f"1 {name}" if count == 1 else f"{count} {name}s"


def rate_limit_fields(standings: Sequence[Standing]) -> dict[str, str]:
    """The HTTP fields that tell a client where it stands under each rate; none without a rate.

    Their form is that of draft-ietf-httpapi-ratelimit-headers, the same in its versions 10 and 11.
    """
    if not standings:
        return {}
    policies = (f'"{at.kind}";q={at.limit};w={at.window}' for at in standings)
    limits = (f'"{at.kind}";r={at.remaining};t={at.reset}' for at in standings)
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(limits)}
