"""Stamps that spell their units, written as clocks: ``[5s]``, ``(1m5s)``, ``[0.0s -> 4.2s]``."""

import re
from itertools import pairwise

from indexer.formats.labels import looks_like_name
from indexer.formats.timestamps import clock_of
from indexer.transcript import canonical_text

_TIME = (
    r"(?=\d)(?:(\d{1,3})\s?h\s?)?(?:(\d{1,4})\s?m(?:in)?\s?)?"
    r"(?:(\d{1,6}(?:\.\d{1,6})?)\s?s(?:ec)?)?"
)
_END = r"(?:\s?(?:-{1,2}>|[-–—])\s?\d[\d.hms ]{1,20})?"
_NAME = r"[^\S\n]*[^\s\[\]():][^\[\]():\n]{0,59}"
_IN_BRACKETS = rf"([\[(])\s?{_TIME}{_END}\s?([\])])"
_HEADS = (
    re.compile(rf"^((?:{_NAME}:)?[^\S\n]*){_IN_BRACKETS}", re.MULTILINE),
    re.compile(rf"^({_NAME}){_IN_BRACKETS}(?=[^\S\n]*(?:[:\-–—](?:\s|$)|$))", re.MULTILINE),
)
_INSIDE = re.compile(rf"()(\[)\s?{_TIME}\s?(\])")

_FEWEST = 2
_GOING_FORWARD = 0.8
"""Of all that open a line; those that tell how long a pause was do not."""
_OPENED_LINES = 0.25
"""Of all lines that are not blank."""


def with_clocks(text: str) -> str:
    """The text with clocks for spelled stamps, where those open its lines and go forward."""
    if not _is_habit(text):
        return text
    for stamp in (*_HEADS, _INSIDE):
        text = stamp.sub(_as_clock, text)
    return text


def _is_habit(text: str) -> bool:
    heads = [stamp for head in _HEADS for stamp in head.finditer(text) if _is_head(stamp)]
    stamps = [_seconds(stamp) for stamp in sorted(heads, key=lambda stamp: stamp.start())]
    filled = sum(bool(line.strip()) for line in text.split("\n"))
    if len(stamps) < max(_FEWEST, filled * _OPENED_LINES):
        return False
    forward = sum(after > before for before, after in pairwise(stamps))
    return forward >= (len(stamps) - 1) * _GOING_FORWARD


def _is_head(stamp: re.Match[str]) -> bool:
    """Whether nothing stands before a stamp, or a name."""
    before = canonical_text(stamp[1]).rstrip(": ")
    return not before or looks_like_name(before)


def _as_clock(stamp: re.Match[str]) -> str:
    if not _is_head(stamp):
        return stamp[0]
    return f"{stamp[1]}{stamp[2]}{clock_of(_seconds(stamp))}{stamp[6]}"


def _seconds(stamp: re.Match[str]) -> float:
    hours, minutes, seconds = (float(part or 0) for part in stamp.group(3, 4, 5))
    return hours * 3600 + minutes * 60 + seconds
