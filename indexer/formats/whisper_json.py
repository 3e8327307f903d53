"""Whisper's JSON, as openai-whisper, faster-whisper and whisperX write it.

``{"text", "language", "segments": [{"start", "end", "text", "speaker"?, "words"?: [{"word",
"start", "end", "speaker"?}]}]}``, or the list of segments alone.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from indexer.assembly import assemble
from indexer.formats.json_speakers import stated_speaker
from indexer.formats.json_values import (
    first_object,
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
from indexer.formats.time_units import in_seconds
from indexer.formats.turns import going_on
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript
from indexer.unspaced import is_unspaced

_OWN_KEYS = {"start", "end", "text"}
_ROUNDING = 0.005
_WORD_SHARE = 0.5
"""Of all segments; where as many have words with times, times are word times."""


def likeness(text: str) -> Likeness:
    """Certain by its keys."""
    if not opens_json(text) or not has_keys(text, "start", "end", "text"):
        return Likeness.NONE
    if has_keys(text, "startTime", "body"):
        return Likeness.NONE
    is_list = text.lstrip().startswith("[")
    named = first_object(text).keys() >= _OWN_KEYS if is_list else has_keys(text, "segments")
    return Likeness.CERTAIN if named else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its segments, in words where most of them state the words' times."""
    document = json_document(text)
    stated = document.get("segments") if isinstance(document, dict) else document
    language = document.get("language") if isinstance(document, dict) else None
    items = _with_words_of_the_whole(objects(stated), document)
    said = [_segments(item) for item in items]
    in_words = sum(_are_words(segments, item) for segments, item in zip(said, items, strict=True))
    timing = Timing.WORD if in_words and in_words >= len(items) * _WORD_SHARE else Timing.CUE
    # Words carry their own spaces: " well", "-known".
    segments = in_seconds(list(_spaced(said)))
    return assemble(segments, timing, spaced=False, language=language_tag(language))


def _with_words_of_the_whole(items: list[dict[str, Any]], document: object) -> list[dict[str, Any]]:
    """Segments with the words that stand beside them, as OpenAI's verbose_json lists them."""
    words = objects(within(document, "words"))
    if not words or any(_words(item) for item in items):
        return items
    items = items or [{}]  # whoever asks for words alone gets no segments
    starts = [_start(item) or 0.0 for item in items]
    own: list[list[dict[str, Any]]] = [[] for _ in items]
    for word in words:
        # The border of two segments is not always that of two words.
        at = bisect_right(starts, (_start(word) or 0.0) + _ROUNDING) - 1
        own[max(0, at)].append(word)
    return [{**item, "words": said} for item, said in zip(items, own, strict=True)]


def _are_words(segments: Sequence[Segment], item: dict[str, Any]) -> bool:
    """Whether a segment was cut into words that have times."""
    return bool(_words(item)) and any(one.start is not None for one in segments)


def _segments(item: dict[str, Any]) -> list[Segment]:
    """The words of one segment, or the whole of it where it has none."""
    start, end = _start(item), seconds_value(item.get("end"))
    speaker, text = speaker_value(stated_speaker(item)), text_value(item.get("text"))
    words = _words(item)
    if not words:
        return [Segment(text, speaker, start, end)]
    pieces = _cut(text, [_text_of(word) for word in words])
    speakers = _speakers(words, speaker)
    segments = list(map(_word, words, pieces, speakers))
    if segments[0].start is None and start is not None:
        # An aligner finds no times for numbers; the first word begins with its segment.
        segments[0] = Segment(segments[0].text, segments[0].speaker, start, segments[0].end)
    return segments


def _speakers(words: Sequence[dict[str, Any]], around: str | None) -> list[str | None]:
    """Who says each word; one that was not aligned has no speaker, and is its neighbour's."""
    named = [speaker_value(stated_speaker(word)) for word in words]
    before = going_on(named)
    first = next((name for name in named if name), around)
    return [name or first for name in before]


def _word(word: dict[str, Any], text: str, speaker: str | None) -> Segment:
    return Segment(text, speaker, _start(word), seconds_value(word.get("end")))


def _words(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [word for word in objects(item.get("words")) if _text_of(word).strip()]


def _text_of(word: dict[str, Any]) -> str:
    """A word; whisper-timestamped calls it a text."""
    return text_value(word.get("word")) or text_value(word.get("text"))


def _start(item: dict[str, Any]) -> float | None:
    return seconds_value(item.get("start"))


def _cut(text: str, words: Sequence[str]) -> list[str]:
    """The segment's text, spaces and all, in one piece a word.

    Where the text and its words do not agree, the words as they are: with a space before each
    if none brings its own.
    """
    pieces, position = [], 0
    for word in words:
        at = text.find(word.strip(), position)
        if at < 0 or _has_words(text[position:at]):
            return _own_pieces(words)
        end = at + len(word.strip())
        pieces.append(text[position:end])
        position = end
    if _has_words(text[position:]):
        return _own_pieces(words)
    return [*pieces[:-1], pieces[-1] + text[position:].rstrip()]


def _has_words(text: str) -> bool:
    """Whether a text is more than marks: OpenAI's words come without those of their segment."""
    return any(char.isalnum() for char in text)


def _own_pieces(words: Sequence[str]) -> list[str]:
    if any(word != word.strip() for word in words):
        return list(words)
    return [f" {word}" for word in words]


def _spaced(items: Sequence[list[Segment]]) -> Iterator[Segment]:
    """All segments, with a space between two that Chinese or Japanese does not go without."""
    last = " "
    for segments in items:
        spoken = [segment for segment in segments if segment.text]
        for number, segment in enumerate(spoken):
            first = segment.text[0]
            opens = number == 0 and not (last.isspace() or first.isspace())
            gap = " " if opens and not (is_unspaced(last) and is_unspaced(first)) else ""
            yield Segment(gap + segment.text, segment.speaker, segment.start, segment.end)
            last = segment.text[-1]


FORMAT = TranscriptFormat("Whisper JSON", (".json",), likeness, parse)
