"""A changed transcript: only what changed is encoded again, and the build is the full one."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import BuildReport, Encoder, Library, OnnxEncoder, ReadText, Vectors, index_transcript
from indexer.encoder import Progress
from indexer.encoding import shown_passages
from indexer.manifest import read_manifest
from tests.fakes import WordEncoder

Turn = tuple[str | None, str]
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "Bo", None]),
        st.lists(
            st.sampled_from(
                ["Bees.", "The hive was empty?", "Frost came early.", "No.", "It did."]
            ),
            min_size=1,
            max_size=5,
        ).map(" ".join),
    ),
    min_size=1,
    max_size=8,
)


class Counted:
    """An encoder that remembers what it was given to read."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.description = encoder.description
        self.count_tokens = encoder.count_tokens
        self.read_question = encoder.read_question
        self.passages: list[str] = []
        self.sentences: list[str] = []

    def read_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[ReadText]:
        self.passages += texts
        return self._encoder.read_passages(texts, progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.sentences += texts
        return self._encoder.encode_passages(texts, progress)


def written(path: Path, turns: Sequence[Turn]) -> Path:
    segments = [
        {"startTime": 5.0 * n, "endTime": 5.0 * n + 4, "body": text}
        | ({"speaker": who} if who else {})
        for n, (who, text) in enumerate(turns)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"segments": segments, "language": "en"}))
    return path


def files_of(library: Library, report: BuildReport) -> dict[str, str]:
    build = library.folder(report.episode_id).current_build()
    assert build is not None
    return read_manifest(build).files


def texts_of(library: Library, report: BuildReport) -> tuple[set[str], set[str]]:
    """What an encoder read of an episode's passages, and of its sentences."""
    episode = library.episode(report.episode_id)
    shown = shown_passages(
        episode.transcript, episode.sentences, episode.passages, episode.metadata
    )
    sentences = {episode.sentence_text(n) for n in range(len(episode.sentences))}
    return {one.text for one in shown}, sentences


def check(folder: Path, encoder: Encoder, before: Sequence[Turn], after: Sequence[Turn]) -> None:
    path, library = folder / "a.json", Library(folder / "data")
    passages, sentences = texts_of(
        library, index_transcript(written(path, before), library, encoder)
    )
    counted = Counted(encoder)
    changed = index_transcript(written(path, after), library, counted)
    assert not passages.intersection(counted.passages)
    assert not sentences.intersection(counted.sentences)
    assert len(counted.sentences) == len(set(counted.sentences))
    fresh = Library(folder / "fresh")
    whole = index_transcript(path, fresh, encoder)
    assert files_of(library, changed) == files_of(fresh, whole)


@given(TURNS, TURNS)
@settings(max_examples=40)
def test_any_change_gives_the_full_build(before: list[Turn], after: list[Turn]) -> None:
    """Every file is the same, byte for byte, and nothing known was read again."""
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), WordEncoder(), before, after)


@given(TURNS, st.data())
@settings(max_examples=40)
def test_a_turn_more_or_less(turns: list[Turn], data: st.DataObject) -> None:
    """What most changes are: a turn is taken out, put in or corrected."""
    at = data.draw(st.integers(0, len(turns) - 1))
    new = data.draw(st.lists(st.just(("Ana", "Quite another sentence.")), max_size=1))
    after = [*turns[:at], *new, *turns[at + data.draw(st.integers(0, 1)) :]]
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), WordEncoder(), turns, after or turns)


def test_with_the_real_encoder(minilm: OnnxEncoder, tmp_path: Path) -> None:
    """Its vectors, too, come back as they were."""
    turns: list[Turn] = [("Ana", f"We lost {n} hives that winter.") for n in range(60)]
    after = [*turns[:20], ("Bo", "And you kept bees all the same?"), *turns[21:]]
    check(tmp_path, minilm, turns, after)


@pytest.mark.parametrize("reason", ["encoder", "damage"])
def test_nothing_is_kept_of_what_cannot_be_trusted(tmp_path: Path, reason: str) -> None:
    """Another encoder's vectors, or those of a damaged build."""
    turns: list[Turn] = [("Ana", "Bees. Frost came early."), ("Bo", "No.")]
    path, library = tmp_path / "a.json", Library(tmp_path / "data")
    encoder = WordEncoder()
    report = index_transcript(written(path, turns), library, encoder)
    build = library.folder(report.episode_id).current_build()
    assert build is not None
    if reason == "encoder":
        encoder.description = replace(encoder.description, fingerprint="another")
    else:
        (build / "passages.faiss").write_bytes(b"")
    counted = Counted(encoder)
    library = Library(tmp_path / "data")
    index_transcript(written(path, [*turns, ("Ana", "It did.")]), library, counted)
    assert "No." in counted.sentences
