"""Times, lengths and dates as a page words them."""

import datetime

from indexer import clock

__all__ = ["clock", "day", "iso_duration", "length", "second"]

_MINUTE = 60
_HOUR = 3600


def length(seconds: float) -> str:
    """How long something lasts, in whole minutes: 8 min, or 1 h 2 min."""
    minutes = max(1, round(seconds / _MINUTE))
    hours, minutes = divmod(minutes, 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n)


def iso_duration(seconds: float) -> str:
    """How long something lasts, as ISO 8601 writes it: PT1H2M3S."""
    units = zip(_parts(max(1, round(seconds))), "HMS", strict=True)
    return "PT" + "".join(f"{n}{unit}" for n, unit in units if n)


def second(seconds: float) -> str:
    """A moment in seconds as an address holds it: 91.6."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")


def day(date: datetime.date) -> str:
    """A date in words: 12 June 2025."""
    return f"{date.day} {date:%B} {date.year}"


def _parts(seconds: int) -> tuple[int, int, int]:
    return seconds // _HOUR, seconds // _MINUTE % 60, seconds % 60
