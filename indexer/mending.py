"""Faults of published transcripts, mended before their pieces are joined.

loops ► times; whatever is mended is counted
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.recogniser_loops import without_loops
from indexer.repairs import Repair
from indexer.segment import Segment


def mended(
    segments: Sequence[Segment], *, recognised: bool
) -> tuple[list[Segment], Counter[Repair]]:
    """The segments as they were meant, and how often something was mended.

    ``recognised`` tells that a machine wrote them, so that repetitions may be a loop of it.
    """
    counts: Counter[Repair] = Counter()
    spoken = list(segments)
    if recognised:
        spoken, counts[Repair.RECOGNISER_LOOPS] = without_loops(spoken)
    timed = list(_with_times(spoken, counts))
    return timed, +counts


def _with_times(segments: Sequence[Segment], counts: Counter[Repair]) -> Iterator[Segment]:
    starts = [one.start for one in segments if one.start is not None]
    counts[Repair.GOES_BACK] = sum(after < before for before, after in pairwise(starts))
    for position, segment in enumerate(segments):
        following = segments[position + 1] if position + 1 < len(segments) else None
        yield _with_end(segment, following, counts)


def _with_end(segment: Segment, following: Segment | None, counts: Counter[Repair]) -> Segment:
    """Where a source states no end that can be true, a segment lasts until the next one begins."""
    fault = _fault(segment, following)
    if segment.start is None or (segment.end is not None and fault is None):
        return segment
    timed = replace(segment, end=_until(segment, following))
    if fault and segment.text.strip():
        counts[fault] += timed.end != segment.end
    return timed


def _fault(segment: Segment, following: Segment | None) -> Repair | None:
    if segment.start is None or segment.end is None:
        return None
    if segment.end < segment.start:
        return Repair.ENDS_BEFORE_START
    if segment.end == segment.start:
        return Repair.WITHOUT_LENGTH
    return Repair.OVERLAPS if _goes_on_into(segment, following) else None


def _goes_on_into(segment: Segment, following: Segment | None) -> bool:
    """Whether one voice would say two things at once; two people may."""
    if following is None or following.start is None or following.speaker != segment.speaker:
        return False
    assert segment.start is not None
    assert segment.end is not None
    return segment.start < following.start < segment.end


def _until(segment: Segment, following: Segment | None) -> float | None:
    assert segment.start is not None
    if following and following.start is not None and following.start >= segment.start:
        return following.start
    return segment.start if segment.end == segment.start else None
