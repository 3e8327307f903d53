"""The baselines: plain chunks of words, and what ranks them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Library, Vectors
from service.evaluation.baselines import CHUNK_WORDS, PlainChunks, reciprocal_rank_fusion
from service.evaluation.indexed_set import AskedEpisode, Span, index_episode
from service.evaluation.question_set import QuestionSet, Turn
from tests.fakes import WordEncoder


class LetterEncoder(WordEncoder):
    """Every character is a token, so that one word can be longer than what is read."""

    def count_tokens(self, text: str) -> int:
        return len(text)


class PrefixedEncoder(WordEncoder):
    """What is read begins with a prefix, which counts."""

    def __init__(self, *, max_tokens: int) -> None:
        super().__init__(max_tokens=max_tokens)
        prefix = "This is what was said: "
        self.description = replace(self.description, passage_prefix=prefix)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        prefix = self.description.passage_prefix
        return super().encode_passages([prefix + text for text in texts], progress)


@pytest.fixture(scope="module")
def chunks(ferry: AskedEpisode) -> PlainChunks:
    return PlainChunks.of(ferry, WordEncoder())


def test_chunks_hold_every_turn_once_in_order(ferry: AskedEpisode, chunks: PlainChunks) -> None:
    """As many whole turns as fit: one more would be too many words."""
    text = ferry.episode.transcript.text
    held = [[turn for turn in ferry.turns if _lies_in(turn, span)] for span in chunks.spans]
    assert CHUNK_WORDS == 180
    assert len(held) >= 3
    assert [turn for turns in held for turn in turns] == [t for t in ferry.turns if t[0] < t[1]]
    for turns, following in pairwise(held):
        assert _words(text, turns) <= CHUNK_WORDS < _words(text, [*turns, following[0]])
    assert 0 < _words(text, held[-1]) <= CHUNK_WORDS


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)


def _lies_in(turn: Span, chunk: Span) -> bool:
    return chunk[0] <= turn[0] < turn[1] <= chunk[1]


def test_a_longer_turn_is_cut_by_its_words(tiny: QuestionSet, tmp_path: Path) -> None:
    """No word is lost, and what is left of it begins the next chunk."""
    numbers = " ".join(map(str, range(400)))
    turns = [Turn(episode="ferry", turn=n, text=t) for n, t in enumerate([numbers, "The end."])]
    long = replace(tiny, turns={"ferry": turns})
    asked = index_episode(long, "ferry", Library(tmp_path), WordEncoder())
    text = asked.episode.transcript.text
    cut = [text[a:b].split() for a, b in PlainChunks.of(asked, WordEncoder()).spans]
    assert [len(words) for words in cut] == [180, 180, 42]
    assert [word for words in cut for word in words] == text.split()


def test_a_speaker_is_found_by_name(orchard: AskedEpisode) -> None:
    """As in a written transcript: the name stands before what is said, and is no part of it."""
    chunks = PlainChunks.of(orchard, WordEncoder())
    assert chunks.scores("bm25", "Mira", WordEncoder()).all()
    start, end = chunks.spans[0]
    assert "Mira:" not in orchard.episode.transcript.text[start:end]


@pytest.mark.parametrize("system", ["bm25", "dense", "rrf"])
def test_the_chunk_that_says_it_comes_first(
    ferry: AskedEpisode, chunks: PlainChunks, system: str
) -> None:
    """By each way of ranking, where words and vectors agree."""
    scores = chunks.scores(system, "the Marta's passengers and bicycles", WordEncoder())
    assert scores.shape == (len(chunks.spans),)
    start, end = chunks.spans[int(np.argmax(scores))]
    assert "Marta" in ferry.episode.transcript.text[start:end]


def test_words_that_never_occur_rank_nothing(chunks: PlainChunks) -> None:
    """BM25 gives nothing to any chunk."""
    assert not chunks.scores("bm25", "zeppelin", WordEncoder()).any()


def test_fusion_adds_the_reciprocals_of_ranks() -> None:
    """Worked out by hand: 1 / (60 + rank), summed over the rankings."""
    first = np.array([0.9, 0.1, 0.5, 0.3], np.float32)  # ranks 1, 4, 2, 3
    second = np.array([10.0, 40.0, 30.0, 20.0], np.float32)  # ranks 4, 1, 2, 3
    third = np.array([0.0, 1.0, 0.0, 0.0], np.float32)  # ranks 2, 1, 3, 4: ties as they come
    assert reciprocal_rank_fusion([first, second]) == pytest.approx(
        [1 / 61 + 1 / 64, 1 / 64 + 1 / 61, 2 / 62, 2 / 63]
    )
    assert reciprocal_rank_fusion([first, third]) == pytest.approx(
        [1 / 61 + 1 / 62, 1 / 64 + 1 / 61, 1 / 62 + 1 / 63, 1 / 63 + 1 / 64]
    )


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=12))
def test_the_fusion_of_a_ranking_with_itself_ranks_the_same(values: list[float]) -> None:
    """Ranks alone count, and they are kept."""
    scores = np.array(values, np.float32)
    fused = reciprocal_rank_fusion([scores, scores])
    assert np.array_equal(np.argsort(-fused, kind="stable"), np.argsort(-scores, kind="stable"))


@pytest.mark.parametrize(
    "encoder",
    [
        WordEncoder(max_tokens=50),
        LetterEncoder(max_tokens=50),
        WordEncoder(max_tokens=3),
        PrefixedEncoder(max_tokens=50),
    ],
    ids=["short", "letters", "very short", "prefixed"],
)
def test_a_chunk_that_an_encoder_does_not_read_to_its_end_is_no_error(
    ferry: AskedEpisode, encoder: WordEncoder
) -> None:
    """Its beginning is encoded, and its words are all searched for."""
    chunks = PlainChunks.of(ferry, encoder)
    assert len(chunks.vectors) == len(chunks.spans)
    assert chunks.scores("bm25", "scrap", encoder).argmax() == len(chunks.spans) - 1
    assert chunks.scores("rrf", "scrap", encoder).shape == (len(chunks.spans),)


def test_a_word_that_an_encoder_does_not_read_to_its_end_is_no_error(
    tiny: QuestionSet, tmp_path: Path
) -> None:
    """An address, or a whole utterance in a script without spaces, is one word of a chunk."""
    turns = [Turn(episode="ferry", turn=0, text="https://example.org/" + "a-" * 60 + " is it.")]
    long = replace(tiny, turns={"ferry": turns})
    asked = index_episode(long, "ferry", Library(tmp_path), WordEncoder())
    chunks = PlainChunks.of(asked, LetterEncoder(max_tokens=50))
    assert len(chunks.vectors) == 1
