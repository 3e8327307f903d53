"""When a feed is asked again. Pure."""

from dataclasses import dataclass

_LONGEST = 86_400.0
"""However a server or its failures put it off, a feed is asked once a day."""


@dataclass(slots=True)
class Appointment:
    """When a feed is asked next.

    Args:
        every: The seconds between two times.
        at: The moment of the next time.
    """

    every: float
    at: float = 0.0
    failures: int = 0

    def keep(self, now: float, wait: float | None, *, failed: bool) -> None:
        """Makes the next one: later where the server says so, and after each failure in a row."""
        self.failures = self.failures + 1 if failed else 0
        # Beyond so many the day is reached, and a number would only grow.
        seconds = self.every * 2 ** min(self.failures, 20)
        self.at = now + max(self.every, min(max(seconds, wait or 0.0), _LONGEST))
