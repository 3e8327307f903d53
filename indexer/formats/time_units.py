"""Times in sources that do not keep to a shape: what states them, and in which unit.

A key may name its unit (``start_ms``). Where none does, the pace of speech tells: nobody speaks a
thousand times slower than people do.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from statistics import median
from typing import Any

from indexer.formats.registry import TranscriptRefused
from indexer.formats.sharing import counted_words
from indexer.formats.timestamps import seconds_of
from indexer.segment import Segment

_START_KEYS = (
    "start", "startTime", "start_time", "begin", "from", "ts", "start_ts", "time", "timestamp",
    "start_seconds", "start_sec", "startSeconds", "start_ms", "startMs", "startTimeMs",
    "start_time_ms", "timecode", "data_start", "adjustedStart", "startOffset", "start_offset",
    "offset", "offsetMilliseconds",
)  # fmt: skip
_END_KEYS = (
    "end", "endTime", "end_time", "to", "end_ts", "stop", "end_seconds", "end_sec", "endSeconds",
    "end_ms", "endMs", "endTimeMs", "end_time_ms", "data_end", "adjustedEnd", "endOffset",
    "end_offset",
)  # fmt: skip
_NAMES_MILLISECONDS = re.compile(r"(?:[_ (\[](?:ms|MS)[)\]]?|Ms|MS|[Mm]illiseconds[)\]]?)\Z")
_SECONDS = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)\s?s")
CLOCKED = ":"
"""Stands in for what times are called where each of them says its unit."""
_MILLISECONDS = "_ms"

_FINE_CLOCK = re.compile(r"\d{1,3}:(?:[0-5]?\d|60)(?::(?:[0-5]?\d|60))?(?:[.,]\d{1,9})?")
_WITH_FRAMES = re.compile(r"(\d{1,3}[:;][0-5]\d[:;][0-5]\d)[:;]\d{2}")
"""Editing software counts the frames of a second; how many there are is not said."""
_SPELLED = re.compile(r"(?:(\d{1,3})h)?\s?(?:(\d{1,3})m)\s?(?:(\d{1,2}(?:\.\d{1,6})?)s)?")
_ISO = re.compile(r"PT(?=\d)(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?")
_NUMBER = re.compile(r"(\d{1,12}(?:[.,]\d{1,12})?)")
_SLOWEST, _FASTEST = 0.05, 20.0
"""Words a second, over a whole recording with its pauses."""
_FEWEST_WORDS = 5
"""In a row, on the average, for pace to tell anything."""
_MANY_ROWS = 20
_FEWEST_PACES = 2
_LONGEST_WORD = 60.0
"""Seconds of a usual word; where it takes more of them, they are milliseconds."""
_LONGEST_EPISODE = 86_400.0


def stated_time(stated: dict[str, Any]) -> tuple[str, float | None, float | None]:
    """What an object's start is called, and its start and end, as they are stated there."""
    for key in _START_KEYS:
        start = time_value(stated.get(key))
        if start is not None:
            ends = (time_value(stated.get(end)) for end in _END_KEYS if _same_unit(key, end))
            return (
                CLOCKED if is_clocked(stated[key]) else key,
                start,
                next((end for end in ends if end is not None), None),
            )
    return "", None, None


def _time_unit(key: str, segments: Sequence[Segment]) -> float:
    """What to divide times by to get seconds: 1 or 1,000.

    Args:
        key: What the times are called, a JSON key or the head of a column; or `CLOCKED`.
        segments: All that is spoken, with times as they are stated.

    Raises:
        TranscriptRefused: Speech would be too slow or too fast in either unit.
    """
    if key == CLOCKED:
        return 1.0
    if _NAMES_MILLISECONDS.search(key):
        return 1000.0
    if _are_milliseconds(_paces((one, None) for one in segments)):
        return 1000.0
    starts = [one.start for one in segments if one.start is not None]
    return _unit_of_starts(key, starts, sum(counted_words(one.text) for one in segments))


