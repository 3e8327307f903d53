"""Work done side by side, in processes that are each prepared once and then given task after task.

They are started anew rather than forked: what onnxruntime's threads held would be held forever.
Each has a pipe of its own, so that of one that is gone it is known what it was at.
"""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any, Generic, TypeVar

from indexer.errors import ExplainedError

Task = TypeVar("Task")
Result = TypeVar("Result")

Step = Callable[[int, int], None]
"""Told how much of a task is done, and of how much."""

Show = Callable[[Task], AbstractContextManager[Step]]
"""Entered when a task begins, left at its end; gives what is told how far it is."""

_SPAWN = multiprocessing.get_context("spawn")
_TOLD_EVERY = 0.1
_END_WITHIN = 10.0
_PREPARED = "prepared"


class ProcessLost(ExplainedError):
    """A process that ended before its task was done; the message says how."""


def side_by_side(
    prepare: Callable[[], Callable[[Task, Step], Result]],
    tasks: Iterable[Task],
    processes: int,
    show: Show[Task],
) -> dict[Task, Result | ProcessLost]:
    """What comes of each task, in their order.

    Args:
        prepare: Gives what does a task; called once in each process. It is sent there by pickle, as
            tasks and results are.
        tasks: What is to be done.
        processes: The most that are at work at once.
        show: Where it is shown how far each task is.

    Raises:
        ProcessLost: A process ended before it was prepared; so would the next.
    """
    results: dict[Task, Result | ProcessLost] = {}
    waiting = deque(tasks)
    order = list(waiting)
    with _ended_at_last() as crew:
        while len(results) < len(order):
            while waiting and len(crew) < processes:
                crew.append(_Process(prepare))
            for process in crew:
                if waiting and process.task is None:
                    process.begin(waiting.popleft(), show)
            for pipe in wait([process.pipe for process in crew]):
                process = next(each for each in crew if each.pipe is pipe)
                process.hear(results)
                if process.is_lost:
                    crew.remove(process)
    return {task: results[task] for task in order}


@dataclass(frozen=True, slots=True)
class _Done:
    result: Any


class _Process(Generic[Task, Result]):
    """A process with its pipe, and the task that it is at."""

    def __init__(self, prepare: Callable[[], Callable[[Task, Step], Result]]) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.task: Task | None = None
        self.is_lost = False
        self._is_prepared = False
        self._shown = ExitStack()
        self._process = _SPAWN.Process(target=_work, args=(theirs, prepare), daemon=True)
        with _interrupts_held_back():
            self._process.start()
        theirs.close()

    def begin(self, task: Task, show: Show[Task]) -> None:
        """Gives it a task."""
        self.task = task
        self._step = self._shown.enter_context(show(task))
        with suppress(OSError):  # it is gone: that is heard next
            self.pipe.send(task)

    def hear(self, results: dict[Task, Result | ProcessLost]) -> None:
        """Takes what it says: how far its task is, what came of it, or nothing ever again."""
        try:
            told = self.pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            self.is_lost = True
            lost = ProcessLost(_how_it_ended(self._process.exitcode or 0))
            if not self._is_prepared:
                raise lost from None
            told = _Done(lost)
        if told == _PREPARED:
            self._is_prepared = True
        elif not isinstance(told, _Done):
            self._step(*told)
        elif self.task is not None:
            results[self.task] = told.result
            self.task = None
            self._shown.close()

    def end(self) -> None:
        """Tells it to end: what it is at is left undone, and tidied away."""
        self._shown.close()
        self._process.terminate()

    def wait_for_end(self) -> None:
        """Waits until it has ended."""
        self._process.join(_END_WITHIN)
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextmanager
def _ended_at_last() -> Iterator[list[Any]]:
    """A crew of processes, none of which outlives the block."""
    crew: list[_Process[Any, Any]] = []
    try:
        yield crew
    finally:
        for process in crew:
            process.end()
        for process in crew:
            process.wait_for_end()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that is started here never hears Ctrl-C: it is told to end by who started it."""
    resource_tracker.ensure_running()  # else it is started with the first, and lets Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, prepare: Callable[[], Callable[[Any, Step], Any]]) -> None:
    """What a process does: one task after the other, until it is told to end or left alone."""
    signal.signal(signal.SIGTERM, _end_once)
    with suppress(KeyboardInterrupt, EOFError, ConnectionError):
        do, step = prepare(), _step_told_by(pipe)
        pipe.send(_PREPARED)
        while True:
            pipe.send(_Done(do(pipe.recv(), step)))


def _end_once(_number: int, _frame: FrameType | None) -> None:
    """Ends what is being done; being told so twice must not disturb the tidying up."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _step_told_by(pipe: Connection) -> Step:
    told_at = 0.0

    def step(done: int, total: int) -> None:
        nonlocal told_at
        if done < total and time.monotonic() < told_at + _TOLD_EVERY:
            return
        told_at = time.monotonic()
        with suppress(ConnectionError):  # whoever listened is gone: that is found out at the end
            pipe.send((done, total))

    return step


def _how_it_ended(exit_code: int) -> str:
    if exit_code == -signal.SIGKILL:
        return (
            "The process that was at it was killed, as systems do when memory runs out. The others "
            "went on. Run the same command again with fewer --jobs."
        )
    if exit_code < 0:
        return f"The process that was at it was ended by {signal.Signals(-exit_code).name}."
    return f"The process that was at it broke off with exit code {exit_code}."
