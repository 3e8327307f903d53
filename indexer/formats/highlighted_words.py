"""Captions that show a sentence once a word, with that word underlined.

cue 1   <u>It</u> was long
cue 2   It <u>was</u> long
cue 3   It was <u>long</u>
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from indexer.formats.cue_text import without_tags
from indexer.formats.cues import Cue
from indexer.formats.timestamps import clock_of

_UNDERLINED = re.compile(r"<u>(.{1,200}?)</u>")
_MOSTLY = 0.5
"""Of all cues; where as many have one underlined word, that is how they are made."""


def said_once(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with each sentence once, its words at the seconds at which they are underlined."""
    marked = sum(len(_UNDERLINED.findall(_shown(cue))) == 1 for cue in cues)
    if not marked or marked < len(cues) * _MOSTLY:
        return list(cues)
    sentences = groupby(cues, key=lambda cue: without_tags(_shown(cue)))
    return [_sentence(list(shown)) for _, shown in sentences]


def _sentence(shown: Sequence[Cue]) -> Cue:
    plain = re.sub("</?u>", "", _shown(shown[0]))
    starts: dict[int, float] = {}
    for cue in shown:
        if word := _UNDERLINED.search(_shown(cue)):
            starts.setdefault(word.start(), cue.start)
    pieces, begin = [], 0
    for at in sorted(starts):
        pieces.append(f"{plain[begin:at]}<{clock_of(starts[at])}>")
        begin = at
    lines = ("".join(pieces) + plain[begin:]).split("\n")
    return replace(shown[0], end=shown[-1].end, lines=tuple(lines))


def _shown(cue: Cue) -> str:
    return "\n".join(cue.lines)
