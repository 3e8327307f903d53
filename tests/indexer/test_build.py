"""The whole path from a file to an episode folder."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from indexer import (
    BuildOptions,
    BuildRefused,
    EpisodeIdRefused,
    EpisodeNotFound,
    ExplainedError,
    Library,
    MetadataRefused,
    TranscriptRefused,
    index_transcript,
)
from indexer.episode_folder import EpisodeFolder
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


def test_an_id_is_kept_when_the_title_changes(library: Library, tmp_path: Path) -> None:
    """An episode's identity is its guid; a new title does not make a second episode."""
    first = index_transcript(write_winter(tmp_path), library, WordEncoder())
    second = index_transcript(write_winter(tmp_path, title="Spring"), library, WordEncoder())
    assert second.episode_id == first.episode_id
    assert first.episode_id.startswith("the-long-winter-")


def test_an_id_given_by_hand_wins(library: Library, tmp_path: Path) -> None:
    """The operator's id names the episode; one that cannot be an id is refused."""
    path = write_winter(tmp_path)
    assert (
        index_transcript(path, library, WordEncoder(), BuildOptions("ep-42")).episode_id == "ep-42"
    )
    for wrong in ("../etc", "Ep 42", "", "-a", "a" * 97):
        with pytest.raises(EpisodeIdRefused, match="cannot be an episode's id"):
            index_transcript(path, library, WordEncoder(), BuildOptions(wrong))


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


def test_the_same_guid_in_two_shows_is_two_episodes(library: Library, tmp_path: Path) -> None:
    """Where what the shows themselves are known by says that they are two."""
    ids = set()
    for show in ("6a1c0f5e-9d70-5c41-8a52-0b7e4c2d9f13", "d2b84e7a-13c6-5f09-b7d1-5e9a6c30f842"):
        path = write_winter(tmp_path / show, guid="1", podcast_guid=show)
        ids.add(index_transcript(path, library, WordEncoder()).episode_id)
    assert len(ids) == len(library.catalogue.find(guid="1")) == 2


@pytest.mark.parametrize(("named", "taken"), [("Hive Talk", True), ("Another show", False)])
def test_a_transcript_given_by_hand_takes_the_place_of_a_feeds(
    library: Library, tmp_path: Path, named: str, taken: bool
) -> None:
    """Of the episode with its guid, in the show that it names."""
    show = "6a1c0f5e-9d70-5c41-8a52-0b7e4c2d9f13"
    of_the_feed = index_transcript(
        write_winter(tmp_path / "feed", guid="1", podcast_guid=show), library, WordEncoder()
    )
    own = index_transcript(
        write_winter(tmp_path / "own", guid="1", show=named), library, WordEncoder()
    )
    assert (own.episode_id == of_the_feed.episode_id) is taken
