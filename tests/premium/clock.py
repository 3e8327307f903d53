"""The clock of other processes, moved by libfaketime: the product has no hook for it."""

from collections.abc import Mapping
from pathlib import Path

_LIBRARY = "libfaketimeMT.so.1"
_FOLDERS = ("*/faketime", "faketime")
_SHARED_MEMORY = Path("/dev/shm")
_LEFT_BEHIND = "*faketime_s*_*"


class MovableClock:
    """A wall clock that is ahead of the real one, in every process that has its environment.

    How long something takes is not changed: timeouts and pauses are those of the real clock.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._ahead = 0
        self._write()
        clean_up()

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables with which a process has this clock, also after it was moved."""
        return {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Debian's default is a workaround for the tests of libfaketime, with which every wait
            # for Python's interpreter lock takes far too long.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "NO_FAKE_STAT": "1",
        }

    def advance(self, seconds: int) -> None:
        """Moves the clock on, at once and everywhere."""
        self._ahead += seconds
        self._write()

    def _write(self) -> None:
        # Renamed, because processes read it at every look at the clock.
        written = self._file.with_suffix(".new")
        written.write_text(f"+{self._ahead}\n")
        written.replace(self._file)


def clean_up() -> None:
    """Removes what libfaketime leaves of processes that are killed.

    A new process that happens to get the number of one of them would not start otherwise.
    """
    for left in _SHARED_MEMORY.glob(_LEFT_BEHIND):
        number = left.name.rpartition("_")[2]
        if not Path(f"/proc/{number}").exists():
            left.unlink(missing_ok=True)


def _library() -> Path:
    found = [path for folder in _FOLDERS for path in Path("/usr/lib").glob(f"{folder}/{_LIBRARY}")]
    assert found, "The tests need libfaketime: `python tools/system_packages.py`."
    return found[0]
