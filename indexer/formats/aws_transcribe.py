"""AWS Transcribe's JSON: words and punctuation marks as items, with times in strings.

``{"results": {"items": [{"type": "pronunciation", "start_time": "0.04", "end_time": "0.4",
"alternatives": [{"content"}], "speaker_label"?}, {"type": "punctuation", …}], …}}``. Who speaks
stands at the items, or in ``speaker_labels`` by the second, or is the channel.
"""

from collections.abc import Iterator
from dataclasses import replace
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
    if opens_json(text) and has_keys(text, "results", "items", "alternatives", "content"):
        return Likeness.CERTAIN if has_keys(text, "start_time") else Likeness.NONE
    return Likeness.NONE


def parse(text: str) -> Transcript:
    """Its items; a punctuation mark belongs to the word before it."""
    document = json_document(text)
    results = within(document, "results")
    channels = objects(within(results, "channel_labels", "channels"))
    if len(channels) > 1:
        words = channels_together(list(_voices(channels)))
    else:
        words = list(_words(objects(within(results, "items")), _speakers(results)))
    if not words:
        raise TranscriptRefused(
            'is AWS Transcribe JSON without "items". Download the transcript again once the job '
            "is completed."
        )
    return transcript_of_words(words, language_tag(within(results, "language_code")))


def _words(items: list[dict[str, Any]], speakers: dict[str, object]) -> Iterator[SpokenWord]:
    for item in items:
        start = item.get("start_time")
        yield SpokenWord(
            _content(item),
            seconds_value(start),
            seconds_value(item.get("end_time")),
            numbered_speaker(item.get("speaker_label") or speakers.get(str(start))),
            glued=item.get("type") == "punctuation",
        )


def _voices(channels: list[dict[str, Any]]) -> Iterator[list[SpokenWord]]:
    """The words of each channel, which tells who speaks."""
    for number, channel in enumerate(channels):
        words = _words(objects(channel.get("items")), {})
        yield [replace(word, speaker=f"Speaker {number}") for word in words]


def _content(item: dict[str, Any]) -> str:
    best = objects(item.get("alternatives"))
    return text_value(best[0].get("content")) if best else ""


def _speakers(results: object) -> dict[str, object]:
    """Who speaks at which stated start."""
    segments = objects(within(results, "speaker_labels", "segments"))
    return {
        str(item.get("start_time")): item.get("speaker_label", segment.get("speaker_label"))
        for segment in segments
        for item in objects(segment.get("items"))
    }


FORMAT = TranscriptFormat("AWS Transcribe JSON", (".json",), likeness, parse)
