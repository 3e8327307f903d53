"""JSON of shapes without a file of their own: a list of timed texts is found wherever it lies."""

import json
from typing import Any

import pytest

from indexer.formats import TranscriptRefused, other_json
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import said, spans


def parsed(document: Any) -> Transcript:
    return other_json.parse(json.dumps(document))


def test_monologues_of_elements() -> None:
    """The speaker stands above the words; spaces and marks have no time."""
    elements = [
        {"type": "text", "value": "Hello", "ts": 0.5, "end_ts": 0.9},
        {"type": "punct", "value": " "},
        {"type": "text", "value": "there", "ts": 1.0, "end_ts": 1.4},
        {"type": "punct", "value": "."},
    ]
    transcript = parsed({"monologues": [{"speaker": 0, "elements": elements}]})
    assert said(transcript) == [("Speaker 0", "Hello there.")]
    assert spans(transcript) == [("Hello", 0.5, 0.9), ("there.", 1.0, 1.4)]


def test_the_best_alternative_alone() -> None:
    """Its words are timed by the object around it."""
    results = [
        {"type": "word", "start_time": 0.1, "end_time": 0.5,
         "alternatives": [{"content": "Hello", "speaker": "S1"}, {"content": "Hallo"}]},
        {"type": "punctuation", "start_time": 0.5, "end_time": 0.5, "attaches_to": "previous",
         "alternatives": [{"content": ".", "speaker": "S1"}]},
    ]  # fmt: skip
    transcript = parsed({"format": "2.9", "results": results})
    assert said(transcript) == [("S1", "Hello.")]


def test_the_finest_of_several_lists() -> None:
    """Words, and not the turns or the whole text that hold the same ones."""
    words = [{"text": w, "start": n / 2, "end": n / 2 + 0.4} for n, w in enumerate(("a", "b", "c"))]
    turn = {"speaker": "Ann", "text": "a b c", "start": 0.0, "end": 1.4, "words": words}
    transcript = parsed({"text": "a b c", "turns": [turn]})
    assert [span[0] for span in spans(transcript)] == ["a", "b", "c"]
    assert transcript.utterances[0].speaker == "Ann"
    assert transcript.utterances[0].timing is Timing.WORD


def test_clocks_and_seconds_in_strings() -> None:
    """As Podlove and Google write them."""
    clocks = [{"start": "00:01:02.500", "end": "00:01:04", "voice": "Ann", "text": "one two"}]
    assert spans(parsed(clocks)) == [("one two", 62.5, 64.0)]
    seconds = [{"startTime": "1.300s", "endTime": "2s", "word": "one"}]
    assert spans(parsed({"results": [{"alternatives": [{"words": seconds}]}]})) == [
        ("one", 1.3, 2.0)
    ]


@pytest.mark.parametrize(
    ("key", "factor"), [("start", 1000), ("start", 1), ("start_ms", 1000), ("startMs", 1000)]
)
def test_the_unit_is_named_or_told_by_the_pace(key: str, factor: int) -> None:
    """Nobody says five words in a thousand seconds, over and over."""
    lines = [{key: n * 2 * factor, "text": f"down to the old weir {n}"} for n in range(5)]
    assert [span[1] for span in spans(parsed(lines))] == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_turns_without_times() -> None:
    """Names alone are enough, if everything said has one."""
    turns = [{"speaker": "Ann", "text": "Hello."}, {"speaker": "Bo", "text": "Yes."}]
    transcript = parsed({"dialogue": turns})
    assert said(transcript) == [("Ann", "Hello."), ("Bo", "Yes.")]
    assert transcript.utterances[0].timing is Timing.NONE


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"name": "package", "version": "1"}, 'it has the keys "name", "version"'),
        ([{"a": 1}], 'a list of objects with the keys "a"'),
        ({"chapters": [{"startTime": 1, "title": "One"}]}, "in a shape that is not known"),
        ({"items": [{"text": "a b", "time": 0}, {"text": "c", "time": 10**12}]}, "neither seconds"),
    ],
)
def test_what_holds_no_timed_text_is_refused(document: Any, told: str) -> None:
    """By the keys that it has."""
    with pytest.raises(TranscriptRefused, match=told):
        parsed(document)
