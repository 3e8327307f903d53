"""JSON of shapes without a file of their own: a list of timed texts is found wherever it lies."""

import json
from typing import Any

import pytest

from indexer.formats import TranscriptRefused, other_json
from indexer.formats.registry import recognised
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


@pytest.mark.parametrize(
    "stated",
    [
        {"data_start": 1.5, "data_end": 2.0},
        {"instances": [{"start": "0:00:01.5", "end": "0:00:02"}]},
        {"offset": "PT1.5S"},
    ],
)
def test_times_by_other_names(stated: Any) -> None:
    """Of editors and recognisers, also one object further in."""
    transcript = parsed([{"speaker": "Ann", "text": "Hello there."} | stated] * 2)
    assert spans(transcript)[0][1] == 1.5


@pytest.mark.parametrize("key", ["audioStart", "my_time", "t"])
@pytest.mark.parametrize("times", [(0, 4.5), ("0:00", "0:04")])
def test_times_that_cannot_be_read_are_not_left_out(key: str, times: Any) -> None:
    """A transcript without times must not come of them silently."""
    turns = [{"speaker": name, "text": "Hello.", key: time}
             for name, time in zip(("Ann", "Bo"), times, strict=True)]  # fmt: skip
    for document in (turns, [one | {key: None, "at": {key: one[key]}} for one in turns]):
        with pytest.raises(TranscriptRefused, match=f'whose "{key}" looks like times'):
            parsed(document)


@pytest.mark.parametrize("more", [{"id": 1}, {"startChar": 7}, {"confidence": 0.9}])
def test_numbers_that_are_no_times(more: dict[str, float]) -> None:
    """Counts, places in the text, and how sure somebody was."""
    turns = [{"speaker": "Ann", "text": "Hello."} | dict.fromkeys(more, 0.5),
             {"speaker": "Bo", "text": "Yes."} | more]  # fmt: skip
    assert said(parsed(turns)) == [("Ann", "Hello."), ("Bo", "Yes.")]


def test_words_below_each_result() -> None:
    """As Vosk lists them, beside the text that they make up."""
    results = [{"result": [{"word": "down", "start": n, "end": n + 0.5}], "text": "down"}
               for n in (0, 1)]  # fmt: skip
    found = recognised(json.dumps(results), ".json")
    assert found is other_json.FORMAT
    assert spans(parsed(results)) == [("down", 0.0, 0.5), ("down", 1.0, 1.5)]


@pytest.mark.parametrize(
    ("turn", "more"),
    [
        ({"speaker": 0, "speaker_name": "Ann Lee"}, {}),
        ({"speaker": "1", "voice": "Ann Lee"}, {}),
        ({"speaker": {"id": "a1"}}, {"speakers": [{"id": "a1", "name": "Ann Lee"}]}),
        ({"speaker": 0}, {"info": {"speakers": [{"id": 0, "name": "Ann Lee"}]}}),
        ({"speaker": "Ann Lee"}, {"speakers": [{"id": "Ann Lee", "name": "Speaker #1"}]}),
    ],
)
def test_a_name_wins_over_a_number(turn: Any, more: Any) -> None:
    """Wherever it is stated."""
    turns = [turn | {"start": 0, "text": "Hello there."}]
    assert said(parsed({"turns": turns} | more)) == [("Ann Lee", "Hello there.")]


@pytest.mark.parametrize("texts", [("Hello there.", "Yes."), (None, None)])
def test_turns_beside_the_words_name_speakers(texts: Any) -> None:
    """By their words where they have the same, else by their times."""
    words = [{"text": word, "start": n, "end": n + 0.5}
             for n, word in enumerate(("Hello", "there.", "Yes."))]  # fmt: skip
    turns = [{"speaker": "Ann", "start": 0, "text": texts[0]},
             {"speaker": "Bo", "start": 9 if texts[0] else 2, "text": texts[1]}]  # fmt: skip
    transcript = parsed({"words": words, "paragraphs": turns})
    assert said(transcript) == [("Ann", "Hello there."), ("Bo", "Yes.")]


def test_parts_of_a_word_have_no_space_between() -> None:
    """Where the source states its spaces; a turn begins with one all the same."""
    pieces = ["A", " ", "well", "-", "known", " ", "weir", ", ", "yes"]
    elements = [{"value": piece} | ({"ts": n, "end_ts": n + 1} if piece.isalpha() else {})
                for n, piece in enumerate(pieces)]  # fmt: skip
    turns = [{"speaker": 0, "elements": elements},
             {"speaker": 0, "elements": [{"value": "Right", "ts": 20, "end_ts": 21}]}]  # fmt: skip
    transcript = parsed({"monologues": turns})
    assert said(transcript) == [("Speaker 0", "A well-known weir, yes Right")]
    assert spans(transcript)[1] == ("well-known", 2.0, 5.0)


@pytest.mark.parametrize("stated", [{"attaches_to": "next"}, {}])
def test_marks_that_open_a_sentence(stated: Any) -> None:
    """They join the word behind them, whether that is said or not."""
    results = [{"start": n, "end": n + 0.5, "alternatives": [{"content": text}]}
               for n, text in enumerate(("Hola", ".", "¿", "Qué", "tal", "?"))]  # fmt: skip
    results[2] |= stated
    assert parsed(results).text == "Hola. ¿Qué tal?"


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
