"""Waiting for what comes about in another thread or process."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

_PATIENCE, _PAUSE = 10.0, 0.01
_Found = TypeVar("_Found")


def eventually(condition: Callable[[], bool], patience: float = _PATIENCE) -> None:
    """Waits until a condition holds.

    Raises:
        AssertionError: It did not within so many seconds.
    """
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "What was waited for did not come about."
        time.sleep(_PAUSE)


async def awaited(
    condition: Callable[[], Awaitable[_Found]], patience: float = _PATIENCE
) -> _Found:
    """What a condition gives as soon as that is true; the event loop goes on meanwhile.

    Raises:
        TimeoutError: It was not within so many seconds.
    """
    async with asyncio.timeout(patience):
        while not (found := await condition()):  # noqa: ASYNC110 - it is not told when it changes
            await asyncio.sleep(_PAUSE)
    return found


def clear_of_a_new_minute(seconds: float = 15.0, clock: Callable[[], float] = time.time) -> None:
    """Waits until so much of a minute is left: a limit that slides is exact within one alone.

    A window's share of the one before is an estimate, by which one more may pass at its beginning.
    """
    _clear_of_a_new(60, seconds, clock)


def clear_of_a_new_hour(seconds: float = 60.0) -> None:
    """The same of an hour, for which hardly anybody ever waits."""
    _clear_of_a_new(3600, seconds, time.time)


def _clear_of_a_new(window: int, seconds: float, clock: Callable[[], float]) -> None:
    eventually(lambda: clock() % window < window - seconds, patience=seconds + _PATIENCE)
