"""JSON in shapes that are not read; it is refused by the keys that it has."""

from typing import Any

from indexer.formats.json_values import json_document, opens_json
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_MOST_KEYS = 8


def likeness(text: str) -> Likeness:
    """Likely for whatever begins as JSON does."""
    return Likeness.LIKELY if opens_json(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Nothing: it always refuses, in words."""
    document = json_document(text)
    raise TranscriptRefused(
        f"is JSON in a shape that is not known: {_described(document)}. Give Podcasting 2.0 JSON "
        '("segments" with "startTime" and "body") or Whisper JSON ("segments" with "start", "end" '
        'and "text").'
    )


def _described(document: object) -> str:
    if isinstance(document, list):
        first = next((item for item in document if isinstance(item, dict)), None)
        return f"a list of objects with {_keys(first)}" if first is not None else "a list"
    segments = document.get("segments") if isinstance(document, dict) else None
    if isinstance(segments, list) and segments and isinstance(segments[0], dict):
        return f"its segments have {_keys(segments[0])}"
    return f"it has {_keys(document)}" if isinstance(document, dict) else "a single value"


def _keys(item: dict[str, Any]) -> str:
    if not item:
        return "no keys"
    names = [f'"{key[:40]}"' for key in item]
    more = ", …" if len(names) > _MOST_KEYS else ""
    return f"the keys {', '.join(names[:_MOST_KEYS])}{more}"


FORMAT = TranscriptFormat("JSON of another shape", (".json",), likeness, parse)
