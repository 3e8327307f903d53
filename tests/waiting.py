"""Waiting for what comes about in another thread or process."""

import time
from collections.abc import Callable

_PATIENCE, _PAUSE = 10.0, 0.01


def eventually(condition: Callable[[], bool], patience: float = _PATIENCE) -> None:
    """Waits until a condition holds.

    Raises:
        AssertionError: It did not within so many seconds.
    """
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "What was waited for did not come about."
        time.sleep(_PAUSE)
