"""JSON Lines: an object a line, ``{"start": 0.0, "end": 4.2, "text": …}``.

They are the items of a list, which the readers of Whisper's and of other JSON know. A line that is
broken refuses the file, as it would inside a list.
"""

import io
from itertools import islice

from indexer.formats import other_json, whisper_json
from indexer.formats.json_values import json_document, opens_json
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript


def likeness(text: str) -> Likeness:
    """Certain where the first line is an object, and the next one opens another."""
    opening = list(islice((line for line in io.StringIO(text) if line.strip()), 2))
    if len(opening) < 2 or not all(line.lstrip().startswith("{") for line in opening):  # noqa: PLR2004
        return Likeness.NONE
    try:
        json_document(opening[0])
    except TranscriptRefused:
        return Likeness.NONE
    return Likeness.CERTAIN if opens_json(opening[1]) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its objects, as a list of them is read."""
    document = _as_list(text)
    is_whisper = whisper_json.likeness(document) is Likeness.CERTAIN
    return whisper_json.parse(document) if is_whisper else other_json.parse(document)


def _as_list(text: str) -> str:
    """The list of all objects, each in the line in which it stood."""
    *above, last = text.rstrip().split("\n")
    separated = (f"{line}," if line.strip() else line for line in above)
    return "[" + "\n".join([*separated, f"{last}]"])


FORMAT = TranscriptFormat("JSON Lines", (".jsonl", ".ndjson"), likeness, parse)
