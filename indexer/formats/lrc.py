"""LRC, the captions of music players, which recognisers write too.

[offset:500]                        milliseconds by which all is said before its stamp
[00:12.00][00:45.10]words           said at each of the seconds
[00:12.00]<00:12.00>two <00:12.40>words    times of their own
[00:20.00]                          nothing is said until the next stamp
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.timestamps import CLOCK, clock_of, seconds_of
from indexer.transcript import Transcript

_STAMP = re.compile(rf"\[\s*({CLOCK})\s*\]")
_STAMPED = re.compile(rf"\s*((?:{_STAMP.pattern}\s*)+)(.*)")
_WORD_STAMP = re.compile(rf"<\s*({CLOCK})\s*>")
_TAG = re.compile(
    r"\s*\[(ti|ar|al|au|by|re|ve|lr|tool|length|offset|la|#):([^\[\]]*)\]\s*", re.IGNORECASE
)
_MOST_TIMES = 100
_OFFSET = re.compile(r"\s*([+-]?\d{1,7})\s*")
_SNIFFED_CHARS = 50_000
_MOSTLY = 0.9
"""Of all lines; where fewer have a stamp or are a tag, it is text with stamps in it."""

Line = tuple[list[float], list[str]]
"""The stamps at the beginning of a line, and its words with those of the lines below it."""


def likeness(text: str) -> Likeness:
    """Certain by its tags, or by lines that are said twice or have a time for each word."""
    lines = [line for line in text[:_SNIFFED_CHARS].split("\n") if line.strip()]
    tags = sum(_TAG.fullmatch(line) is not None for line in lines)
    stamped = [found for line in lines if (found := _STAMPED.fullmatch(line))]
    if not stamped or tags + len(stamped) < len(lines) * _MOSTLY:
        return Likeness.NONE
    finer = any(len(_STAMP.findall(line[1])) > 1 or _WORD_STAMP.search(line[3]) for line in stamped)
    return Likeness.CERTAIN if tags or finer else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its lines as cues, in the order in which they are said."""
    written = text.split("\n")
    tags = [found for line in written if (found := _TAG.fullmatch(line))]
    lines = _lines(line for line in written if not _TAG.fullmatch(line))
    cues = list(_cues(lines, _offset(tags)))
    if any(len(stamps) > 1 for stamps, _ in lines):
        cues.sort(key=lambda cue: cue.start)
    return transcript_of(_until_the_next(cues))


def _lines(written: Iterable[str]) -> list[Line]:
    """What has no stamp belongs to the line above, or to the first one."""
    lines: list[Line] = []
    for line in filter(str.strip, written):
        found = _STAMPED.fullmatch(line)
        stamps, words = (_stamps(found), found[3]) if found else ([], line)
        if not lines or (stamps and lines[-1][0]):
            lines.append(([], []))
        lines[-1][0].extend(stamps)
        lines[-1][1].append(words.strip())
    return lines


def _stamps(line: re.Match[str]) -> list[float]:
    stamps = [seconds_of(clock) for clock in _STAMP.findall(line[1])]
    if len(stamps) > _MOST_TIMES:
        raise TranscriptRefused(
            f"is LRC in which a line is said {len(stamps):,} times, where at most {_MOST_TIMES} "
            "are read. Give the transcript of one episode."
        )
    return stamps


def _offset(tags: Sequence[re.Match[str]]) -> float:
    """The seconds by which everything is said before its stamp."""
    stated = (_OFFSET.fullmatch(tag[2]) for tag in tags if tag[1].lower() == "offset")
    return next((int(found[1]) / 1000 for found in stated if found), 0.0)


def _cues(lines: Sequence[Line], offset: float) -> Iterator[Cue]:
    ranges = _are_ranges([stamps for stamps, _ in lines if stamps])
    for stamps, said in lines:
        times = [_shifted(stamp, offset) for stamp in stamps]
        once = ranges or len(times) == 1
        words = tuple(_with_offset(line, offset, once=once) for line in said if line)
        if ranges and times:
            yield Cue(times[0], times[1], words)
        else:
            yield from (Cue(time, None, words) for time in times)


def _are_ranges(stamps: Sequence[list[float]]) -> bool:
    """Whether the two stamps of each line are its start and its end, and not two times of it."""
    return (
        len(stamps) > 1
        and all(len(pair) == 2 and pair[0] < pair[1] for pair in stamps)  # noqa: PLR2004
        and all(before[1] <= after[0] for before, after in pairwise(stamps))
    )


def _with_offset(words: str, offset: float, *, once: bool) -> str:
    """The words with their own times, which hold for one of several stamps at most."""
    if not once:
        return _WORD_STAMP.sub("", words)
    return _WORD_STAMP.sub(
        lambda stamp: f"<{clock_of(_shifted(seconds_of(stamp[1]), offset))}>", words
    )


def _shifted(seconds: float, offset: float) -> float:
    return round(max(0.0, seconds - offset), 6)


def _until_the_next(cues: Sequence[Cue]) -> list[Cue]:
    """What is said lasts until the next stamp, which may stand at silence."""
    return [
        cue
        if cue.end is not None or following is None or following.start <= cue.start
        else replace(cue, end=following.start)
        for cue, following in zip_longest(cues, cues[1:])
    ]


FORMAT = TranscriptFormat("LRC", (".lrc",), likeness, parse)
