"""What was indexed before and has not changed is told so without reading its words again."""

from pathlib import Path
from typing import Any

import pytest

from indexer import (
    BuildOptions,
    BuildReport,
    Library,
    TranscriptRefused,
    build,
    index_transcript,
    source,
)
from tests.conversations import write_winter
from tests.fakes import WordEncoder


def indexed(path: Path, library: Library, **options: Any) -> BuildReport:
    return index_transcript(path, library, WordEncoder(), BuildOptions(**options))


def not_read(*_: object) -> None:
    raise AssertionError("The file was read again.")


@pytest.mark.parametrize(
    ("options", "metadata"),
    [
        ({}, {}),
        ({"episode_id": "winter"}, {}),
        ({"metadata": {"title": "By hand"}}, {}),
        ({}, {"guid": None, "title": None}),
        ({}, {"aliases": {"Ana Černá": "Ana", "Nobody": "No one"}, "colour": "red"}),
        ({}, {"language": "de"}),
    ],
)
def test_unchanged_files_are_told_as_before_and_not_read(
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    metadata: dict[str, Any],
) -> None:
    """Counts, format and every note of the report are those of the first time."""
    path = write_winter(tmp_path, **metadata)
    first = indexed(path, library, **options)
    monkeypatch.setattr(build, "read_source", not_read)
    second = indexed(path, library, **options)
    assert (first.unchanged, second.unchanged) == (False, True)
    assert (second.episode_id, second.counts) == (first.episode_id, first.counts)
    assert (second.source_format, second.notes) == (first.source_format, first.notes)


def test_what_is_read_otherwise_by_now_is_read_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade, although not a byte of the file has changed."""
    path = write_winter(tmp_path)
    indexed(path, library)
    monkeypatch.setattr(source, "READING_VERSION", 0)
    assert not indexed(path, library).unchanged
    assert indexed(path, library).unchanged


def test_a_file_that_is_no_transcript_any_more_is_refused(library: Library, tmp_path: Path) -> None:
    """What was indexed before hides nothing that is wrong with the file now."""
    path = write_winter(tmp_path)
    indexed(path, library)
    for spoilt in (b"", b"\x89PNG\r\n\x1a\n" + bytes(100)):
        path.write_bytes(spoilt)
        with pytest.raises(TranscriptRefused):
            indexed(path, library)
    path.unlink()
    with pytest.raises(TranscriptRefused, match="does not exist"):
        indexed(path, library)


def test_a_build_that_is_open_and_damaged_is_made_anew(library: Library, tmp_path: Path) -> None:
    """The files on the disk decide, not the episode that a library has in memory."""
    path = write_winter(tmp_path)
    episode_id = indexed(path, library).episode_id
    library.episode(episode_id)
    folder = library.folder(episode_id).current_build()
    assert folder
    (folder / "transcript.json").write_text("{}")
    assert not indexed(path, library).unchanged
    assert Library(library.data).episode(episode_id).transcript.word_count > 0


def test_the_same_words_under_another_name_are_another_source(
    library: Library, tmp_path: Path
) -> None:
    """A file that was moved keeps its episode by its guid, which then names the new file."""
    path = write_winter(tmp_path / "a")
    first = indexed(path, library)
    moved = write_winter(tmp_path / "b")
    second = indexed(moved, library)
    assert (second.episode_id, second.unchanged) == (first.episode_id, False)
    assert library.episode(first.episode_id).manifest.source == str(moved)


def test_an_episode_that_the_catalogue_lost_is_listed_again(
    library: Library, tmp_path: Path
) -> None:
    """Indexing the same again mends the list, and does not make the build anew."""
    path = write_winter(tmp_path)
    episode_id = indexed(path, library).episode_id
    library.catalogue.discard(episode_id)
    assert indexed(path, library).unchanged
    assert [entry.id for entry in library.catalogue.find()] == [episode_id]


def test_an_id_that_another_source_has_is_taken_over(library: Library, tmp_path: Path) -> None:
    """And the report says from whom."""
    indexed(write_winter(tmp_path / "a", guid="a"), library, episode_id="winter")
    report = indexed(write_winter(tmp_path / "b", guid="b"), library, episode_id="winter")
    assert not report.unchanged
    assert "replaces the episode that was made from a" in report.notes
