"""What answers "which passages of this episode are near this question": vectors and words.

passages.faiss    the passages' vectors, exact inner product   (absent if the episode is lexical)
sentences.faiss   the sentences' vectors, float16              (likewise)
tokens.np[yz]     the vectors of the passages' tokens, int8    (likewise)
lexical.npz       BM25 over passages, and over sentences
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from indexer.lexical_index import LexicalIndex
from indexer.token_index import PassageTokens, Positions, TokenIndex

PASSAGES_FILE = "passages.faiss"
SENTENCES_FILE = "sentences.faiss"
LEXICAL_FILE = "lexical.npz"


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Vectors of length one, in two exact FAISS indexes: of the passages, and of the sentences.

    The sentences' are float16, which FAISS reads four times faster than numpy converts it.
    ``tokens`` has those of the passages' tokens. ``kept`` are the positions in the FAISS indexes of
    the passages and of the sentences that count, where not all do.
    """

    passages: Any
    sentences: Any
    tokens: TokenIndex
    kept: tuple[Positions, Positions] | None = None

    @classmethod
    def of(
        cls,
        passage_vectors: Vectors,
        passage_tokens: Sequence[PassageTokens],
        sentence_vectors: Vectors,
    ) -> "DenseIndex":
        """Indexes an episode's passages and sentences.

        Args:
            passage_vectors: Of shape (passages, dimension).
            passage_tokens: The tokens of each of them.
            sentence_vectors: Of shape (sentences, dimension).
        """
        dimension = passage_vectors.shape[1]
        passages = faiss.IndexFlatIP(dimension)
        passages.add(np.ascontiguousarray(passage_vectors))
        half = faiss.ScalarQuantizer.QT_fp16
        sentences = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        sentences.add(np.ascontiguousarray(sentence_vectors))
        return cls(passages, sentences, TokenIndex.of(passage_tokens))

    def passage_cosines(self, question: Vectors) -> NDArray[np.float32]:
        """The cosine of every passage with a question's vector, of shape (passages,)."""
        cosines = _cosines(self.passages, question)
        return cosines if self.kept is None else cosines[self.kept[0]]

    def sentence_cosines(self, question: Vectors) -> NDArray[np.float32]:
        """The cosine of every sentence with a question's vector, of shape (sentences,)."""
        cosines = _cosines(self.sentences, question)
        return cosines if self.kept is None else cosines[self.kept[1]]

    def passage_vector(self, passage: int) -> Vectors:
        """The vector of one passage, of shape (dimension,)."""
        vector: Vectors = self.passages.reconstruct(passage)
        return vector

    def sentence_vectors(self, first: int, end: int) -> Vectors:
        """The vectors of the sentences [first, end), of shape (end - first, dimension)."""
        if self.kept is None:
            vectors: Vectors = self.sentences.reconstruct_n(first, end - first)
        else:
            vectors = self.sentences.reconstruct_batch(self.kept[1][first:end])
        return vectors

    def only(self, passages: Positions, sentences: Positions) -> "DenseIndex":
        """The same without all other passages and sentences; what is in memory is shared."""
        tokens = self.tokens.only(passages, sentences)
        return replace(self, tokens=tokens, kept=(passages, sentences))


def _cosines(index: Any, question: Vectors) -> NDArray[np.float32]:  # noqa: ANN401 - a FAISS index
    found, positions = index.search(question[np.newaxis, :], index.ntotal)
    cosines = np.empty(index.ntotal, np.float32)
    cosines[positions[0]] = found[0]
    return cosines


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """The ways to search one episode; ``dense`` is None where the encoder lacks its language."""

    dense: DenseIndex | None
    passages: LexicalIndex
    sentences: LexicalIndex

    def only(self, passages: Positions, sentences: Positions) -> "PassageIndex":
        """The same without all other passages and sentences."""
        dense = self.dense.only(passages, sentences) if self.dense else None
        return PassageIndex(dense, self.passages.only(passages), self.sentences.only(sentences))

    def write(self, folder: Path) -> None:
        """Writes the index's files into a folder."""
        if self.dense:
            _write(self.dense.passages, folder / PASSAGES_FILE)
            _write(self.dense.sentences, folder / SENTENCES_FILE)
            self.dense.tokens.write(folder)
        arrays = _arrays("passages", self.passages) | _arrays("sentences", self.sentences)
        np.savez(folder / LEXICAL_FILE, allow_pickle=False, **arrays)

    @classmethod
    def read(cls, folder: Path) -> "PassageIndex":
        """Opens the files of a folder whose checksums were compared."""
        with np.load(folder / LEXICAL_FILE) as arrays:
            passages = _from_arrays("passages", arrays)
            sentences = _from_arrays("sentences", arrays)
        dense = None
        if (folder / PASSAGES_FILE).exists():
            dense = DenseIndex(
                _read(folder / PASSAGES_FILE),
                _read(folder / SENTENCES_FILE),
                TokenIndex.read(folder),
            )
        return cls(dense, passages, sentences)


def _write(index: Any, path: Path) -> None:  # noqa: ANN401 - a FAISS index
    """Writes an index by Python's means, whose errors say what was wrong: a full disk, say."""
    faiss.serialize_index(index).tofile(path)


def _read(path: Path) -> Any:  # noqa: ANN401 - a FAISS index
    return faiss.deserialize_index(np.fromfile(path, np.uint8))


def lexical_indexes(
    sentence_terms: Sequence[Sequence[str]], passage_bounds: Sequence[tuple[int, int]]
) -> tuple[LexicalIndex, LexicalIndex]:
    """The lexical indexes of passages and of sentences, from the sentences' terms."""
    passages = [
        [term for terms in sentence_terms[first:end] for term in terms]
        for first, end in passage_bounds
    ]
    return LexicalIndex.of(passages), LexicalIndex.of(sentence_terms)


def _arrays(name: str, index: LexicalIndex) -> dict[str, NDArray[Any]]:
    vocabulary = json.dumps(list(index.vocabulary)).encode()
    return {
        f"{name}.vocabulary": np.frombuffer(vocabulary, np.uint8),
        f"{name}.bounds": index.bounds,
        f"{name}.texts": index.texts,
        f"{name}.weights": index.weights,
        f"{name}.count": np.array(index.text_count),
    }


def _from_arrays(name: str, arrays: Any) -> LexicalIndex:  # noqa: ANN401 - an open npz file
    terms = json.loads(arrays[f"{name}.vocabulary"].tobytes())
    return LexicalIndex(
        {term: position for position, term in enumerate(terms)},
        arrays[f"{name}.bounds"],
        arrays[f"{name}.texts"],
        arrays[f"{name}.weights"],
        int(arrays[f"{name}.count"]),
    )
