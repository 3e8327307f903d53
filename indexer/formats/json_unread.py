"""Times in JSON that nobody reads: a transcript without times must not come of them silently."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from indexer.formats.json_lists import Said
from indexer.formats.time_units import time_value

_CALLED_TIME = re.compile(
    r"start|begin|offset|time|second|stamp|milli|(?:\A|_)(?:ms|from|in|at|tc|t|ts|s)\Z",
    re.IGNORECASE,
)
_OF_TEXT = re.compile(r"char|token|byte|word|line", re.IGNORECASE)


def unread_times(said: Sequence[Said]) -> str | None:
    """The name of what looks like times beside the words: numbers or clocks that only rise."""
    beside = [dict(_beside(one.stated)) for one in said]
    keys = beside[0] if beside else {}
    return next((key for key in keys if _are_times(key, [one.get(key) for one in beside])), None)


def _beside(stated: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of an object, and of those that lie in it or begin a list in it."""
    for key, value in stated.items():
        inner = value[0] if isinstance(value, list) and value else value
        yield from inner.items() if isinstance(inner, dict) else [(key, inner)]


def _are_times(key: str, values: Sequence[object]) -> bool:
    times = [time for value in values if (time := time_value(value)) is not None]
    if len(times) < len(values) or times[0] >= times[-1]:
        return False
    clocks = all(isinstance(value, str) and ":" in value for value in values)
    called = _CALLED_TIME.search(key) is not None and _OF_TEXT.search(key) is None
    return (called or clocks) and all(before <= after for before, after in pairwise(times))