def _unit_of_starts(key: str, starts: Sequence[float], words: int) -> float:
    """The unit of times that do not say how long anything lasts."""
    last = max(starts, default=0.0)
    length = last - min(starts, default=0.0)
    if length <= 0:
        return 1.0 if last < _LONGEST_EPISODE else 1000.0
    if _SLOWEST <= words / length <= _FASTEST:
        return 1.0
    if _SLOWEST <= words / (length / 1000.0) <= _FASTEST and _tells(words, len(starts)):
        return 1000.0
    if words < length * _SLOWEST and last < _LONGEST_EPISODE:
        return 1.0  # a table of a few words here and there proves nothing
    raise TranscriptRefused(
        f'states times ("{key}") that are neither seconds nor milliseconds: {words:,} words would '
        f"be spoken in {length:,.0f} of them. Export it with times in seconds."
    )


def in_unit(segments: Sequence[Segment], key: str) -> list[Segment]:
    """The segments with times in seconds, which are called ``key`` as they are stated."""
    divisor = _time_unit(key, segments)
    return [
        replace(one, start=_divided(one.start, divisor), end=_divided(one.end, divisor))
        for one in segments
    ]


def in_seconds(segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a format that has seconds, also where somebody wrote milliseconds into it."""
    paces = _paces(zip_longest(segments, segments[1:]))
    if len(paces) < _FEWEST_PACES or not _are_milliseconds(paces):
        return list(segments)
    return in_unit(segments, _MILLISECONDS)


def _paces(segments: Iterable[tuple[Segment, Segment | None]]) -> list[float]:
    """How long a word takes in each of the segments, beside those that follow."""
    return [
        length / max(1, counted_words(one.text))
        for one, following in segments
        if (length := _length(one, following)) > 0
    ]


def _are_milliseconds(paces: Sequence[float]) -> bool:
    """Whether nobody could take so long for a word if these were seconds."""
    return bool(paces) and _LONGEST_WORD < median(paces) < 1000 / _SLOWEST


def _length(segment: Segment, following: Segment | None) -> float:
    """How long a segment lasts, or until the next one begins; 0 where that is not told."""
    end = segment.end if segment.end is not None else following.start if following else None
    return 0.0 if segment.start is None or end is None else end - segment.start


def _divided(time: float | None, divisor: float) -> float | None:
    return None if time is None else round(time / divisor, 6)


def _tells(words: int, rows: int) -> bool:
    """Whether there are enough words for their pace to tell: captions, or a row for each word."""
    return words >= rows * _FEWEST_WORDS or (words <= rows and rows >= _MANY_ROWS)


def is_clocked(value: object) -> bool:
    """Whether a time says its own unit: a clock, "1.5s", "PT1.5S"."""
    return isinstance(value, str) and any(sign in ":;smhP" for sign in value)


def time_value(value: object) -> float | None:
    """A number as it stands, or the seconds of a clock; None for anything else."""
    if isinstance(value, str):
        return _number_in(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if value >= 0 and math.isfinite(value) else None


def _number_in(text: str) -> float | None:
    text = text.strip("[]()")
    if clock := _FINE_CLOCK.fullmatch(text):
        return seconds_of(clock[0])
    if with_frames := _WITH_FRAMES.fullmatch(text):
        return seconds_of(with_frames[1].replace(";", ":"))
    if spelled := _SPELLED.fullmatch(text) or _ISO.fullmatch(text):
        hours, minutes, seconds = (float(part or 0) for part in spelled.groups())
        return hours * 3600 + minutes * 60 + seconds
    found = _SECONDS.fullmatch(text) or _NUMBER.fullmatch(text)
    return float(found[1].replace(",", ".")) if found else None


def _same_unit(start: str, end: str) -> bool:
    return bool(_NAMES_MILLISECONDS.search(start)) == bool(_NAMES_MILLISECONDS.search(end))
