"""Google Speech-to-Text's JSON: words in results, and all of them once more with speakers."""

import json
from typing import Any

import pytest

from indexer.formats import TranscriptRefused, google_speech
from indexer.formats.registry import Likeness, recognised
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import said, spans


def word(text: str, start: float, speaker: int | None = None) -> dict[str, Any]:
    tag = {} if speaker is None else {"speakerTag": speaker}
    return {"startTime": f"{start}s", "endTime": f"{start + 0.4:.3f}s", "word": text, **tag}


def result(*words: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"alternatives": [{"transcript": "…", "words": words}], **more}


def parsed(*results: dict[str, Any]) -> Transcript:
    text = json.dumps({"results": results})
    assert google_speech.likeness(text) is Likeness.CERTAIN
    return google_speech.parse(text)


def test_words_of_the_best_alternatives() -> None:
    """One result after the other; marks are part of the words."""
    first = result(word("Hello", 0.5), word("there.", 1.0), languageCode="en-us")
    first["alternatives"].append({"transcript": "Hallo", "words": [word("Hallo", 0.5)]})
    transcript = parsed(first, result(word("Yes.", 2.0)))
    assert spans(transcript) == [("Hello", 0.5, 0.9), ("there.", 1.0, 1.4), ("Yes.", 2.0, 2.4)]
    assert transcript.utterances[0].timing is Timing.WORD
    assert transcript.language == "en-us"


@pytest.mark.parametrize("untold", [None, 0])
def test_the_last_result_repeats_all_words_with_speakers(untold: int | None) -> None:
    """Nothing is said twice, and everything has a speaker."""
    transcript = parsed(
        result(word("Hello", 0.5, untold), word("there.", 1.0, untold)),
        result(word("Yes.", 2.0, untold)),
        result(word("Hello", 0.5, 1), word("there.", 1.0, 1), word("Yes.", 2.0, 2)),
    )
    assert said(transcript) == [("Speaker 1", "Hello there."), ("Speaker 2", "Yes.")]
    assert transcript.repairs == {}


def test_speakers_in_every_result_repeat_nothing() -> None:
    """As version 2 writes them; one who repeats somebody's words is heard."""
    first, second = (
        result({"startOffset": f"{n}s", "word": "Hello", "speakerLabel": n}) for n in ("1", "2")
    )
    assert said(parsed(first, second)) == [("Speaker 1", "Hello"), ("Speaker 2", "Hello")]


def test_a_result_that_repeats_a_part_changes_nothing() -> None:
    """What was recognised is not lost for it."""
    whole = result(word("Hello", 0.5), word("there,", 1.0), word("all.", 1.5))
    assert parsed(whole, result(word("Hello", 0.5, 1))).text == "Hello there, all."


def test_seconds_and_their_billionths() -> None:
    """Older libraries write them apart, and nothing at all for zero."""
    words: list[dict[str, Any]] = [
        {"startTime": {}, "endTime": {"nanos": 400000000}, "word": "Hello"},
        {
            "startTime": {"seconds": "1", "nanos": 300000000},
            "endTime": {"seconds": 2},
            "word": "you",
        },
    ]
    assert spans(parsed(result(*words))) == [("Hello", 0.0, 0.4), ("you", 1.3, 2.0)]


def test_an_offset_of_nothing_is_left_out() -> None:
    """By version 2, for the first word."""
    first = {"endOffset": "0.4s", "word": "Hello"}
    second = {"startOffset": "0.4s", "endOffset": "0.8s", "word": "there."}
    assert spans(parsed(result(first, second)))[0] == ("Hello", 0.0, 0.4)


def test_channels_are_speakers() -> None:
    """The results of two microphones take turns, and both begin at the beginning."""
    transcript = parsed(
        result(word("Hello", 0.5), channelTag=1),
        result(word("Yes.", 0.5), channelTag=2),
        result(word("Bye.", 4.0), channelTag=1),
    )
    assert said(transcript) == [
        ("Speaker 1", "Hello"),
        ("Speaker 2", "Yes."),
        ("Speaker 1", "Bye."),
    ]


def test_results_lie_where_a_long_operation_puts_them() -> None:
    """Beside what the operation says of itself."""
    response = {"results": [result(word("Hello", 0.5))]}
    document = {"name": "1", "metadata": {"progressPercent": 100}, "response": response}
    assert google_speech.parse(json.dumps(document)).text == "Hello"
    found = recognised(json.dumps(document, indent=2), ".json")
    assert found is google_speech.FORMAT


def test_words_that_were_not_asked_for_are_missing() -> None:
    """The refusal says how to get them."""
    with pytest.raises(TranscriptRefused, match="enableWordTimeOffsets"):
        google_speech.parse(
            '{"results": [{"alternatives": [{"transcript": "Hello", "words": []}]}]}'
        )
