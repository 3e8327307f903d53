"""Cues of WebVTT and SubRip files: what stands below a line ``start --> end``.

Own code, not webvtt-py or srt: of webvtt-py 0.6.0, the first gives no cue at all for comma
stamps, fails without a header and drops the half of a cue below a blank line; srt 3.5.3 fails on
any stray line. Files in the wild have all of these. Where a file is clean, the three agree.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_STAMP = r"(?:(?:(?:(\d{1,4}):)?(\d{1,3}):([0-5]?\d)|(?=\d{1,6}[.,])(\d{1,6}))(?:[.,](\d{1,6}))?)"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?![\d:])")
_BLOCK = re.compile(r"NOTE(?:\s|$)|(?:STYLE|REGION)\s*$")
_SNIFFED_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Cue:
    """The lines shown from ``start`` to ``end``, in seconds, as the file states it."""

    start: float
    end: float | None
    lines: tuple[str, ...]


def timing_lines(text: str) -> list[str]:
    """The lines at the head of a text that time a cue."""
    head = text[:_SNIFFED_CHARS]
    return [line for line in head.split("\n") if "-->" in line and _TIMING.match(line)]


def read_cues(text: str, *, with_blocks: bool = False) -> list[Cue]:
    """The cues of a file in their order.

    A blank line inside a cue does not end it. ``with_blocks`` leaves out the blocks that WebVTT
    has between cues: NOTE, STYLE and REGION.
    """
    lines = text.split("\n")
    timed = [number for number, line in enumerate(lines) if "-->" in line and _TIMING.match(line)]
    cues = []
    for count, (number, following) in enumerate(pairwise([*timed, len(lines)]), start=1):
        payload = lines[number + 1 : following]
        if following < len(lines):
            payload = _without_identifier(payload, count)
        if with_blocks:
            payload = list(_without_blocks(payload))
        cues.append(_cue(lines[number], payload))
    return cues


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


def _cue(timing: str, payload: Sequence[str]) -> Cue:
    found = _TIMING.match(timing)
    assert found
    start, end = _seconds(found.groups()[:5]), _seconds(found.groups()[5:])
    stripped = (line.strip() for line in payload)
    return Cue(start, end, tuple(line for line in stripped if line))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, bare, fraction = (part or "0" for part in parts)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(bare)
    return round(whole + float(f"0.{fraction}"), 6)
