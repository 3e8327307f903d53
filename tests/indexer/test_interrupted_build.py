"""Indexing that is stopped, or that the disk stops: the episode is whole, old or new."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer import (
    BuildRefused,
    ExplainedError,
    Library,
    index_transcript,
)
from indexer.episode_folder import EpisodeFolder
from tests.conversations import WINTER, write_winter
from tests.fakes import WordEncoder


def test_a_damaged_build_is_refused_and_mended_by_indexing(
    library: Library, tmp_path: Path
) -> None:
    """A changed file is noticed at opening; the same command makes the build anew."""
    path = write_winter(tmp_path)
    episode_id = index_transcript(path, library, WordEncoder()).episode_id
    build = library.folder(episode_id).current_build()
    assert build is not None
    for file in build.iterdir():
        file.write_bytes(file.read_bytes()[:-1] + b"~")
        with pytest.raises(BuildRefused, match="Run `ask-episode index`"):
            Library(library.data).episode(episode_id)
        assert not index_transcript(path, library, WordEncoder()).unchanged
        break
    assert Library(library.data).episode(episode_id).transcript.text


INDEXER = """
import signal, sys
from pathlib import Path
from indexer import Library, index_transcript
from tests.fakes import WordEncoder
path, data = Path(sys.argv[1]), Path(sys.argv[2])
words = path.read_text()
# A shell starts what it runs in the background deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
for number in range(10_000):
    path.write_text(words.replace("thirty-one", f"{number}"))
    index_transcript(path, Library(data), WordEncoder())
    print(number, flush=True)
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("delay", [0.0, 0.011, 0.029])
def test_an_indexing_stopped_at_any_moment_leaves_a_whole_episode(
    tmp_path: Path, stop: signal.Signals, delay: float
) -> None:
    """After a crash or Ctrl-C the episode opens, and says what one whole build said."""
    path = write_winter(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", INDEXER, str(path), str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "1":
        assert process.poll() is None
    time.sleep(delay)  # not a wait for anything: the moment of the crash
    process.send_signal(stop)
    process.communicate()
    library = Library(tmp_path / "data")
    library.reconcile()
    (entry,) = library.catalogue.find()
    episode = library.episode(entry.id)
    assert entry.build == episode.build
    assert "hives, which was almost everything" in episode.transcript.text


def test_a_full_disk_leaves_the_old_build(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever file no longer fits, the episode before can still be asked."""
    path = write_winter(tmp_path)
    episode_id = index_transcript(path, library, WordEncoder()).episode_id
    path.write_text(WINTER.replace("thirty-one", "thirty-two"), encoding="utf-8")

    def full(_folder: Path, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexer.build.write_manifest", full)
    with pytest.raises(ExplainedError, match="The disk is full"):
        index_transcript(path, library, WordEncoder())
    assert "thirty-one" in Library(library.data).episode(episode_id).transcript.text
    assert isinstance(library.folder(episode_id), EpisodeFolder)
