"""What answers "which passages of this episode are near this question": vectors and words.

passages.faiss   the passages' vectors, exact inner product   (absent if the episode is lexical)
sentences.npy    the sentences' vectors, float16              (likewise)
lexical.npz      BM25 over passages, and over sentences
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from indexer.lexical_index import LexicalIndex

PASSAGES_FILE = "passages.faiss"
SENTENCES_FILE = "sentences.npy"
LEXICAL_FILE = "lexical.npz"


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Vectors of length one: a FAISS index of the passages, a matrix of the sentences."""

    passages: Any
    sentences: NDArray[np.float16]

    @classmethod
    def of(cls, passage_vectors: Vectors, sentence_vectors: Vectors) -> "DenseIndex":
        """Indexes vectors of shape (passages, dimension) and (sentences, dimension)."""
        passages = faiss.IndexFlatIP(passage_vectors.shape[1])
        passages.add(np.ascontiguousarray(passage_vectors))
        return cls(passages, sentence_vectors.astype(np.float16))

    def passage_cosines(self, question: Vectors) -> NDArray[np.float32]:
        """The cosine of every passage with a question's vector, of shape (passages,)."""
        count = self.passages.ntotal
        found, positions = self.passages.search(question[np.newaxis, :], count)
        cosines = np.empty(count, np.float32)
        cosines[positions[0]] = found[0]
        return cosines

    def sentence_cosines(self, question: Vectors) -> NDArray[np.float32]:
        """The cosine of every sentence with a question's vector, of shape (sentences,)."""
        cosines: NDArray[np.float32] = self.sentences.astype(np.float32) @ question
        return cosines


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """The ways to search one episode; ``dense`` is None where the encoder lacks its language."""

    dense: DenseIndex | None
    passages: LexicalIndex
    sentences: LexicalIndex

    def write(self, folder: Path) -> None:
        """Writes the index's files into a folder."""
        if self.dense:
            # Written by Python, whose errors say what was wrong: a full disk, for one.
            faiss.serialize_index(self.dense.passages).tofile(folder / PASSAGES_FILE)
            np.save(folder / SENTENCES_FILE, self.dense.sentences)
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
                faiss.deserialize_index(np.fromfile(folder / PASSAGES_FILE, np.uint8)),
                np.load(folder / SENTENCES_FILE),
            )
        return cls(dense, passages, sentences)


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
