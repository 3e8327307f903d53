"""The JSON of Whisper in Transformers' pipeline: chunks with a pair of seconds each.

``{"text", "chunks": [{"timestamp": [0.0, 4.2], "text"}]}``, a sentence or a word a chunk; the last
one may have no end. insanely-fast-whisper adds ``"speakers"``, the same with who speaks.
"""

import re
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
from indexer.formats.sharing import are_words
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

_PAIR = re.compile(r'"timestamp"\s*:\s*\[')


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "chunks", "text") and _PAIR.search(text):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its chunks; those with speakers where there are any."""
    document = json_document(text)
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    chunks = objects(within(document, "speakers")) or objects(within(document, "chunks"))
    said = [one for chunk in chunks if (one := _segment(chunk)).text.strip()]
    timing = Timing.WORD if are_words([one.text for one in said]) else Timing.CUE
    # Words carry their own spaces: " well", "-known".
    own_spaces = timing is Timing.WORD and any(one.text[0].isspace() for one in said)
    language = next((chunk["language"] for chunk in chunks if chunk.get("language")), None)
    return assemble(said, timing, spaced=not own_spaces, language=language_tag(language))


def _segment(chunk: dict[str, Any]) -> Segment:
    stated = chunk.get("timestamp")
    start, end = (*stated, None, None)[:2] if isinstance(stated, list) else (None, None)
    begins = seconds_value(start)
    ends = None if begins is None else seconds_value(end)
    return Segment(text_value(chunk.get("text")), speaker_value(chunk.get("speaker")), begins, ends)


FORMAT = TranscriptFormat("Transformers JSON", (".json",), likeness, parse)
