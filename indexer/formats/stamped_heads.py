"""What stands before the words of a line: a clock time, and perhaps who speaks."""

import re
from dataclasses import dataclass

from indexer.formats.labels import looks_like_name
from indexer.formats.timestamps import CLOCK, seconds_of
from indexer.transcript import canonical_text

NAMED_BEFORE_WORDS = "named before words"
"""A shape that speech may have as well: ``Hello [0:05] there``."""

_UNTIL = rf"(?:\s*(?:-->|[-–—])\s*{CLOCK})?"
_IN_BRACKETS = rf"[\[(]\s*({CLOCK}){_UNTIL}\s*[\])]"
_NAME = r"\s*([^\[\]():\n]{1,60}?)\s*"
_BRACKETED = re.compile(rf"\s*{_IN_BRACKETS}\s*(?:[:\-–—]\s+)?(.*)")
_BARE = re.compile(
    rf"\s*({CLOCK}){_UNTIL}(?:\s+[-–—]\s+|:?\s+|\s*$)(?!(?:[ap]\.?m\b|o'clock))(.*)", re.IGNORECASE
)
_NAMED = re.compile(rf"{_NAME}{_IN_BRACKETS}\s*(?:[:\-–—](?:\s+|$)|$)(.*)")
_NAMED_BEFORE_WORDS = re.compile(rf"{_NAME}{_IN_BRACKETS}\s+(.*)")
_NAME_BEFORE_BARE = re.compile(rf"{_NAME}[\s,|•·–-]\s*({CLOCK})\s*$")
_LABEL_BEFORE = re.compile(rf"{_NAME}:\s*[\[(]\s*({CLOCK})\s*[\])]\s*(.*)")
_LABEL_AND_TABS = re.compile(rf"{_NAME}:[ ]*\t\s*({CLOCK})[ ]*\t\s*(.*)")
_BRACKETED_NAME = re.compile(rf"\s*\[([^\[\]:\n]{{1,60}})\]\s+({CLOCK})\s*$")

_NAMED_SHAPES = (
    ("named", _NAMED),
    ("named", _LABEL_BEFORE),
    ("named", _LABEL_AND_TABS),
    (NAMED_BEFORE_WORDS, _NAMED_BEFORE_WORDS),
    ("named bare", _BRACKETED_NAME),
    ("named bare", _NAME_BEFORE_BARE),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the words of a line; ``shape`` is how it is written."""

    shape: str
    stamp: float
    speaker: str | None
    rest: str


def head_of(line: str) -> Head | None:
    """What a line opens with, if a clock time is part of it."""
    if ":" not in line[:80]:
        return None
    if found := _BRACKETED.match(line):
        return Head("bracketed", seconds_of(found[1]), None, found[2])
    if found := _BARE.match(line):
        shape = "bare hours" if found[1].count(":") > 1 else "bare minutes"
        return Head(shape, seconds_of(found[1]), None, found[2])
    for shape, pattern in _NAMED_SHAPES:
        found = pattern.match(line)
        if found and looks_like_name(canonical_text(found[1])):
            rest = "" if found.lastindex == 2 else found[3]  # noqa: PLR2004
            return Head(shape, seconds_of(found[2]), canonical_text(found[1]), rest)
    return None
