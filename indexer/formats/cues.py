"""Cues of WebVTT and SubRip files: what stands below a line ``start --> end``.

Own code, not webvtt-py or srt: of webvtt-py 0.6.0, the first gives no cue at all for comma
stamps, fails without a header and drops the half of a cue below a blank line; srt 3.5.3 fails on
any stray line. Files in the wild have all of these. Where a file is clean, the three agree.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.repairs import Repair

_CLOCK = r"\d{1,4}(?:\s?:\s?\d{1,3}){1,2}(?:\s?[.,]\s?\d{1,6}|[:;]\d{2})?"
_STAMP = rf"-?\s?(?:{_CLOCK}|\d{{1,6}}[.,]\d{{1,6}})"
_ARROW = r"(?:-{1,3}|[–—])>"
# Settings stand behind the second stamp; one of the two may be missing.
_TIMING = re.compile(
    rf"\s*(?:({_STAMP})\s*{_ARROW}\s*({_STAMP})?|{_ARROW}\s*({_STAMP}))(?:\s+[A-Za-z].*|\s*)$"
)
_UNREADABLE = re.compile(rf"\s*-?\d[\w\s:;.,]{{0,40}}{_ARROW}|\s*-->\s*-?\d|\s*-->\s*$")
_BLOCK = re.compile(r"NOTE(?:\s|$)|(?:STYLE|REGION)\s*$")
_SNIFFED_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Cue:
    """The lines shown from ``start`` to ``end``, in seconds, as the file states it.

    A cue whose start is missing begins where the one before it ends.
    """

    start: float
    end: float | None
    lines: tuple[str, ...]


def timing_lines(text: str) -> list[str]:
    """The lines at the head of a text that time a cue."""
    return [line for line in text[:_SNIFFED_CHARS].split("\n") if _is_timing(line)]


def read_cues(text: str, *, with_blocks: bool = False) -> tuple[list[Cue], Counter[Repair]]:
    """The cues of a file in their order, and how many times in it cannot be read.

    A blank line inside a cue does not end it. ``with_blocks`` leaves out the blocks that WebVTT
    has between cues: NOTE, STYLE and REGION.
    """
    lines = text.split("\n")
    timed = [number for number, line in enumerate(lines) if _is_timing(line)]
    cues = _above_the_first(lines, timed)
    for count, (number, following) in enumerate(pairwise([*timed, len(lines)]), start=1):
        payload = lines[number + 1 : following]
        if following < len(lines):
            payload = _without_identifier(payload, count)
        if with_blocks:
            payload = list(_without_blocks(payload))
        cues.append(_cue(lines[number], payload, cues[-1] if cues else None))
    unreadable = sum(_is_unreadable(line) for line in lines)
    return cues, Counter({Repair.UNREADABLE_TIMES: unreadable})


def _above_the_first(lines: list[str], timed: list[int]) -> list[Cue]:
    """What stands below a first time that cannot be read: it ends where the next one begins."""
    above = lines[: timed[0]] if timed else []
    first = next((at for at, line in enumerate(above) if _is_unreadable(line)), None)
    if first is None:
        return []
    cue = _cue(lines[timed[0]], _without_identifier(above[first + 1 :], 1), None)
    return [replace(cue, start=0.0, end=cue.start)] if cue.lines else []


def _is_timing(line: str) -> bool:
    return ">" in line and _TIMING.fullmatch(line) is not None


def _is_unreadable(line: str) -> bool:
    """Whether a line states times, and none that can be read: nobody says an arrow."""
    return ">" in line and not _is_timing(line) and _UNREADABLE.match(line) is not None


def _without_identifier(payload: list[str], count: int) -> list[str]:
    """What stands above the next cue's timing belongs to that cue, not to this one."""
    last = next((at for at in range(len(payload) - 1, -1, -1) if payload[at].strip()), None)
    if last is None:
        return payload
    word = payload[last].strip()
    touches_timing = last == len(payload) - 1
    after_blank = last > 0 and not payload[last - 1].strip()
    if touches_timing and (after_blank or word.isdecimal()):
        return payload[:last]
    # In a file with a blank line after every line, only the number gives the identifier away.
    if after_blank and word in {str(count), str(count + 1)}:
        return payload[:last]
    return payload


def _without_blocks(payload: Sequence[str]) -> Iterator[str]:
    inside, after_blank = False, False
    for line in payload:
        blank = not line.strip()
        if blank:
            inside = False
        elif after_blank and _BLOCK.match(line):
            inside = True
        if not inside:
            yield line
        after_blank = blank


def _cue(timing: str, payload: Sequence[str], before: Cue | None) -> Cue:
    found = _TIMING.fullmatch(timing)
    assert found
    stated_end = found[2] or found[3]
    end = _seconds(stated_end) if stated_end else None
    if found[1]:
        start = _seconds(found[1])
    else:
        assert end is not None
        start = min(end, (before.end or before.start) if before else 0.0)
    spoken = (line.strip() for line in payload if not _is_unreadable(line))
    return Cue(start, end, tuple(line for line in spoken if line))


def _seconds(stamp: str) -> float:
    """The seconds of a stamp; before the beginning is the beginning, frames are left out."""
    clock = re.sub(r"\s", "", stamp).replace(",", ".")
    if clock.startswith("-"):
        return 0.0
    total = 0.0
    for part in re.sub(r"(\d+:\d+:\d+)[:;]\d{2}$", r"\1", clock).split(":"):
        total = total * 60 + float(part)
    return round(total, 6)
