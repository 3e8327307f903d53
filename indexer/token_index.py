"""A vector of every token of every passage: late interaction, beside one vector a passage.

With these a passage that lacks one thing which was asked for shows it; one vector hides it.

tokens.npy       the vectors, int8, of shape (tokens, token_dimension)
tokens.npz       their numbers in the encoder's vocabulary, and those of each passage and sentence
"""

import io
import os
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import ReadText, Vectors

VECTORS_FILE = "tokens.npy"
BOUNDS_FILE = "tokens.npz"

_SCALE = 127


class Rows(Protocol):
    """Rows of int8, in memory or on the disk."""

    def __getitem__(self, rows: slice, /) -> NDArray[np.int8]:
        """Some of them, of shape (rows, token_dimension)."""


class StoredRows:
    """The rows of a .npy file, read when they are asked for.

    Not mapped into memory, where whatever lies around a row that was read would stay. The file is
    kept open, since a build that is replaced is removed while it is still read.
    """

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r")
        self._count, self._width = mapped.shape
        self._offset = mapped.offset
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, rows: slice, /) -> NDArray[np.int8]:
        first, end, _ = rows.indices(self._count)
        size, start = (end - first) * self._width, self._offset + first * self._width
        read = os.pread(self._file, size, start)
        return np.frombuffer(read, np.int8).reshape(-1, self._width)


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """Passage ``p``'s tokens are ``vectors[bounds[p]:bounds[p + 1]]``, ``ids`` lie beside them.

    Those of sentence ``s`` are ``vectors[sentences[s, 0]:sentences[s, 1]]``. What stands above a
    passage, and the speakers' names, belong to it and to no sentence.
    """

    vectors: Rows
    ids: NDArray[np.int32]
    bounds: NDArray[np.int32]
    sentences: NDArray[np.int32]

    @classmethod
    def of(
        cls, passages: Sequence[ReadText], sentence_spans: Sequence[Sequence[tuple[int, int]]]
    ) -> "TokenIndex":
        """Indexes passages as an encoder read them; at least one.

        Args:
            passages: What was read.
            sentence_spans: The characters [start, end) of each sentence of each passage in it.
        """
        lengths = [len(passage.token_ids) for passage in passages]
        bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        vectors = np.concatenate([passage.tokens for passage in passages])
        sentences = [
            _tokens_within(passage.token_spans, spans) + first
            for passage, spans, first in zip(passages, sentence_spans, bounds[:-1], strict=True)
        ]
        return cls(
            np.rint(vectors * _SCALE).astype(np.int8),
            np.concatenate([passage.token_ids for passage in passages]),
            bounds,
            np.concatenate(sentences).astype(np.int32),
        )

    def cosines(self, tokens: Vectors, passages: Sequence[int]) -> Vectors:
        """The cosines of a question's tokens with those of some passages, one after another.

        Args:
            tokens: Vectors of shape (tokens, token_dimension).
            passages: Positions of passages.

        Returns:
            Of shape (tokens, tokens of these passages).
        """
        # A product a passage is too small for threads, which would only wait for one another.
        scaled = tokens / np.float32(_SCALE)
        return np.concatenate([scaled @ self._vectors_of(one).T for one in passages], axis=1)

    def _vectors_of(self, passage: int) -> Vectors:
        return self.vectors[self.bounds[passage] : self.bounds[passage + 1]].astype(np.float32)

    def rarities(self, ids: NDArray[np.int32]) -> Vectors:
        """The inverse document frequency of tokens among the passages, of shape (ids,)."""
        count = len(self.bounds) - 1
        where = np.flatnonzero(np.isin(self.ids, ids))
        passages = np.searchsorted(self.bounds, where, side="right")
        held = np.unique(self.ids[where].astype(np.int64) * (count + 1) + passages) // (count + 1)
        holders = np.array([np.count_nonzero(held == token) for token in ids], np.float32)
        rarities: Vectors = np.log1p((count - holders + 0.5) / (holders + 0.5))
        return rarities

    def write(self, folder: Path) -> None:
        """Writes the index's files into a folder."""
        # Python writes, not numpy: its errors say what was wrong, a full disk for example.
        written = io.BytesIO()
        np.save(written, self.vectors[:])
        (folder / VECTORS_FILE).write_bytes(written.getbuffer())
        np.savez(folder / BOUNDS_FILE, ids=self.ids, bounds=self.bounds, sentences=self.sentences)

    @classmethod
    def read(cls, folder: Path) -> "TokenIndex":
        """Opens the files of a folder."""
        with np.load(folder / BOUNDS_FILE) as arrays:
            rest = (arrays["ids"], arrays["bounds"], arrays["sentences"])
        return cls(StoredRows(folder / VECTORS_FILE), *rest)


def _tokens_within(
    tokens: NDArray[np.int32], spans: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    """Which tokens [first, end) lie in each of some spans of characters, of shape (spans, 2)."""
    asked = np.array(spans, np.int64).reshape(-1, 2)
    first = np.searchsorted(tokens[:, 0], asked[:, 0], side="left")
    end = np.searchsorted(tokens[:, 1], asked[:, 1], side="right")
    return np.stack([first, np.maximum(first, end)], axis=1)
