"""Words that a speech recogniser repeats over and over, as it does in silence and in music."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import regex
from numpy.typing import NDArray

from indexer.segment import Segment

_WORD = regex.compile(r"\S*[\p{L}\p{N}]\S*")
_LETTERS = regex.compile(r"[\p{L}\p{N}]+")

_LONGEST_PHRASE = 40
"""Words of a phrase that comes back."""

_SPELT = 2
"""Letters of a word in a number that is dictated, or in a name that is spelt: both do repeat."""

_FEWEST_TIMES = ((25, 3), (12, 4), (0, 8))
"""A phrase of at least so many letters counts as a loop from so many times on.

People do say a word five times; hardly ever do they say a whole sentence three times in a row.
"""


@dataclass(frozen=True, slots=True)
class _Word:
    segment: int
    start: int
    end: int


def without_loops(segments: Sequence[Segment]) -> tuple[list[Segment], int]:
    """The segments with each loop once, some of them empty, and the number of words left out."""
    words, keys = _words(segments)
    again = _said_again(keys, np.array([word.end - word.start for word in words], np.int64))
    if not again.any():
        return list(segments), 0
    kept = list(segments)
    left_out = [word for word, out in zip(words, again, strict=True) if out]
    for number, group in groupby(left_out, key=lambda word: word.segment):
        kept[number] = _without(segments[number], list(group))
    return kept, len(left_out)


def _words(segments: Sequence[Segment]) -> tuple[list[_Word], NDArray[np.int64]]:
    """All words, and a number for each: equal for the same letters while one person speaks."""
    words: list[_Word] = []
    keys: list[int] = []
    numbers: dict[tuple[int, str], int] = {}
    turn = 0
    for position, segment in enumerate(segments):
        turn += position > 0 and segments[position - 1].speaker != segment.speaker
        for found in _WORD.finditer(segment.text):
            letters = "".join(_LETTERS.findall(found.group())).casefold()
            words.append(_Word(position, found.start(), found.end()))
            keys.append(numbers.setdefault((turn, letters), len(numbers)))
    return words, np.array(keys, np.int64)


def _said_again(keys: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words belong to a loop and are not its first round, of shape (words,)."""
    again = np.zeros(len(keys), bool)
    for period in range(1, min(_LONGEST_PHRASE, len(keys) // 2) + 1):
        same = (keys[period:] == keys[:-period]) & ~again[period:] & ~again[:-period]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            times = (end - first) // period + 1
            letters = int(lengths[first : first + period].sum())
            if letters > _SPELT * period and times >= _fewest_times(letters):
                again[first + period : first + times * period] = True
    return again


def _fewest_times(letters: int) -> int:
    return next(times for fewest, times in _FEWEST_TIMES if letters >= fewest)


def _without(segment: Segment, words: Sequence[_Word]) -> Segment:
    """A segment without some of its words; its times are those of the words that stay."""
    text = segment.text
    pieces, begin = [], 0
    for word in words:
        pieces.append(text[begin : word.start])
        begin = word.end
    pieces.append(text[begin:])
    kept = "".join(pieces)
    if not _WORD.search(kept):
        return replace(segment, text="")
    opens = next(at for at, piece in enumerate(pieces) if _WORD.search(piece))
    closes = next(at for at in range(len(pieces) - 1, -1, -1) if _WORD.search(pieces[at]))
    first = words[opens - 1].end if opens else 0
    end = words[closes].start if closes < len(words) else len(text)
    return _timed(replace(segment, text=kept), first / len(text), end / len(text))


def _timed(segment: Segment, first: float, end: float) -> Segment:
    """The segment within these shares of its time."""
    if segment.start is None or segment.end is None or segment.end <= segment.start:
        return segment
    length = segment.end - segment.start
    start = round(segment.start + length * first, 3)
    return replace(segment, start=start, end=max(start, round(segment.start + length * end, 3)))
