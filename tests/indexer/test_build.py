"""The whole path from a file to an episode folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer import (
    EpisodeNotFound,
    Library,
    MetadataRefused,
    TranscriptRefused,
    index_transcript,
)
from tests.conversations import WINTER, write_winter
from tests.fakes import WordEncoder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def test_an_indexed_episode_holds_its_words_speakers_and_seconds(
    library: Library, tmp_path: Path
) -> None:
    """What the file says is what the opened episode says."""
    report = index_transcript(write_winter(tmp_path), library, WordEncoder())
    episode = library.episode(report.episode_id)
    assert episode.title == "The long winter"
    assert episode.speakers == ("Ana Černá", "Bo Lind")
    third = episode.transcript.utterances[2]
    assert third.text.startswith("We lost thirty-one hives")
    assert (third.start, third.end) == (8.5, 19.0)
    assert episode.audio_file == tmp_path / "winter.mp3"
    assert report.counts.words == episode.transcript.word_count
    assert report.counts.passages == len(episode.passages) > 0


def test_indexing_unchanged_input_again_does_nothing(library: Library, tmp_path: Path) -> None:
    """The second run leaves every byte as it was and says so."""
    path = write_winter(tmp_path)
    first = index_transcript(path, library, WordEncoder())
    before = tree(library.data)
    second = index_transcript(path, library, WordEncoder())
    assert (first.unchanged, second.unchanged) == (False, True)
    assert tree(library.data) == before


@pytest.mark.parametrize("change", ["words", "metadata", "encoder"])
def test_whatever_changes_is_indexed_again(library: Library, tmp_path: Path, change: str) -> None:
    """New words, other metadata or another encoder make a new build of the same episode."""
    path = write_winter(tmp_path)
    encoder = WordEncoder()
    first = index_transcript(path, library, encoder)
    if change == "words":
        path.write_text(WINTER.replace("thirty-one", "thirty-two"), encoding="utf-8")
    if change == "metadata":
        write_winter(tmp_path, title="Another title")
    if change == "encoder":
        encoder = WordEncoder(max_tokens=128)
        object.__setattr__(encoder.description, "fingerprint", "ba9876543210")
    second = index_transcript(path, library, encoder)
    assert second.episode_id == first.episode_id
    assert not second.unchanged
    assert len(library.catalogue.find()) == 1


def test_a_language_that_the_encoder_does_not_speak_is_searched_by_words(
    library: Library, tmp_path: Path
) -> None:
    """Indexing says so, and the episode has no vectors."""
    path = tmp_path / "mitsubachi.txt"
    path.write_text("冬に蜂を三十一箱失いました。春になってもまだ寒かったです。", encoding="utf-8")
    report = index_transcript(path, library, WordEncoder())
    episode = library.episode(report.episode_id)
    assert episode.manifest.language == "ja"
    assert episode.index.dense is None
    assert any("searched by its words alone" in note for note in report.notes)


def test_unknown_metadata_is_noticed(library: Library, tmp_path: Path) -> None:
    """A field that means nothing is left aside, and said."""
    report = index_transcript(write_winter(tmp_path, titel="Winter"), library, WordEncoder())
    assert "unknown metadata left aside: titel" in report.notes


@pytest.mark.parametrize(
    "content", ["{", "[]", json.dumps({"date": "March"}), json.dumps({"page_url": "javascript:1"})]
)
def test_metadata_that_cannot_be_used_is_refused(
    library: Library, tmp_path: Path, content: str
) -> None:
    """The file and the field are named, and nothing is written."""
    path = write_winter(tmp_path)
    (tmp_path / "winter.episode.json").write_text(content)
    with pytest.raises(MetadataRefused, match=r"winter\.episode\.json"):
        index_transcript(path, library, WordEncoder())
    assert library.entries_on_disk() == []


def test_what_to_ask_and_how_long_it_is_are_kept_with_an_episode(
    library: Library, tmp_path: Path
) -> None:
    """Questions on one line, each once; the recording may be longer than what is said in it."""
    given = ["Was it\n the frost?", "How many hives? ", "Was it the frost?"]
    path = write_winter(tmp_path, questions=given, duration=61.5)
    episode = library.episode(index_transcript(path, library, WordEncoder()).episode_id)
    assert episode.metadata.questions == ("Was it the frost?", "How many hives?")
    (entry,) = library.catalogue.find()
    assert entry.duration == episode.duration == 61.5
    assert episode.transcript.duration == 38.0


def test_where_no_length_is_stated_it_is_the_last_second_of_the_transcript(
    library: Library, tmp_path: Path
) -> None:
    """There is no other that is known."""
    index_transcript(write_winter(tmp_path), library, WordEncoder())
    assert [entry.duration for entry in library.catalogue.find()] == [38.0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"questions": [" ?! "]}, r"questions\.0: a question needs words\.$"),
        ({"questions": ["Why? " * 50]}, r"questions\.0: .* has at most 200 characters\.$"),
        ({"questions": [f"Why {n}?" for n in range(9)]}, r"at most 8 questions can be suggested"),
        ({"questions": [1]}, r"questions\.0: Input should be a valid string"),
        ({"duration": 0}, r"duration: Input should be greater than 0"),
        ({"duration": "8:49"}, r"duration: Input should be a valid number"),
        ({"duration": float("inf")}, r"duration: Input should be a finite number"),
    ],
)
def test_questions_and_lengths_that_are_none_are_refused(
    library: Library, tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    """A sentence names the field; there is no episode."""
    path = write_winter(tmp_path, **given)
    with pytest.raises(MetadataRefused, match=sentence):
        index_transcript(path, library, WordEncoder())
    assert library.entries_on_disk() == []


def test_a_transcript_of_one_word_can_be_indexed(library: Library, tmp_path: Path) -> None:
    """One word is a transcript."""
    path = tmp_path / "one.txt"
    path.write_text("Honey")
    report = index_transcript(path, library, WordEncoder())
    assert report.counts.words == 1
    assert library.episode(report.episode_id).transcript.text == "Honey"


def test_a_file_without_words_is_refused(library: Library, tmp_path: Path) -> None:
    """An empty file is refused in words and leaves no episode."""
    path = tmp_path / "empty.vtt"
    path.write_bytes(b"")
    with pytest.raises(TranscriptRefused):
        index_transcript(path, library, WordEncoder())
    assert library.entries_on_disk() == []


def test_a_removed_episode_can_no_longer_be_asked(library: Library, tmp_path: Path) -> None:
    """It is gone from the disk, the catalogue and the cache."""
    episode_id = index_transcript(write_winter(tmp_path), library, WordEncoder()).episode_id
    library.remove(episode_id)
    assert library.catalogue.find() == []
    for _ in range(2):
        with pytest.raises(EpisodeNotFound):
            library.episode(episode_id)
    with pytest.raises(EpisodeNotFound):
        library.remove(episode_id)
