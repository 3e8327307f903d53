"""Time codes that count frames, as editing software exports them, written as clocks.

00:00:09:12 - 00:00:17:02        [00:00:09:12 - 00:00:17:02]        00:00:09;12 Ann: text

How many frames a second has is not said, so that a stamp is exact to the second.
"""

import re
from itertools import pairwise

from indexer.formats.timestamps import seconds_of

_CODE = r"\d{1,3}:[0-5]\d:[0-5]\d[:;]\d{2}(?![\d:;])(?!\s*,)"  # a table has commas
_HEAD = re.compile(
    rf"^([^\S\n]*[\[(]?[^\S\n]*)({_CODE})(?:[^\S\n]*(?:-->|[-–—]|[^\S\n])[^\S\n]*({_CODE}))?",
    re.MULTILINE,
)
_CAPTION_PLUGIN = re.compile(
    r"\A\s*@[^\n]*\n(?=(?:.*\n){0,9}?<begin subtitles>)|^<(?:begin|end) subtitles>[^\S\n]*$",
    re.MULTILINE,
)
_FEWEST = 2
_GOING_FORWARD = 0.8
"""Of all that open a line."""


def without_frames(text: str) -> str:
    """The text with clocks for time codes, where those open lines and go forward."""
    stamps = [_whole_seconds(found[2]) for found in _HEAD.finditer(text)]
    forward = sum(after >= before for before, after in pairwise(map(seconds_of, stamps)))
    if len(stamps) < _FEWEST or forward < (len(stamps) - 1) * _GOING_FORWARD:
        return text
    return _HEAD.sub(_as_clocks, _CAPTION_PLUGIN.sub("", text))


def _as_clocks(head: re.Match[str]) -> str:
    until = f" - {_whole_seconds(head[3])}" if head[3] else ""
    return f"{head[1]}{_whole_seconds(head[2])}{until}"


def _whole_seconds(code: str) -> str:
    return code[:-3]
