"""Waiting for what comes about in another thread or process."""

import time
from collections.abc import Callable

_PATIENCE, _PAUSE = 10.0, 0.01


def eventually(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds.

    Raises:
        AssertionError: It did not within ten seconds.
    """
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "What was waited for did not come about."
        time.sleep(_PAUSE)
