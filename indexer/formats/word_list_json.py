"""Segments that list their words and have no text: ``{"segments": [{"wdlist": […]}]}``.

Reduct writes them: ``{"speaker_name", "start", "wdlist": [{"word", "start", "end"}]}``, where words
carry the space behind them.
"""

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
    within,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "segments", "wdlist", "word"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its words, each with its own time."""
    items = objects(within(json_document(text), "segments"))
    segments = [word for item in items for word in _words(item)]
    stated = next((item.get("lang") for item in items), None)
    return assemble(segments, Timing.WORD, spaced=False, language=language_tag(stated))


def _words(item: dict[str, Any]) -> list[Segment]:
    speaker = speaker_value(item.get("speaker_name")) or speaker_value(item.get("speaker_id"))
    words = objects(item.get("wdlist"))
    return [_word(word, speaker, last=word is words[-1]) for word in words]


def _word(word: dict[str, Any], speaker: str | None, *, last: bool) -> Segment:
    """A word; the last of a segment has no space behind it, and still is not part of the next."""
    text = text_value(word.get("word"))
    start, end = seconds_value(word.get("start")), seconds_value(word.get("end"))
    return Segment(f"{text} " if last else text, speaker, start, end)


FORMAT = TranscriptFormat("word list JSON", (".json",), likeness, parse)
