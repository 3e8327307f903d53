"""Builds replace each other whole: whatever goes wrong leaves the old build or the new one."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.episode_folder import EpisodeBusy, EpisodeFolder


@pytest.fixture
def folder(tmp_path: Path) -> EpisodeFolder:
    return EpisodeFolder(tmp_path / "episodes", "winter-0a1b2c3d")


def build(folder: EpisodeFolder, words: str) -> None:
    with folder.writer(), folder.new_build() as scratch:
        (scratch / "words.txt").write_text(words)


def current_words(folder: EpisodeFolder) -> str | None:
    current = folder.current_build()
    return (current / "words.txt").read_text() if current else None


def test_a_first_build_becomes_current(folder: EpisodeFolder) -> None:
    """Before there is a build there is none; after it, readers open it."""
    assert folder.current_build() is None
    build(folder, "one")
    assert current_words(folder) == "one"


def test_the_build_before_stays_for_readers_that_opened_it(folder: EpisodeFolder) -> None:
    """Of many builds the current one and the one before are kept."""
    for words in ("one", "two", "three"):
        before = folder.current_build()
        build(folder, words)
        assert before is None or before.exists()
    assert len([path for path in folder.path.iterdir() if path.is_dir()]) == 2


def test_a_failure_leaves_the_old_build_and_no_rubbish(folder: EpisodeFolder) -> None:
    """An error while a build is written leaves what was there before, and nothing beside it."""
    build(folder, "one")
    before = sorted(folder.path.rglob("*"))
    with pytest.raises(ZeroDivisionError), folder.writer(), folder.new_build() as scratch:
        (scratch / "words.txt").write_text(str(1 / 0))
    assert sorted(folder.path.rglob("*")) == before


def test_a_failed_first_build_leaves_no_folder(folder: EpisodeFolder) -> None:
    """An episode that was never indexed does not appear."""
    with pytest.raises(KeyboardInterrupt), folder.writer(), folder.new_build():
        raise KeyboardInterrupt
    assert not folder.path.exists()


def test_a_full_disk_leaves_the_old_build(folder: EpisodeFolder) -> None:
    """Whatever could not be written, the old build is still current."""
    build(folder, "one")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"), folder.writer(), folder.new_build():
        raise full
    assert current_words(folder) == "one"


WRITER = """
import sys
from pathlib import Path
from indexer.episode_folder import EpisodeFolder
folder = EpisodeFolder(Path(sys.argv[1]), "winter-0a1b2c3d")
for number in range(10_000):
    with folder.writer(), folder.new_build() as scratch:
        for part in range(3):
            (scratch / f"{part}.txt").write_text(str(number) * 20_000)
        (scratch / "words.txt").write_text(str(number))
    if number == 0:
        print("written", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.007, 0.013, 0.021])
def test_a_writer_killed_at_any_moment_leaves_a_whole_build(
    folder: EpisodeFolder, delay: float
) -> None:
    """After SIGKILL the current build is complete, and the next writer mends the rest."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder.path.parent)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    time.sleep(delay)  # not a wait for anything: the moment of the crash
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    number = current_words(folder)
    current = folder.current_build()
    assert current is not None
    assert number is not None
    assert all((current / f"{p}.txt").read_text() == number * 20_000 for p in range(3))
    build(folder, "after")
    assert current_words(folder) == "after"
    assert not list(folder.path.glob(".building-*"))


def _append(episodes: Path, name: str, times: int) -> None:
    folder = EpisodeFolder(episodes, "winter-0a1b2c3d")
    for _ in range(times):
        with folder.writer():
            before = current_words(folder) or ""
            with folder.new_build() as scratch:
                (scratch / "words.txt").write_text(before + name)


def test_two_writers_at_once_take_turns(folder: EpisodeFolder) -> None:
    """Nothing that either of two processes writes is lost."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(folder.path.parent, name, 8)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(current_words(folder) or "") == ["a"] * 8 + ["b"] * 8


def test_a_writer_that_never_ends_is_named(folder: EpisodeFolder) -> None:
    """Whoever waits too long for the lock is told so."""
    with folder.writer():
        other = EpisodeFolder(folder.path.parent, folder.episode_id)
        with pytest.raises(EpisodeBusy, match="Another process"), other.writer(wait_seconds=0.05):
            pass


def test_a_removed_episode_is_gone_at_once(folder: EpisodeFolder) -> None:
    """Removing takes the whole folder away, and indexing again begins anew."""
    build(folder, "one")
    with folder.writer():
        folder.remove()
    assert folder.current_build() is None
    build(folder, "two")
    assert current_words(folder) == "two"
