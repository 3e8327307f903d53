"""What mainstream systems would find: BM25, vectors, and both fused, over plain chunks of words.

A chunk is as many whole turns as have 180 words together, with their speakers' names, as where a
splitter is given a written transcript. A longer turn is cut wherever its words are that many.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import Encoder, LexicalIndex, Transcript, Vectors, terms_of
from service.evaluation.indexed_set import AskedEpisode, Span

CHUNK_WORDS = 180
_RANK_CONSTANT = 60
_WORD = re.compile(r"\S+")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlainChunks:
    """An episode cut into chunks of its text, with what searches them."""

    spans: Sequence[Span]
    vectors: Vectors
    words: LexicalIndex
    language: str

    @classmethod
    def of(cls, asked: AskedEpisode, encoder: Encoder) -> "PlainChunks":
        """Cuts and encodes an episode; what an encoder does not read of a chunk it ignores."""
        transcript, language = asked.episode.transcript, asked.episode.manifest.language
        spans = list(_cut(transcript.text, asked.turns))
        written = [_written(transcript, start, end) for start, end in spans]
        vectors = encoder.encode_passages([_readable(chunk, encoder) for chunk in written])
        words = LexicalIndex.of([terms_of(chunk, language) for chunk in written])
        return cls(spans, vectors, words, language)

    def scores(self, system: str, question: str, encoder: Encoder) -> Scores:
        """The score of every chunk for a question, by one of ``bm25``, ``dense``, ``rrf``."""
        if system == "bm25":
            return self.words.scores(terms_of(question, self.language))
        if system == "dense":
            return np.asarray(self.vectors @ encoder.read_question(question).vector, np.float32)
        both = (self.scores(name, question, encoder) for name in ("bm25", "dense"))
        return reciprocal_rank_fusion(list(both))


def reciprocal_rank_fusion(rankings: Sequence[Scores]) -> Scores:
    """Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", 2009."""
    fused = np.zeros(len(rankings[0]), np.float32)
    for scores in rankings:
        ranks = np.empty(len(scores), np.float32)
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        fused += 1 / (_RANK_CONSTANT + ranks)
    return fused


def _cut(text: str, turns: Sequence[Span]) -> Iterator[Span]:
    words: list[Span] = []
    for start, end in turns:
        own = [word.span() for word in _WORD.finditer(text, start, end)]
        if words and len(words) + len(own) > CHUNK_WORDS:
            yield words[0][0], words[-1][1]
            words = []
        words += own
        while len(words) > CHUNK_WORDS:
            yield words[0][0], words[CHUNK_WORDS - 1][1]
            words = words[CHUNK_WORDS:]
    if words:
        yield words[0][0], words[-1][1]


def _written(transcript: Transcript, start: int, end: int) -> str:
    """The characters [start, end), each utterance with its speaker's name before it."""
    lines = []
    for position in range(transcript.utterance_at(start), transcript.utterance_at(end - 1) + 1):
        utterance, first = transcript.utterances[position], transcript.starts[position]
        said = utterance.text[max(0, start - first) : end - first]
        lines.append(f"{utterance.speaker}: {said}" if utterance.speaker else said)
    return "\n".join(lines)


def _readable(chunk: str, encoder: Encoder) -> str:
    """As much of a chunk as the encoder reads: what other systems cut in silence."""
    prefix, limit = encoder.description.passage_prefix, encoder.description.max_tokens - 2
    while encoder.count_tokens(prefix + chunk) > limit:
        chunk = chunk[: len(chunk) - max(1, len(chunk) // 20)]
    return chunk
