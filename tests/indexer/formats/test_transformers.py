"""Whisper's JSON as Transformers' pipeline writes it."""

import json
from typing import Any

from indexer.formats import transformers_json
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import said, spans


def parsed(document: Any) -> Transcript:
    return transformers_json.parse(json.dumps(document))


def chunk(text: str, start: float | None, end: float | None, **more: Any) -> dict[str, Any]:
    return {"timestamp": [start, end], "text": text, **more}


def test_transformers_chunks_have_pairs_of_seconds() -> None:
    """The last one may have no end, and one that was not timed no start."""
    chunks = [
        chunk(" Hello there.", 0.0, 4.2, language="english"),
        chunk("Yes, indeed.", 4.2, None),
    ]
    transcript = parsed({"text": " Hello there. Yes.", "chunks": chunks})
    assert spans(transcript) == [("Hello there.", 0.0, 4.2), ("Yes, indeed.", 4.2, None)]
    assert transcript.utterances[0].timing is Timing.CUE
    assert transcript.language == "en"
    untimed = parsed([{"chunks": [chunk(" Hello there.", None, 4.2)]}])
    assert (untimed.text, spans(untimed)) == ("Hello there.", [])


def test_transformers_words_bring_their_spaces() -> None:
    """A chunk a word; who speaks stands in a list of its own."""
    words = [
        chunk(" A", 0.0, 0.2), chunk(" well", 0.2, 0.4), chunk("-known", 0.4, 0.8),
        chunk(" weir.", 0.8, None),
    ]  # fmt: skip
    transcript = parsed({"text": " A well-known weir.", "chunks": words})
    assert transcript.text == "A well-known weir."
    assert transcript.utterances[0].timing is Timing.WORD
    speakers = [chunk("A well-known weir.", 0.0, 1.2, speaker="SPEAKER_01")]
    named = parsed({"chunks": words, "speakers": speakers, "text": ""})
    assert said(named) == [("SPEAKER_01", "A well-known weir.")]
