"""What goes wrong with the next requests, as a test asked for it."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from starlette.responses import JSONResponse, Response

_RATE_LIMITED = 429


@dataclass(frozen=True)
class Fault:
    """A fault of the next ``times`` requests whose method and path are these.

    ``path`` is a regular expression, searched for in paths such as ``/v1/customers``. With a
    ``status`` that error is answered, ``before`` anything is done or ``after`` it was done: then
    only the answer is lost. ``delay`` seconds pass before anything is done. ``hold`` seconds pass
    between what is done and its answer, which is stale by then. ``retry_after`` is told in seconds.
    """

    method: str = "*"
    path: str = ""
    times: int = 1
    status: int | None = None
    when: Literal["before", "after"] = "before"
    delay: float = 0.0
    hold: float = 0.0
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def concerns(self, method: str, path: str) -> bool:
        """Whether it is about a request."""
        return self.method in ("*", method) and re.search(self.path, path) is not None


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()

    def add(self, fault: Fault) -> None:
        """Lets the next requests that it concerns go wrong."""
        self._waiting.extend([fault] * fault.times)

    def next(self, method: str, path: str) -> Fault | None:
        """Takes the oldest fault that concerns a request."""
        for fault in self._waiting:
            if fault.concerns(method, path):
                self._waiting.remove(fault)
                return fault
        return None


async def misbehave(fault: Fault, act: Callable[[], Response]) -> Response:
    """Answers a request the way that a fault says; ``act`` does what was asked."""
    await asyncio.sleep(fault.delay)
    if fault.status and fault.when == "before":
        return _error(fault, fault.status)
    response = act()
    await asyncio.sleep(fault.hold)
    return _error(fault, fault.status) if fault.status else response


def _error(fault: Fault, status: int) -> Response:
    kind = "rate_limit_error" if status == _RATE_LIMITED else "api_error"
    headers = dict(fault.headers)
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    error = {"type": kind, "message": "This error was asked for by a test."}
    return JSONResponse({"error": error}, status, headers)
