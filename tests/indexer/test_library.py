"""The library sees what is on the disk, keeps few episodes open, and lists them all."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from indexer import (
    BuildOptions,
    BuildRefused,
    Catalogue,
    CatalogueEntry,
    EpisodeNotFound,
    IndexedEpisode,
    Library,
    ShowEntry,
    StorageFault,
    index_transcript,
)
from indexer.indexed_episode import open_build
from tests.conversations import WINTER, write_winter
from tests.fakes import WordEncoder

ROOT = Path(__file__).parents[2]
ENTRY = CatalogueEntry(
    id="winter", build="build", identity="guid", show=None, title="Winter", date=None, guid="guid",
    audio_url=None, page_url=None, language="en", duration=None, words=1,
    indexed_at="2026-12-01T00:00:00", show_names=(),
)  # fmt: skip


def indexed(data: Path, source: Path, **changes: object) -> str:
    return index_transcript(
        write_winter(source, **changes), Library(data), WordEncoder()
    ).episode_id


def test_a_new_episode_is_seen_without_a_restart(tmp_path: Path) -> None:
    """What another process indexes is listed and can be opened at the next request."""
    library = Library(tmp_path / "data")
    assert library.catalogue.find() == []
    episode_id = indexed(tmp_path / "data", tmp_path)
    assert [entry.id for entry in library.catalogue.find()] == [episode_id]
    assert library.episode(episode_id).title == "The long winter"


def test_a_replaced_episode_is_seen_without_a_restart(tmp_path: Path) -> None:
    """An open episode gives way to its new build, and whoever holds the old one keeps it."""
    library = Library(tmp_path / "data")
    episode_id = indexed(tmp_path / "data", tmp_path)
    old = library.episode(episode_id)
    indexed(tmp_path / "data", tmp_path, title="Spring")
    assert library.episode(episode_id).title == "Spring"
    assert old.title == "The long winter"


def test_at_most_so_many_episodes_stay_open(tmp_path: Path) -> None:
    """The least recently asked episode is opened anew, the others are kept."""
    ids = [
        indexed(tmp_path / "data", tmp_path / str(i), guid=f"guid-{i}", title=f"Winter {i}")
        for i in range(3)
    ]
    library = Library(tmp_path / "data", open_episodes=2)
    first, second = library.episode(ids[0]), library.episode(ids[1])
    assert library.episode(ids[0]) is first
    library.episode(ids[2])
    assert library.episode(ids[0]) is first
    assert library.episode(ids[1]) is not second


def test_an_episode_opened_by_many_at_once_is_opened_once(tmp_path: Path) -> None:
    """Threads that ask for the same episode share one."""
    episode_id = indexed(tmp_path / "data", tmp_path)
    library = Library(tmp_path / "data")
    opened: list[object] = []
    threads = [
        threading.Thread(target=lambda: opened.append(library.episode(episode_id)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, opened))) == 1


@pytest.mark.parametrize("wrong", ["", "..", "../x", "a/b", "UPPER", "nobody-12345678", "a\x00b"])
def test_what_is_no_episode_is_not_found(tmp_path: Path, wrong: str) -> None:
    """Ids that cannot name a folder are not looked for on the disk."""
    with pytest.raises(EpisodeNotFound):
        Library(tmp_path / "data").episode(wrong)


def test_episodes_are_found_by_guid_audio_and_page(tmp_path: Path) -> None:
    """What a page knows of an episode leads to its id."""
    episode_id = indexed(tmp_path / "data", tmp_path)
    indexed(
        tmp_path / "data", tmp_path / "b", guid="b", page_url="https://example.org/b",
        audio_url="https://example.org/b.mp3",
    )  # fmt: skip
    catalogue = Library(tmp_path / "data").catalogue
    assert [e.id for e in catalogue.find(guid="9d2c1c0e-1111-4e57-9a3e-5b8a3f0c7a10")] == [
        episode_id
    ]
    assert [e.guid for e in catalogue.find(audio_url="https://example.org/b.mp3")] == ["b"]
    assert [e.guid for e in catalogue.find(page_url="https://example.org/b")] == ["b"]
    assert catalogue.find(guid="b", page_url="https://example.org/hive-talk/winter") == []


def test_shows_are_counted_by_their_names(tmp_path: Path) -> None:
    """Episodes without a show are of none; what a show was called before is known."""
    library = Library(tmp_path / "data")
    assert library.catalogue.shows() == {}
    for guid, show in (("a", "Wet Boots"), ("b", "Hive Talk"), ("c", "Wet Boots"), ("d", None)):
        indexed(tmp_path / "data", tmp_path, guid=guid, show=show)
    indexed(tmp_path / "data", tmp_path, guid="e", podcast_guid="q", show="Wet Boots",
            former_shows=["Mud", "Rain"])  # fmt: skip
    assert list(library.catalogue.shows().items()) == [
        ("Hive Talk", ShowEntry(1, ("Hive Talk",))),
        ("Wet Boots", ShowEntry(3, ("Wet Boots", "Mud", "Rain"))),
    ]
    assert library.catalogue.shows("q")["Wet Boots"].episodes == 1
    assert library.catalogue.shows("p") == {}


def test_a_lost_catalogue_is_made_anew(tmp_path: Path) -> None:
    """The catalogue is derived: deleting it, or copying folders in, loses nothing."""
    episode_id = indexed(tmp_path / "data", tmp_path)
    for file in (tmp_path / "data").glob("catalogue*"):
        file.unlink()
    library = Library(tmp_path / "data")
    assert [entry.id for entry in library.catalogue.find()] == [episode_id]
    shutil.rmtree(tmp_path / "data" / "episodes" / episode_id)
    library.reconcile()
    assert library.catalogue.find() == []


def test_a_catalogue_of_another_version_is_made_anew(tmp_path: Path) -> None:
    """By whoever opens the library first, so that an episode that has an id keeps it."""
    path = write_winter(tmp_path)
    library = Library(tmp_path / "data")
    index_transcript(path, library, WordEncoder(), BuildOptions("winter"))
    with closing(sqlite3.connect(tmp_path / "data" / "catalogue.sqlite3")) as connection:
        connection.execute("DROP TABLE episodes")
        connection.execute("CREATE TABLE episodes (id)")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    write_winter(tmp_path, title="Another title")
    after = Library(tmp_path / "data")
    assert [entry.id for entry in after.catalogue.find()] == ["winter"]
    assert index_transcript(path, after, WordEncoder()).episode_id == "winter"
    assert [entry.title for entry in after.catalogue.find()] == ["Another title"]


def test_a_damaged_catalogue_is_told_when_it_is_used(tmp_path: Path) -> None:
    """A service starts all the same, and its pages say what to do."""
    episode_id = indexed(tmp_path / "data", tmp_path)
    for file in (tmp_path / "data").glob("catalogue*"):
        file.write_bytes(b"no database" * 500)
    library = Library(tmp_path / "data")
    assert library.episode(episode_id).title == "The long winter"
    with pytest.raises(StorageFault, match="remove catalogue"):
        library.catalogue.find()


def test_reconciling_opens_only_what_the_catalogue_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of episodes that are listed already cost a service's start next to nothing."""
    ids = [indexed(tmp_path / "data", tmp_path / str(i), guid=f"guid-{i}") for i in range(4)]
    library = Library(tmp_path / "data")
    library.catalogue.discard(ids[1])
    opened: list[str] = []

    def noted(build: Path) -> IndexedEpisode:
        opened.append(build.parent.name)
        return open_build(build)

    monkeypatch.setattr("indexer.library.open_build", noted)
    library.reconcile()
    assert opened == [ids[1]]
    assert sorted(entry.id for entry in library.catalogue.find()) == sorted(ids)


