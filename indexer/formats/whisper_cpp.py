"""whisper.cpp's JSON: ``{"transcription": [{"offsets": {"from", "to"}, "text"}], "result"}``.

Offsets are milliseconds; the same times stand beside them as clocks, in ``timestamps``.
"""

from typing import Any

from indexer.assembly import assemble
from indexer.formats.json_values import (
    has_keys,
    json_document,
    milliseconds_value,
    objects,
    opens_json,
    speaker_value,
    text_value,
    within,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "transcription", "offsets", "from", "to", "text"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its segments as cues."""
    document = json_document(text)
    segments = [_segment(item) for item in objects(within(document, "transcription"))]
    language = language_tag(within(document, "result", "language"))
    return assemble(segments, Timing.CUE, language=language)


def _segment(item: dict[str, Any]) -> Segment:
    return Segment(
        text_value(item.get("text")).strip(),
        speaker_value(item.get("speaker")),
        milliseconds_value(within(item, "offsets", "from")),
        milliseconds_value(within(item, "offsets", "to")),
    )


FORMAT = TranscriptFormat("whisper.cpp JSON", (".json",), likeness, parse)
