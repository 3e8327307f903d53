"""A clock that only goes when it is told to."""

NOON = 1_800_014_400
"""Twelve o'clock, UTC, of a day in 2027."""


class Clock:
    """Gives the time in seconds since 1970, as ``time.time`` does."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Lets some time go by."""
        self.now += seconds
