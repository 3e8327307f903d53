"""Captions that roll: each line is shown a second time, above the next one.

cue 1   hello and welcome
cue 2   hello and welcome / to the show
cue 3   to the show / about rivers
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, starmap

from indexer.formats.cue_text import without_tags
from indexer.formats.cues import Cue
from indexer.repairs import Repair

_REPEATING = 0.5
_MOVING_ON = 0.25
"""Shares of all cues that follow another: so many repeat a line, and so many add one to it.

Below the first, a repeated line was said twice; below the second, a recogniser ran in a loop.
"""


def unrolled(cues: Sequence[Cue]) -> tuple[list[Cue], Counter[Repair]]:
    """The cues with every line once, at its first showing, where the captions roll."""
    shown = [tuple(without_tags(line) for line in cue.lines) for cue in cues]
    repeats = [0, *starmap(_repeated_lines, pairwise(shown))][: len(cues)]
    if not _roll(shown, repeats):
        return list(cues), Counter()
    once = [
        replace(cue, lines=cue.lines[repeat:]) for cue, repeat in zip(cues, repeats, strict=True)
    ]
    return once, Counter({Repair.SHOWN_AGAIN: sum(repeats)})


def _roll(shown: Sequence[tuple[str, ...]], repeats: Sequence[int]) -> bool:
    pairs = sum(1 for before, lines in pairwise(shown) if before and lines)
    repeating = sum(1 for repeat in repeats if repeat)
    moving_on = sum(
        1 for repeat, lines in zip(repeats, shown, strict=False) if 0 < repeat < len(lines)
    )
    return moving_on > 0 and repeating >= pairs * _REPEATING and moving_on >= pairs * _MOVING_ON


def _repeated_lines(before: tuple[str, ...], lines: tuple[str, ...]) -> int:
    """How many of the first lines are the last lines of the cue before."""
    longest = min(len(before), len(lines))
    return next((n for n in range(longest, 0, -1) if before[-n:] == lines[:n]), 0)