def test_reconciling_passes_over_what_is_no_episode(tmp_path: Path) -> None:
    """A damaged build, an empty folder, a file, a name that is no id: the others are listed."""
    ids = [indexed(tmp_path / "data", tmp_path / str(i), guid=f"guid-{i}") for i in range(2)]
    library = Library(tmp_path / "data")
    episodes = library.data / "episodes"
    (episodes / "empty").mkdir()
    (episodes / "Not an id").mkdir()
    (episodes / "Not an id" / "current").write_text("build")
    (episodes / "points-nowhere").mkdir()
    (episodes / "points-nowhere" / "current").write_text("build")
    (episodes / "a-file").write_text("")
    build = library.folder(ids[0]).current_build()
    assert build
    (build / "manifest.json").unlink()
    for each in ids:
        library.catalogue.discard(each)
    library.reconcile()
    assert [entry.id for entry in library.catalogue.find()] == [ids[1]]
    assert library.entries_on_disk() == sorted([*ids, "points-nowhere"])


def test_several_processes_write_the_catalogue_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes it, all wait for each other, and no entry is lost."""
    program = (
        "import sys; from dataclasses import replace; from pathlib import Path;"
        "from indexer import Catalogue; from tests.indexer.test_library import ENTRY;"
        "listed = Catalogue(Path(sys.argv[1]));"
        "[listed.put(replace(ENTRY, id=f'{sys.argv[2]}-{n}')) for n in range(50)]"
    )
    catalogue = tmp_path / "data" / "catalogue.sqlite3"
    writers = [
        subprocess.Popen([sys.executable, "-c", program, catalogue, name], cwd=ROOT)
        for name in "abcdef"
    ]
    assert [writer.wait() for writer in writers] == [0] * len(writers)
    assert len(Catalogue(catalogue).builds()) == 50 * len(writers)


def test_an_encoder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Vectors of an encoder that is missing cannot be compared with anything."""
    episode_id = indexed(tmp_path / "data", tmp_path)
    library = Library(tmp_path / "data")
    with pytest.raises(BuildRefused, match="was indexed with the encoder words"):
        library.encoder_of(library.episode(episode_id))


def test_words_that_changed_have_another_hash(tmp_path: Path) -> None:
    """The transcript's hash follows its words."""
    path = write_winter(tmp_path)
    library = Library(tmp_path / "data")
    first = library.episode(index_transcript(path, library, WordEncoder()).episode_id)
    path.write_text(WINTER.replace("mite", "fly"), encoding="utf-8")
    second = library.episode(index_transcript(path, library, WordEncoder()).episode_id)
    assert first.manifest.transcript_sha256 != second.manifest.transcript_sha256
