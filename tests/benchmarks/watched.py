"""A command run to its end while somebody looks at the memory of it and of its processes."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.material import ROOT

_LOOKS_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Watched:
    """What a command took. Memory is proportional (PSS), at its highest, in megabytes."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    of_one_process: float


def watched(*arguments: str | Path) -> Watched:
    """Runs the `ask-episode` command; raises where it does not end well."""
    program = "from service.command_line import main; main()"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        looks = list(_looks(process))
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    assert process.returncode == 0, f"{arguments[0]} ended with {process.returncode}."
    return Watched(
        seconds,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        max(sum(look) for look in looks),
        max(max(look) for look in looks),
    )


def _looks(process: subprocess.Popen[bytes]) -> Iterator[list[float]]:
    """The megabytes of each of a process's family, until it ends."""
    yield [0.0]
    while process.poll() is None:
        yield [megabytes(pid) for pid in _family(process.pid)] or [0.0]
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOKS_EVERY)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
        for child in children.split():
            yield from _family(int(child))


def megabytes(pid: int) -> float:
    """What of the memory is a process's: its own, and its share of what it shares (PSS)."""
    with suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        line = next(line for line in told.splitlines() if line.startswith("Pss:"))
        return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """The CPU time that a process has taken by now."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
