"""whisper.cpp's JSON: ``{"transcription": [{"offsets": {"from", "to"}, "text"}], "result"}``.

Offsets are milliseconds; the same times stand beside them as clocks, in ``timestamps``.
"""

from collections.abc import Sequence
from dataclasses import replace
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
from indexer.formats.sharing import are_words
from indexer.formats.spoken_words import SpokenWord, transcript_of_words
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "transcription", "offsets", "from", "to", "text"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its segments as cues, or the words that they make up where each is a part of one."""
    document = json_document(text)
    segments = [_segment(item) for item in objects(within(document, "transcription"))]
    language = language_tag(within(document, "result", "language"))
    if _are_tokens(segments):
        return transcript_of_words(map(_token, segments), language)
    cues = [replace(one, text=one.text.strip()) for one in segments]
    return assemble(cues, Timing.CUE, language=language)


def _are_tokens(segments: Sequence[Segment]) -> bool:
    """Whether segments are as short as they can be, and bring the spaces between words."""
    own_spaces = any(one.text[:1].isspace() for one in segments[1:])
    return own_spaces and are_words([one.text for one in segments if one.text.strip()])


def _token(one: Segment) -> SpokenWord:
    return SpokenWord(one.text, one.start, one.end, one.speaker, not one.text[:1].isspace())


def _segment(item: dict[str, Any]) -> Segment:
    return Segment(
        text_value(item.get("text")),
        speaker_value(item.get("speaker")),
        milliseconds_value(within(item, "offsets", "from")),
        milliseconds_value(within(item, "offsets", "to")),
    )


FORMAT = TranscriptFormat("whisper.cpp JSON", (".json",), likeness, parse)
