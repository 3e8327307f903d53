"""AssemblyAI's JSON, whose times are milliseconds.

``{"words": [{"text", "start", "end", "speaker"?}], "utterances"?: [{"speaker", "words"}], …}``, or
the lists that it gives under "sentences" and "paragraphs".
"""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from indexer.formats import other_json
from indexer.formats.json_values import (
    has_keys,
    json_document,
    milliseconds_value,
    objects,
    opens_json,
    text_value,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.spoken_words import SpokenWord, numbered_speaker, transcript_of_words
from indexer.transcript import Transcript

_OWN_KEYS = (
    "audio_duration", "acoustic_model", "speech_model", "speech_models", "utterances",
    "paragraphs", "sentences",
)  # fmt: skip
_SHORTEST_WORD = 0.005
"""Seconds of a usual word; where it takes less of them, what is stated are seconds."""
_FEWEST_WORDS = 3
_OTHERS_KEYS = ("segments", "channels", "items", "word", "punctuated_word", "body")


def likeness(text: str) -> Likeness:
    """Likely by its keys, where it has none of another recogniser."""
    if not opens_json(text) or not has_keys(text, "words", "text", "start", "end", "confidence"):
        return Likeness.NONE
    if any(has_keys(text, key) for key in _OTHERS_KEYS):
        return Likeness.NONE
    return Likeness.CERTAIN if any(has_keys(text, key) for key in _OWN_KEYS) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its words, with the speaker of the utterance that they belong to."""
    document = json_document(text)
    if not isinstance(document, dict):
        raise TranscriptRefused("is JSON without AssemblyAI's words. Export it again.")
    words = list(_words(document))
    if _are_seconds(words):
        # Others list words by the same keys, and name speakers in turns beside them.
        return other_json.parse(text)
    if not words:
        raise TranscriptRefused(
            'is AssemblyAI JSON without "words". Export the transcript again once it is completed.'
        )
    return transcript_of_words(words, language_tag(document.get("language_code")))


def _words(document: dict[str, Any]) -> Iterator[SpokenWord]:
    lists = (objects(document.get(key)) for key in ("utterances", "paragraphs", "sentences"))
    with_words = (found for found in lists if any(objects(one.get("words")) for one in found))
    turns = next(with_words, [document])
    for turn in turns:
        for item in objects(turn.get("words")):
            yield SpokenWord(
                text_value(item.get("text")),
                milliseconds_value(item.get("start")),
                milliseconds_value(item.get("end")),
                numbered_speaker(turn.get("speaker") or item.get("speaker")),
            )


def _are_seconds(words: Sequence[SpokenWord]) -> bool:
    """Whether nobody could say so much in so little time if these were milliseconds."""
    lengths = [
        one.end - one.start for one in words if one.start is not None and one.end is not None
    ]
    return len(lengths) >= _FEWEST_WORDS and median(lengths) < _SHORTEST_WORD


FORMAT = TranscriptFormat("AssemblyAI JSON", (".json",), likeness, parse)
