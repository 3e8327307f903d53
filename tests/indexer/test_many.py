"""Many files, indexed by several processes: as one alone would, one after the other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import BuildOptions, BuildReport, Indexing, Library, OnnxEncoder, index_many
from indexer.checking import faults_of
from indexer.processes import Step
from tests.conversations import write_winter


@contextmanager
def unseen(_: object) -> Iterator[Step]:
    yield lambda _done, _total: None


@pytest.fixture
def always_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few small files are worth several processes, so that a test is soon done."""
    monkeypatch.setattr("indexer.many._FEWEST_FILES", 2)
    monkeypatch.setattr("indexer.many._FEWEST_BYTES", 1)
    monkeypatch.setattr("indexer.checking._EPISODES_A_PROCESS", 1)
    monkeypatch.setattr("indexer.checking.usable_processors", lambda: 2)
    monkeypatch.setattr("indexer.many.usable_processors", lambda: 2)


def indexing(data: Path, encoders: Path, encoder: OnnxEncoder) -> Indexing:
    data.mkdir()
    (data / "encoders").symlink_to(encoders)
    return Indexing(Library(data), encoder, BuildOptions())


def files(folder: Path) -> list[Path]:
    """Five episodes of a feed, one file that is none, and an operator's own of the second."""
    paths = [
        write_winter(folder / str(n), guid=f"guid-{n}", podcast_guid="feed", title=f"No. {n}")
        for n in range(5)
    ]
    (folder / "picture.vtt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    again = write_winter(folder / "again", guid="guid-1", title="No. 1, again")
    return [*paths[:3], folder / "picture.vtt", *paths[3:], again]


def told(outcomes: Mapping[Path, object]) -> list[tuple[Path, str]]:
    return [
        (path, getattr(outcome, "episode_id", str(outcome))) for path, outcome in outcomes.items()
    ]


def contents(library: Library) -> dict[str, dict[str, str]]:
    """What every episode is made of: the checksums of its files."""
    return {each: library.episode(each).manifest.files for each in library.entries_on_disk()}


@pytest.mark.usefixtures("always_many")
def test_several_processes_make_what_one_makes(
    tmp_path: Path, encoders: Path, minilm: OnnxEncoder
) -> None:
    """The same reports in the order of the files, the same refusal, byte for byte the same."""
    paths = files(tmp_path / "in")
    alone = indexing(tmp_path / "alone", encoders, minilm)
    crew = indexing(tmp_path / "crew", encoders, minilm)
    expected = index_many(paths, alone, unseen, jobs=1)
    found = index_many(paths, crew, unseen, jobs=3)
    assert told(found) == told(expected)
    assert "is a PNG picture" in str(found[paths[3]])
    assert contents(crew.library) == contents(alone.library)
    titles = [entry.title for entry in crew.library.catalogue.find()]
    assert sorted(titles) == ["No. 0", "No. 1, again", "No. 2", "No. 3", "No. 4"]
    again = index_many(paths[2:3] + paths[4:6], crew, unseen, jobs=2)
    assert [isinstance(one, BuildReport) and one.unchanged for one in again.values()] == [True] * 3


@pytest.mark.usefixtures("always_many")
def test_several_processes_find_the_faults_that_one_finds(
    tmp_path: Path, encoders: Path, minilm: OnnxEncoder
) -> None:
    """In the order of the episodes, each with its sentence."""
    crew = indexing(tmp_path / "data", encoders, minilm)
    index_many(files(tmp_path / "in"), crew, unseen, jobs=1)
    episodes = crew.library.entries_on_disk()
    build = crew.library.folder(episodes[2]).current_build()
    assert build
    (build / "passages.json").write_text("{}")
    faults = faults_of(episodes, crew.library.data, unseen)
    assert list(faults) == episodes
    assert [each for each, fault in faults.items() if fault] == [episodes[2]]
    assert "passages.json" in (faults[episodes[2]] or "")


def test_few_files_are_not_worth_a_process(
    tmp_path: Path, encoders: Path, minilm: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Starting several takes longer than one takes for them."""

    def started(*_: object) -> None:
        raise AssertionError("A process was started.")

    monkeypatch.setattr("indexer.many.side_by_side", started)
    outcomes = index_many(
        files(tmp_path / "in"), indexing(tmp_path / "data", encoders, minilm), unseen, jobs=4
    )
    assert sum(isinstance(each, BuildReport) for each in outcomes.values()) == 6
