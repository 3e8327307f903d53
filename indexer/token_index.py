"""A vector of every token of every passage: late interaction, beside one vector a passage.

With these a passage that lacks one thing which was asked for shows it; one vector hides it.

tokens.npy       the vectors, int8, of shape (tokens, token_dimension)
tokens.npz       their numbers in the encoder's vocabulary, and those of each passage and sentence
"""

import io
import os
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import ReadText, Vectors

VECTORS_FILE = "tokens.npy"
RANGES_FILE = "tokens.npz"

_SCALE = 127


Positions = NDArray[np.int64]


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
class PassageTokens:
    """The tokens of one passage: int8 rows of shape (tokens, token_dimension), and their ids.

    Those of its sentence ``s`` are ``rows[sentences[s, 0]:sentences[s, 1]]``.
    """

    rows: NDArray[np.int8]
    ids: NDArray[np.int32]
    sentences: NDArray[np.int32]

    @classmethod
    def of(cls, read: ReadText, sentence_spans: Sequence[tuple[int, int]]) -> "PassageTokens":
        """The tokens of a passage as an encoder read it.

        Args:
            read: What was read.
            sentence_spans: The characters [start, end) of each of its sentences in it.
        """
        rows = np.rint(read.tokens * _SCALE).astype(np.int8)
        within = _tokens_within(read.token_spans, sentence_spans)
        return cls(rows, read.token_ids, within.astype(np.int32))


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """Passage ``p``'s tokens are ``vectors[ranges[p, 0]:ranges[p, 1]]``, ``ids`` lie beside them.

    Those of sentence ``s`` are ``vectors[sentences[s, 0]:sentences[s, 1]]``. What stands above a
    passage, and the speakers' names, belong to it and to no sentence. Ranges are in order.
    """

    vectors: Rows
    ids: NDArray[np.int32]
    ranges: NDArray[np.int32]
    sentences: NDArray[np.int32]

    @classmethod
    def of(cls, passages: Sequence[PassageTokens]) -> "TokenIndex":
        """Indexes the tokens of passages; at least one."""
        ends = np.cumsum([len(passage.ids) for passage in passages])
        ranges = np.stack([np.concatenate([[0], ends[:-1]]), ends], axis=1).astype(np.int32)
        sentences = [
            passage.sentences + first for passage, first in zip(passages, ranges[:, 0], strict=True)
        ]
        return cls(
            np.concatenate([passage.rows for passage in passages]),
            np.concatenate([passage.ids for passage in passages]),
            ranges,
            np.concatenate(sentences).astype(np.int32),
        )

    def only(self, passages: Positions, sentences: Positions) -> "TokenIndex":
        """The same without all other passages and sentences; the vectors are shared."""
        return replace(self, ranges=self.ranges[passages], sentences=self.sentences[sentences])

    def tokens_of(self, passage: int, first_sentence: int, end_sentence: int) -> PassageTokens:
        """The tokens of one passage, which consists of the sentences [first, end)."""
        first, end = self.ranges[passage].tolist()
        sentences = self.sentences[first_sentence:end_sentence] - np.int32(first)
        return PassageTokens(self.vectors[first:end], self.ids[first:end], sentences)

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
        first, end = self.ranges[passage]
        return self.vectors[first:end].astype(np.float32)

    def rarities(self, ids: NDArray[np.int32]) -> Vectors:
        """The inverse document frequency of tokens among the passages, of shape (ids,)."""
        count = len(self.ranges)
        where = np.flatnonzero(np.isin(self.ids, ids))
        passages = np.searchsorted(self.ranges[:, 0], where, side="right") - 1
        inside = (passages >= 0) & (where < self.ranges[passages, 1])
        where, passages = where[inside], passages[inside]
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
        np.savez(folder / RANGES_FILE, ids=self.ids, ranges=self.ranges, sentences=self.sentences)

    @classmethod
    def read(cls, folder: Path) -> "TokenIndex":
        """Opens the files of a folder."""
        with np.load(folder / RANGES_FILE) as arrays:
            rest = (arrays["ids"], arrays["ranges"], arrays["sentences"])
        return cls(StoredRows(folder / VECTORS_FILE), *rest)


def _tokens_within(
    tokens: NDArray[np.int32], spans: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    """Which tokens [first, end) lie in each of some spans of characters, of shape (spans, 2)."""
    asked = np.array(spans, np.int64).reshape(-1, 2)
    first = np.searchsorted(tokens[:, 0], asked[:, 0], side="left")
    end = np.searchsorted(tokens[:, 1], asked[:, 1], side="right")
    return np.stack([first, np.maximum(first, end)], axis=1)
