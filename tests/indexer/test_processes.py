"""Work side by side: in order, shown, and none of it lost with a process that is."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from indexer.processes import ProcessLost, Step, side_by_side

LAST = 11


class Shown:
    """What was shown of each task: begun, steps, left."""

    def __init__(self) -> None:
        self.log: list[tuple[object, ...]] = []

    @contextmanager
    def __call__(self, task: object) -> Iterator[Step]:
        self.log.append((task, "begun"))
        try:
            yield lambda done, total: self.log.append((task, done, total))
        finally:
            self.log.append((task, "left"))


def doubling() -> Callable[[int, Step], int]:
    return doubled


def doubled(task: int, step: Step) -> int:
    step(1, 2)
    step(2, 2)
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 5:
        os.kill(os.getpid(), signal.SIGQUIT)
    if task == 7:
        raise ValueError("seven")
    return task * 2


def waiting(folder: Path) -> Callable[[int, Step], int]:
    return partial(waited, folder)


def waited(folder: Path, task: int, step: Step) -> int:
    """Takes an hour, and tidies up when it is told to end."""
    scratch = folder / str(task)
    scratch.touch()
    try:
        step(1, 1)
        time.sleep(3600)
    finally:
        scratch.unlink()
    return task


def test_results_come_in_the_order_of_tasks_whatever_becomes_of_the_processes() -> None:
    """One is killed, one dumps its core, one breaks off: each is told of its own task alone."""
    shown = Shown()
    results = side_by_side(doubling, range(LAST), 3, shown)
    assert list(results) == list(range(LAST))
    lost = {task: str(told) for task, told in results.items() if isinstance(told, ProcessLost)}
    assert "killed, as systems do when memory runs out" in lost.pop(3)
    assert "ended by SIGQUIT" in lost.pop(5)
    assert "broke off with exit code 1" in lost.pop(7)
    assert not lost
    assert [told for told in results.values() if isinstance(told, int)] == [
        task * 2 for task in range(LAST) if task not in {3, 5, 7}
    ]
    for task in range(LAST):
        mine = [rest for one, *rest in shown.log if one == task]
        assert (mine[0], mine[-1]) == (["begun"], ["left"])
        assert [2, 2] in mine


def broken() -> Callable[[int, Step], int]:
    raise ValueError("It cannot be prepared.")


def test_a_process_that_cannot_be_prepared_is_not_started_again_for_every_task() -> None:
    """Whatever keeps one from its work keeps all."""
    with pytest.raises(ProcessLost, match="broke off with exit code 1"):
        side_by_side(broken, range(1_000), 2, Shown())


def test_no_tasks_need_no_process() -> None:
    """Nothing is started and nothing comes of it."""
    assert side_by_side(doubling, [], 3, Shown()) == {}


def test_whoever_is_interrupted_leaves_no_process_and_nothing_half_done(tmp_path: Path) -> None:
    """Those at work are told to end, tidy up after themselves, and are waited for."""
    at_work = 0

    @contextmanager
    def show(_: int) -> Iterator[Step]:
        def step(_done: int, _total: int) -> None:
            nonlocal at_work
            at_work += 1
            if at_work == 2:
                assert len(list(tmp_path.iterdir())) == 2
                raise KeyboardInterrupt

        yield step

    with pytest.raises(KeyboardInterrupt):
        side_by_side(partial(waiting, tmp_path), range(5), 2, show)
    assert list(tmp_path.iterdir()) == []
