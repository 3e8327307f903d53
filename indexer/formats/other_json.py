"""JSON of shapes that have no file of their own: a list of texts with times, wherever it lies.

Recognisers and editors agree on little but this: somewhere is a list of objects, each with words
and the time at which they are spoken. Which keys say so is known for most; where several lists
hold the same words (turns and the words of each), the finest one is read.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.assembly import assemble
from indexer.formats.json_values import json_document, opens_json
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.sharing import are_words, counted_words
from indexer.formats.spoken_words import SpokenWord, numbered_speaker, transcript_of_words
from indexer.formats.time_units import CLOCKED, in_unit, stated_time
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

_TEXT_KEYS = (
    "punctuated_word", "word", "text", "body", "value", "content", "utterance", "sentence",
    "line", "caption", "transcript", "display",
)  # fmt: skip
_SPEAKER_KEYS = (
    "speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id",
    "speakerId", "voice",
)  # fmt: skip
_BEST_FIRST = frozenset({"alternatives", "nBest"})
_SAME_WORDS = 0.9
"""Of the words of the longest list; one with as many holds the same."""
_FEWEST_TURNS = 2
_MOST_KEYS = 8

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words as an object states them, with times as they stand there."""

    text: str
    speaker: str | None
    start: float | None
    end: float | None
    start_key: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A value still to be looked at, and what the objects around it say."""

    value: Any
    path: Path
    around: _Said


def likeness(text: str) -> Likeness:
    """Likely for whatever begins as JSON does."""
    return Likeness.LIKELY if opens_json(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """The list with the most words in it; the finest of those that hold the same."""
    document = json_document(text)
    said = _finest(_lists(document))
    if not said:
        raise TranscriptRefused(
            f"is JSON in a shape that is not known: {_described(document)}. Give Podcasting 2.0 "
            'JSON ("segments" with "startTime" and "body") or Whisper JSON ("segments" with '
            '"start", "end" and "text").'
        )
    return _transcript(said)


def _lists(document: object) -> dict[Path, list[_Said]]:
    """Everything said, by the keys that lead to it, in the order of the document."""
    found: dict[Path, list[_Said]] = defaultdict(list)
    places = [_Place(document, (), _Said("", None, None, None))]
    while places:
        place = places.pop()
        if isinstance(place.value, list):
            best = place.value[:1] if place.path and place.path[-1] in _BEST_FIRST else place.value
            places += [_Place(one, place.path, place.around) for one in reversed(best)]
        elif isinstance(place.value, dict):
            own = _said(place)
            if own.text.strip():
                found[place.path].append(own)
            inner = [item for item in place.value.items() if isinstance(item[1], list | dict)]
            places += [_Place(one, (*place.path, key), own) for key, one in reversed(inner)]
    return found


def _said(place: _Place) -> _Said:
    stated = place.value
    text = next((stated[key] for key in _TEXT_KEYS if isinstance(stated.get(key), str)), "")
    labels = (numbered_speaker(_named(stated.get(key))) for key in _SPEAKER_KEYS)
    speaker = next((label for label in labels if label), place.around.speaker)
    start_key, start, end = stated_time(stated)
    if start is None and place.path and place.path[-1] in _BEST_FIRST:
        return _Said(text, speaker, place.around.start, place.around.end, place.around.start_key)
    return _Said(text, speaker, start, end, start_key)


def _named(value: object) -> object:
    """A speaker may be an object with a name in it."""
    return value.get("name") or value.get("label") if isinstance(value, dict) else value


def _finest(lists: dict[Path, list[_Said]]) -> list[_Said]:
    timed = [said for said in lists.values() if any(one.start is not None for one in said)]
    turns = [
        said
        for said in lists.values()
        if len(said) >= _FEWEST_TURNS and all(one.speaker for one in said)
    ]
    candidates = timed or turns
    words = [sum(counted_words(one.text) for one in said) for said in candidates]
    longest = max(words, default=0)
    same = [
        said
        for said, count in zip(candidates, words, strict=True)
        if count and count >= longest * _SAME_WORDS
    ]
    return max(same, key=len, default=[])


def _transcript(said: Sequence[_Said]) -> Transcript:
    timed = next((one for one in said if one.start is not None), None)
    stated = [Segment(one.text, one.speaker, one.start, one.end) for one in said]
    spoken = in_unit(stated, timed.start_key if timed else CLOCKED)
    if timed and are_words([one.text for one in spoken]):
        return transcript_of_words(map(_word, spoken))
    return assemble(spoken, Timing.CUE if timed else Timing.NONE)


def _word(one: Segment) -> SpokenWord:
    glued = not any(char.isalnum() for char in one.text)
    return SpokenWord(one.text, one.start, one.end, one.speaker, glued)


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


FORMAT = TranscriptFormat("other JSON", (".json",), likeness, parse)
