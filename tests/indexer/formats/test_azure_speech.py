"""Azure Speech: phrases as they are displayed, at the offsets of their words."""

import json
from typing import Any

import pytest

from indexer.formats import azure_speech
from indexer.formats.registry import recognised
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import said, spans, times


def parsed(document: Any) -> Transcript:
    text = json.dumps(document)
    assert recognised(text, ".json") is azure_speech.FORMAT
    return azure_speech.parse(text)


def phrase(display: str, offset: float, **more: Any) -> dict[str, Any]:
    best = {"lexical": display.lower().rstrip("."), "display": display}
    words = [{"word": word.lower().rstrip("."), "offset": f"PT{offset + n}S", "duration": "PT0.5S"}
             for n, word in enumerate(display.split())]  # fmt: skip
    return {"offset": f"PT{offset}S", "duration": "PT2.5S", "offsetInTicks": offset * 1e7,
            "nBest": [best | {"words": words}, {"display": "Not this."}], **more}  # fmt: skip


def timed(text: str, offset: int, duration: int) -> dict[str, Any]:
    return {"text": text, "offsetMilliseconds": offset, "durationMilliseconds": duration}


def test_batches_show_marks_and_time_words() -> None:
    """What is displayed has the marks that its words lack."""
    phrases = [phrase("Hello there.", 0.5, speaker=1), phrase("Yes.", 60.25, speaker=2)]
    transcript = parsed({"recognizedPhrases": phrases})
    assert said(transcript) == [("Speaker 1", "Hello there."), ("Speaker 2", "Yes.")]
    assert spans(transcript) == [("Hello", 0.5, 1.0), ("there.", 1.5, 2.0), ("Yes.", 60.25, 60.75)]


def test_numbers_are_displayed_in_fewer_words() -> None:
    """Then the time of the phrase is all that is known."""
    spelled = phrase("nineteen ninety", 3.0)
    spelled["nBest"][0]["display"] = "1990."
    transcript = parsed({"recognizedPhrases": [spelled]})
    assert spans(transcript) == [("1990.", 3.0, 5.5)]
    assert transcript.utterances[0].timing is Timing.CUE


def test_channels_of_a_batch_take_turns() -> None:
    """They are listed one after the other."""
    phrases = [phrase("Hello.", 0.0, channel=0), phrase("Bye.", 9.0, channel=0),
               phrase("Yes.", 5.0, channel=1)]  # fmt: skip
    transcript = parsed({"recognizedPhrases": phrases})
    assert said(transcript) == [("Speaker 0", "Hello."), ("Speaker 1", "Yes."),
                                ("Speaker 0", "Bye.")]  # fmt: skip


@pytest.mark.parametrize("words", [True, False])
def test_fast_transcription_counts_milliseconds(words: bool) -> None:
    """With words or without."""
    one = timed("Hello there.", 500, 1500) | {"locale": "en-US"}
    if words:
        one["words"] = [timed("Hello", 500, 400), timed("there.", 1000, 1000)]
    transcript = parsed({"combinedPhrases": [{"text": "Hello there."}], "phrases": [one]})
    assert times(transcript) == [(0.5, 2.0)]
    assert (len(spans(transcript)), transcript.language) == (2 if words else 1, "en-US")
