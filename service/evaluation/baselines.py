"""What mainstream systems would find: BM25, vectors, and both fused, over plain chunks of words.

A chunk is 180 words of the transcript, whoever says them; the next one begins where it ends.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import Encoder, IndexedEpisode, LexicalIndex, Vectors, terms_of
from service.evaluation.indexed_set import Span

CHUNK_WORDS = 180
_RANK_CONSTANT = 60

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlainChunks:
    """An episode cut into chunks of words, with what searches them."""

    spans: Sequence[Span]
    vectors: Vectors
    words: LexicalIndex
    language: str

    @classmethod
    def of(cls, episode: IndexedEpisode, encoder: Encoder) -> "PlainChunks":
        """Cuts and encodes an episode; what an encoder does not read of a chunk it ignores."""
        text, language = episode.transcript.text, episode.manifest.language
        words = [(word.start(), word.end()) for word in re.finditer(r"\S+", text)]
        groups = [words[i : i + CHUNK_WORDS] for i in range(0, len(words), CHUNK_WORDS)]
        spans = [(group[0][0], group[-1][1]) for group in groups]
        read = [_readable(text, group, encoder) for group in groups]
        terms = [terms_of(text[start:end], language) for start, end in spans]
        return cls(spans, encoder.encode_passages(read), LexicalIndex.of(terms), language)

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


def _readable(text: str, words: Sequence[Span], encoder: Encoder) -> str:
    """As much of a chunk as the encoder reads: what other systems cut in silence."""
    prefix, limit = encoder.description.passage_prefix, encoder.description.max_tokens - 2
    chunk = text[words[0][0] : words[-1][1]]
    while encoder.count_tokens(prefix + chunk) > limit:
        chunk = chunk[: len(chunk) - max(1, len(chunk) // 20)]
    return chunk
