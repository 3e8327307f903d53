"""Podcasting 2.0 JSON: ``{"segments": [{"speaker", "startTime", "endTime", "body"}]}``."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, zip_longest
from typing import Any

from indexer.assembly import assemble
from indexer.formats.json_values import (
    has_keys,
    json_document,
    objects,
    opens_json,
    seconds_value,
    speaker_value,
    text_value,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.sharing import are_words, shared_out
from indexer.formats.time_units import in_seconds
from indexer.formats.turns import going_on
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "segments", "startTime", "body"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its segments; where several share one time (the lines of one cue), they divide it."""
    document = json_document(text)
    if not isinstance(document, dict):
        raise TranscriptRefused("is JSON without Podcasting 2.0 segments. Export it again.")
    items = objects(document.get("segments"))
    said = [_segment(*pair) for pair in zip(items, _speakers(items), strict=True)]
    spoken = in_seconds([segment for segment in said if segment.text.strip()])
    timing = Timing.WORD if are_words([one.text for one in spoken]) else Timing.CUE
    if timing is Timing.CUE:
        spoken = list(_divided(spoken))
    return assemble(spoken, timing, language=language_tag(document.get("language")))


def _speakers(items: Sequence[dict[str, Any]]) -> list[str | None]:
    """Who speaks in each segment; where names stand at changes alone, they go on."""
    named = [speaker_value(item.get("speaker")) for item in items]
    if any(before and before == after for before, after in pairwise(named)):
        return named
    left_out = any("speaker" not in item for item in items)
    mostly_empty = named[:1] != [None] and named.count(None) * 2 > len(named)
    return going_on(named) if left_out or mostly_empty else named


def _segment(item: dict[str, Any], speaker: str | None) -> Segment:
    start, end = seconds_value(item.get("startTime")), seconds_value(item.get("endTime"))
    return Segment(text_value(item.get("body")), speaker, start, None if start is None else end)


def _divided(segments: Sequence[Segment]) -> Iterator[Segment]:
    groups = [list(group) for _, group in groupby(segments, key=lambda s: (s.start, s.end))]
    for group, following in zip_longest(groups, groups[1:]):
        start, end = group[0].start, group[0].end
        if start is None:
            yield from group
            continue
        if end is None and following is not None and (following[0].start or 0) >= start:
            end = following[0].start
        times = shared_out([s.text for s in group], start, end)
        for segment, (begin, until) in zip(group, times, strict=True):
            yield Segment(segment.text, segment.speaker, begin, until)


FORMAT = TranscriptFormat("Podcasting 2.0 JSON", (".json",), likeness, parse)
