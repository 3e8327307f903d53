"""CPU time and memory of this process, read alike for every system. Standard library only."""

import resource
import sys
from pathlib import Path


def cpu_seconds() -> float:
    """What this process, all its threads and the processes it waited for have used."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def peak_bytes() -> int:
    """The most memory that was resident.

    Linux lets a process begin with the peak of the one that started it, as ``getrusage`` has it;
    ``VmHWM`` is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    peak_of_self = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak_of_self if sys.platform == "darwin" else peak_of_self * 1024
