"""YouTube's json3 captions, whose times are milliseconds.

``{"events": [{"tStartMs", "dDurationMs", "aAppend"?, "segs": [{"utf8", "tOffsetMs"?}]}]}``. An
event with ``aAppend`` mostly moves the window up a line and says nothing. What people typed has no
offsets; what a recogniser heard has one a word, and its windows overlap.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import zip_longest
from typing import Any

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.json_values import (
    has_keys,
    json_document,
    milliseconds_value,
    objects,
    opens_json,
    text_value,
    within,
)
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.timestamps import clock_of
from indexer.transcript import Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "events", "tStartMs", "segs", "utf8"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its events as cues, the offsets as finer times inside them."""
    events = objects(within(json_document(text), "events"))
    cues = [cue for event in events if (cue := _cue(event)) is not None]
    return transcript_of(_one_after_another(cues))


def _cue(event: dict[str, Any]) -> Cue | None:
    start = milliseconds_value(event.get("tStartMs"))
    pieces = objects(event.get("segs"))
    if start is None or not pieces:
        return None
    lasts = milliseconds_value(event.get("dDurationMs"))
    marked = "".join(_marked(piece, start) for piece in pieces)
    end = None if lasts is None else round(start + lasts, 3)
    lines = tuple(line for line in marked.split("\n") if line.strip())
    return Cue(start, end, lines) if lines else None


def _marked(piece: dict[str, Any], start: float) -> str:
    """A piece's words behind its own second, written as WebVTT does."""
    offset = milliseconds_value(piece.get("tOffsetMs"))
    words = escape(text_value(piece.get("utf8")), quote=False)
    return words if offset is None or not words.strip() else f"<{clock_of(start + offset)}>{words}"


def _one_after_another(cues: Sequence[Cue]) -> list[Cue]:
    """A window is shown while the next one fills; its words are over when that begins."""
    return [
        replace(cue, end=following.start)
        if following and cue.end is not None and cue.start <= following.start < cue.end
        else cue
        for cue, following in zip_longest(cues, cues[1:])
    ]


FORMAT = TranscriptFormat("YouTube json3", (".json3", ".json"), likeness, parse)
