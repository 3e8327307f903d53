"""The threads in which answers are computed: as many as processors, so that others need not wait.

In asyncio's own threads whatever takes a moment, such as opening an episode, would stand in line
behind every answer that is being made.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

_THREADS = ThreadPoolExecutor(max(2, os.cpu_count() or 2), thread_name_prefix="answering")


async def computed(
    work: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Made:
    """What some work comes to that keeps a processor busy, when its turn has come."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, lambda: work(*args, **kwargs))
