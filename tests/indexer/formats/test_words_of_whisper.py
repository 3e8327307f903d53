"""The words that stand in or beside Whisper's segments, as several programs write them."""

import pytest

from indexer.formats import whisper_json
from indexer.transcript import Timing
from tests.indexer.formats.heard import parsed, said, spans


def test_whisperx_words_may_lack_their_times() -> None:
    """It aligns no numbers: they lie between their neighbours."""
    segment = {
        "start": 0.1, "end": 2.0, "text": " We lost 31 hives.", "speaker": "SPEAKER_00",
        "words": [
            {"word": "We", "start": 0.1, "end": 0.2, "score": 0.9, "speaker": "SPEAKER_00"},
            {"word": "lost", "start": 0.3, "end": 0.5, "score": 0.9},
            {"word": "31"},
            {"word": "hives.", "start": 1.4, "end": 2.0, "score": 0.9},
        ],
    }  # fmt: skip
    transcript = parsed(whisper_json, {"segments": [segment], "word_segments": segment["words"]})
    assert said(transcript) == [("SPEAKER_00", "We lost 31 hives.")]
    utterance = transcript.utterances[0]
    at = utterance.text.index("31")
    assert utterance.times_of(at, at + 2) == (0.5, 1.4)


@pytest.mark.parametrize("unaligned", [0, 2])
def test_words_that_were_not_aligned_are_their_neighbours(unaligned: int) -> None:
    """Not the segment's, which is named after whoever says most of it."""
    words = [{"word": word, "start": n, "end": n + 0.5, "speaker": "SPEAKER_01"}
             for n, word in enumerate(("1990", "was", "1991"))]  # fmt: skip
    words[unaligned] = {"word": words[unaligned]["word"]}
    segment = {"start": 0, "end": 3, "text": "1990 was 1991", "speaker": "SPEAKER_00"}
    transcript = parsed(whisper_json, {"segments": [segment | {"words": words}]})
    assert said(transcript) == [("SPEAKER_01", "1990 was 1991")]


@pytest.mark.parametrize("key", ["text", "token"])
def test_whisper_timestamped_calls_words_texts(key: str) -> None:
    """What is no word that is read leaves the segment whole, and times are a caption's."""
    words = [{key: word, "start": n, "end": n + 0.5, "confidence": 0.9}
             for n, word in enumerate(("Down", "there."))]  # fmt: skip
    segment = {"start": 0, "end": 1.5, "text": " Down there.", "words": words}
    transcript = parsed(whisper_json, {"segments": [segment]})
    cut = key == "text"
    assert len(spans(transcript)) == (2 if cut else 1)
    assert transcript.utterances[0].timing is (Timing.WORD if cut else Timing.CUE)


def test_podlove_names_the_voice_of_a_numbered_speaker() -> None:
    """In a list that is read as Whisper's."""
    listed = [{"start": "00:00:01.5", "start_ms": 1500, "end": "00:00:03", "speaker": "1",
               "voice": "Ann Lee", "text": "Hello there."}]  # fmt: skip
    assert said(parsed(whisper_json, listed)) == [("Ann Lee", "Hello there.")]


def test_openai_lists_the_words_beside_the_segments() -> None:
    """Without the marks that their segments have; those stay in the text."""
    document = {
        "task": "transcribe", "language": "english", "text": "Hello, world. Yes!",
        "segments": [{"id": 0, "start": 0.0, "end": 1.5, "text": " Hello, world."},
                     {"id": 1, "start": 1.5, "end": 3.0, "text": " Yes!"}],
        "words": [{"word": "Hello", "start": 0.1, "end": 0.5},
                  {"word": "world", "start": 0.6, "end": 1.2},
                  {"word": "Yes", "start": 1.5, "end": 2.0}],
    }  # fmt: skip
    transcript = parsed(whisper_json, document)
    assert said(transcript) == [(None, "Hello, world. Yes!")]
    assert [span[1:] for span in spans(transcript)] == [(0.1, 0.5), (0.6, 1.2), (1.5, 2.0)]
