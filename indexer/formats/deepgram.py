"""Deepgram's JSON: ``{"results": {"channels": [{"alternatives": [{"words": […]}]}]}}``.

Seconds. A word is ``{"word", "punctuated_word"?, "start", "end", "speaker"?: 0}``. Where people
were recorded on channels of their own, the channel tells who speaks.
"""

from collections.abc import Iterator
from typing import Any

from indexer.formats.json_values import (
    has_keys,
    json_document,
    objects,
    opens_json,
    seconds_value,
    text_value,
    within,
)
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.spoken_words import (
    SpokenWord,
    channels_together,
    numbered_speaker,
    transcript_of_words,
)
from indexer.transcript import Transcript


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if opens_json(text) and has_keys(text, "results", "channels", "alternatives"):
        return Likeness.CERTAIN
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """The words of every channel, in the order in which they are spoken."""
    document = json_document(text)
    channels = objects(within(document, "results", "channels"))
    best = [(objects(one.get("alternatives")) or [{}])[0] for one in channels]
    voices = [list(_words(one, number, len(best))) for number, one in enumerate(best)]
    words = channels_together(voices) if len(voices) > 1 else voices[0] if voices else []
    if not words:
        raise TranscriptRefused(
            "is Deepgram JSON without words in it. Export the whole response again, with the "
            'channels\' "alternatives" and their "words".'
        )
    stated = [one.get("detected_language") for one in channels]
    return transcript_of_words(words, language_tag(stated[0]))


def _words(alternative: dict[str, Any], channel: int, channels: int) -> Iterator[SpokenWord]:
    for item in objects(alternative.get("words")):
        label = channel if channels > 1 else item.get("speaker")
        yield SpokenWord(
            text_value(item.get("punctuated_word")) or text_value(item.get("word")),
            seconds_value(item.get("start")),
            seconds_value(item.get("end")),
            numbered_speaker(label),
        )


FORMAT = TranscriptFormat("Deepgram JSON", (".json",), likeness, parse)
