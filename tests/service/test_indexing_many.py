"""`ask-episode index` of many files: several processes, whatever becomes of one or of all."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Library
from tests.conversations import WINTER, write_winter
from tests.service.test_command_line import run, start
from tests.waiting import eventually

FILES = 12
# Read over, so that the files are large enough for several processes and still soon indexed.
NOTE = "NOTE\n" + "\n".join(["A remark that nobody says."] * 2_500)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Twelve transcripts, of which the first takes some seconds."""
    for number in range(FILES):
        path = write_winter(tmp_path / "in", guid=f"guid-{number}", title=f"No. {number}")
        _, _, spoken = WINTER.partition("\n\n")
        told = [spoken.replace("2019", str(1000 + year)) for year in range(1 if number else 150)]
        path.write_text("\n\n".join(["WEBVTT", NOTE, *told]), encoding="utf-8")
        for file in (path, path.with_suffix(".episode.json")):
            file.rename(file.with_name(file.name.replace("winter", f"winter-{number:02}")))
    return tmp_path / "in"


@pytest.fixture
def folder(tmp_path: Path, encoders: Path) -> Path:
    """An empty data folder, but for the encoder."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "encoders").symlink_to(encoders)
    return data


def writers(parent: int) -> list[int]:
    """The processes that index."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(each) for each in children if b"spawn_main" in command_of(int(each))]


def command_of(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def begun(process: subprocess.Popen[str], data: Path) -> bool:
    """Whether the long file is being written, and others are done."""
    assert process.poll() is None
    done = len(Library(data).entries_on_disk())
    return done > 1 and bool(list(data.glob("episodes/no-0-*/.building-*")))


def at_long_file(data: Path, processes: list[int]) -> int:
    """Which of them is at the long file: the one that holds its lock."""
    (lock,) = data.glob("episodes/no-0-*.lock")
    return next(each for each in processes if str(lock) in open_files(each))


def open_files(process: int) -> list[str]:
    """What a process has open; files are closed meanwhile."""
    opened = []
    for file in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            opened.append(str(file.readlink()))
    return opened


def test_stopped_while_several_index_nothing_is_half_written(sources: Path, folder: Path) -> None:
    """Exit code 130, one sentence, no process left; the same command goes on, however often."""
    stops: list[Callable[[int], None]] = [
        lambda parent: os.killpg(parent, signal.SIGINT),  # Ctrl-C
        lambda parent: os.kill(parent, signal.SIGINT),
        lambda parent: os.kill(parent, signal.SIGTERM),
    ]
    for stop in stops:
        process = start("index", sources, "--jobs", "2", data=folder)
        eventually(lambda: begun(process, folder), 60)  # noqa: B023 - done within the turn
        crew = writers(process.pid)
        stop(process.pid)
        _, messages = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "Nothing is half-written" in messages
        assert "Traceback" not in messages
        assert not [each for each in crew if Path(f"/proc/{each}").exists()]
        assert not list(folder.glob("episodes/*/.building-*"))
        assert run("check", data=folder)[0] == 0
    code, output, _ = run("index", sources, "--jobs", "1", data=folder)
    assert (code, output.count("indexed  ") + output.count("unchanged  ")) == (0, FILES)


def test_of_a_process_that_is_killed_only_its_file_is_lost(sources: Path, folder: Path) -> None:
    """It is told in words, all others are indexed, and the same command mends it."""
    process = start("index", sources, "--jobs", "2", data=folder)
    eventually(lambda: begun(process, folder), 60)
    os.kill(at_long_file(folder, writers(process.pid)), signal.SIGKILL)
    output, messages = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.count("indexed  ") == FILES - 1
    assert "winter-00.vtt: The process that was at it was killed" in messages
    assert f"1 of {FILES} files were not indexed" in messages
    assert "Traceback" not in messages
    assert run("index", sources, "--jobs", "1", data=folder)[0] == 0
    assert run("check", data=folder)[1] == f"{FILES} of {FILES} episodes are sound.\n"
