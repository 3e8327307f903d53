"""JSON of shapes that have no file of their own: a list of texts with times, wherever it lies.

Recognisers and editors agree on little but this: somewhere is a list of objects, each with words
and the time at which they are spoken. Which keys say so is known for most; where several lists
hold the same words (turns and the words of each), the finest one is read.
"""

from collections.abc import Sequence
from typing import Any

from indexer.assembly import assemble
from indexer.formats.json_joins import glued
from indexer.formats.json_lists import Said, lists_of
from indexer.formats.json_turns import with_speakers
from indexer.formats.json_unread import unread_times
from indexer.formats.json_values import json_document, opens_json
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.sharing import are_words, counted_words
from indexer.formats.spoken_words import SpokenWord, transcript_of_words
from indexer.formats.time_units import CLOCKED, in_unit
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

_SAME_WORDS = 0.9
"""Of the words of the longest list; one with as many holds the same."""
_FEWEST_TURNS = 2
_MOST_KEYS = 8


def likeness(text: str) -> Likeness:
    """Likely for whatever begins as JSON does."""
    return Likeness.LIKELY if opens_json(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """The list with the most words in it; the finest of those that hold the same."""
    document = json_document(text)
    lists = lists_of(document)
    said = _finest([[one for one in said if one.text] for said in lists.values()])
    if not said:
        raise TranscriptRefused(
            f"is JSON in a shape that is not known: {_described(document)}. Give Podcasting 2.0 "
            'JSON ("segments" with "startTime" and "body") or Whisper JSON ("segments" with '
            '"start", "end" and "text").'
        )
    if all(one.start is None for one in said) and (unread := unread_times(said)):
        raise TranscriptRefused(
            f'is JSON whose "{unread[:40]}" looks like times, in a shape that is not known. Call '
            'them "start" and "end", in seconds.'
        )
    return _transcript(with_speakers(said, lists.values()))


def _finest(lists: Sequence[list[Said]]) -> list[Said]:
    timed = [said for said in lists if any(one.start is not None for one in said)]
    turns = [
        said for said in lists if len(said) >= _FEWEST_TURNS and all(one.speaker for one in said)
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


def _transcript(said: Sequence[Said]) -> Transcript:
    timed = next((one for one in said if one.start is not None), None)
    stated = [Segment(one.text, one.speaker, one.start, one.end) for one in said]
    spoken = in_unit(stated, timed.start_key if timed else CLOCKED)
    if timed and are_words([one.text for one in spoken if one.text.strip()]):
        return transcript_of_words(map(_word, spoken, glued(said)))
    return assemble(spoken, Timing.CUE if timed else Timing.NONE)


def _word(one: Segment, joined: bool) -> SpokenWord:
    return SpokenWord(one.text, one.start, one.end, one.speaker, joined)


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
