"""JSON Lines: an object a line, ``{"start": 0.0, "end": 4.2, "text": …}``; or laid out as it may.

They are the items of a list, which the readers of Whisper's and of other JSON know. An object that
is broken refuses the file, as it would inside a list.
"""

import json
import re

from indexer.formats import other_json, whisper_json
from indexer.formats.json_values import opens_json
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.transcript import Transcript

_OBJECT = re.compile(r"\S")
_NEXT = re.compile(r"\}\s*\{")


def likeness(text: str) -> Likeness:
    """Certain where one object ends and the next one opens."""
    if not text.lstrip().startswith("{") or not _NEXT.search(text):
        return Likeness.NONE
    _, *others = _objects(text, most=1)
    return Likeness.CERTAIN if others and opens_json(others[0]) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its objects, as a list of them is read."""
    document = f"[{','.join(_objects(text))}]"
    is_whisper = whisper_json.likeness(document) is Likeness.CERTAIN
    return whisper_json.parse(document) if is_whisper else other_json.parse(document)


def _objects(text: str, most: int | None = None) -> list[str]:
    """The objects, each with the lines above it; what is none, or comes after most, is the last."""
    decoder, at, found = json.JSONDecoder(), 0, list[str]()
    text = text.rstrip()
    while (opening := _OBJECT.search(text, at)) and (most is None or len(found) < most):
        try:
            _, end = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            break
        found.append(text[at:end])
        at = end
    return [*found, text[at:]] if at < len(text) else found


FORMAT = TranscriptFormat("JSON Lines", (".jsonl", ".ndjson"), likeness, parse)
