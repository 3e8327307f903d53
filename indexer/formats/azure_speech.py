"""Azure Speech's JSON: phrases with an offset and a duration, and the words of each.

Batches write ``{"recognizedPhrases": [{"offset": "PT0.5S", "offsetInTicks", "nBest": [{"display",
"words"?: [{"word", "offset"}]}], "speaker"?}]}``; fast transcription ``{"phrases": [{"text",
"offsetMilliseconds", "words"?: [{"text", "offsetMilliseconds"}], "speaker"?}]}``.
"""

from typing import Any

from indexer.assembly import assemble
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
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.spoken_words import numbered_speaker
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

_UNITS = (("", 1.0), ("Milliseconds", 1000.0), ("InTicks", 10_000_000.0))
_WORD_SHARE = 0.5
"""Of all phrases; where as many have words with times, times are word times."""


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if not opens_json(text):
        return Likeness.NONE
    batch = has_keys(text, "recognizedPhrases", "nBest")
    fast = has_keys(text, "combinedPhrases", "phrases", "offsetMilliseconds")
    return Likeness.CERTAIN if batch or fast else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its phrases as they are displayed, in words where those have times."""
    document = json_document(text)
    phrases = objects(within(document, "recognizedPhrases"))
    phrases = phrases or objects(within(document, "phrases"))
    channels = {phrase.get("channel") for phrase in phrases}
    if len(channels) > 1:
        # Batches list one channel after the other.
        phrases = sorted(phrases, key=lambda phrase: _time(phrase, "offset") or 0.0)
    said = [_segments(phrase, channel=len(channels) > 1) for phrase in phrases]
    in_words = sum(len(segments) > 1 for segments in said)
    timing = Timing.WORD if in_words and in_words >= len(said) * _WORD_SHARE else Timing.CUE
    language = next((phrase["locale"] for phrase in phrases if phrase.get("locale")), None)
    segments = [segment for phrase in said for segment in phrase]
    return assemble(segments, timing, language=language_tag(language))


def _segments(phrase: dict[str, Any], *, channel: bool) -> list[Segment]:
    """The words of one phrase, or the whole of it where they are not those that it displays."""
    best = (objects(phrase.get("nBest")) or [phrase])[0]
    text = text_value(best.get("display")) or text_value(best.get("text"))
    words = objects(best.get("displayWords")) or objects(best.get("words"))
    # The words of batches lack marks and capitals; what is displayed may write numbers otherwise.
    shown = text.split()
    speaker = numbered_speaker(phrase.get("channel" if channel else "speaker"))
    if len(shown) != len(words):
        return [Segment(text, speaker, *_times(phrase))]
    return [
        Segment(piece, speaker, *_times(word)) for piece, word in zip(shown, words, strict=True)
    ]


def _times(item: dict[str, Any]) -> tuple[float | None, float | None]:
    start, duration = _time(item, "offset"), _time(item, "duration")
    end = None if start is None or duration is None else round(start + duration, 6)
    return start, end


def _time(item: dict[str, Any], key: str) -> float | None:
    stated = ((seconds_value(item.get(f"{key}{unit}")), divisor) for unit, divisor in _UNITS)
    return next((round(time / by, 6) for time, by in stated if time is not None), None)


FORMAT = TranscriptFormat("Azure Speech JSON", (".json",), likeness, parse)
