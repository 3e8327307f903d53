"""What speech recognisers write, each in its own shape: words, speakers, seconds."""

import contextlib
import json
from typing import Any

import pytest

from indexer.formats import (
    TranscriptRefused,
    assemblyai,
    aws_transcribe,
    deepgram,
    known_formats,
    whisper_cpp,
    word_list_json,
    youtube_json3,
)
from indexer.formats.registry import TranscriptFormat, recognised
from indexer.transcript import Timing
from tests.indexer.formats.heard import parsed, said, spans

DEEPGRAM = {
    "metadata": {"duration": 4.0, "channels": 1},
    "results": {
        "channels": [
            {
                "detected_language": "en",
                "alternatives": [
                    {
                        "transcript": "hello there yes",
                        "confidence": 0.99,
                        "words": [
                            {"word": "hello", "start": 0.08, "end": 0.4, "confidence": 0.9,
                             "punctuated_word": "Hello", "speaker": 0},
                            {"word": "there", "start": 0.4, "end": 0.8, "confidence": 0.9,
                             "punctuated_word": "there.", "speaker": 0},
                            {"word": "yes", "start": 1.2, "end": 1.5, "confidence": 0.9,
                             "punctuated_word": "Yes.", "speaker": 1},
                        ],
                    },
                    {"transcript": "hollow", "words": [{"word": "hollow", "start": 0.08}]},
                ],
            }
        ],
        "utterances": [{"start": 0.08, "end": 0.8, "transcript": "Hello there."}],
    },
}  # fmt: skip
ASSEMBLYAI = {
    "id": "one", "status": "completed", "audio_duration": 4, "language_code": "en_us",
    "text": "Hello there. Yes.", "confidence": 0.9,
    "words": [
        {"text": "Hello", "start": 250, "end": 650, "confidence": 0.9, "speaker": "A"},
        {"text": "there.", "start": 730, "end": 1022, "confidence": 0.9, "speaker": "A"},
        {"text": "Yes.", "start": 1076, "end": 1466, "confidence": 0.9, "speaker": "B"},
    ],
}  # fmt: skip
AWS = {
    "jobName": "one", "accountId": "1", "status": "COMPLETED",
    "results": {
        "language_code": "en-US",
        "transcripts": [{"transcript": "Hello there. Yes."}],
        "speaker_labels": {
            "speakers": 2,
            "segments": [
                {"start_time": "0.04", "speaker_label": "spk_0", "end_time": "0.9",
                 "items": [{"start_time": "0.04", "speaker_label": "spk_0", "end_time": "0.4"},
                           {"start_time": "0.5", "speaker_label": "spk_0", "end_time": "0.9"}]},
                {"start_time": "1.2", "speaker_label": "spk_1", "end_time": "1.5",
                 "items": [{"start_time": "1.2", "speaker_label": "spk_1", "end_time": "1.5"}]},
            ],
        },
        "items": [
            {"type": "pronunciation", "start_time": "0.04", "end_time": "0.4",
             "alternatives": [{"confidence": "0.9", "content": "Hello"}]},
            {"type": "pronunciation", "start_time": "0.5", "end_time": "0.9",
             "alternatives": [{"confidence": "0.9", "content": "there"}]},
            {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]},
            {"type": "pronunciation", "start_time": "1.2", "end_time": "1.5",
             "alternatives": [{"confidence": "0.9", "content": "Yes"}]},
            {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]},
        ],
    },
}  # fmt: skip
REDUCT = {
    "segments": [
        {"speaker_id": "s0", "speaker_name": "Ann Lee", "lang": "en",
         "wdlist": [{"word": "Hello ", "start": 0.1, "end": 0.4},
                    {"word": "there.", "start": 0.5, "end": 0.9}]},
        {"speaker_id": "s0", "speaker_name": "Ann Lee",
         "wdlist": [{"word": "Yes.", "start": 1.2, "end": 1.5}]},
    ]
}  # fmt: skip
CPP = {
    "systeminfo": "AVX = 1", "result": {"language": "en"},
    "transcription": [
        {"timestamps": {"from": "00:00:00,100", "to": "00:00:00,900"},
         "offsets": {"from": 100, "to": 900}, "text": " Hello there."},
        {"timestamps": {"from": "00:00:01,200", "to": "00:00:01,500"},
         "offsets": {"from": 1200, "to": 1500}, "text": " Yes."},
    ],
}  # fmt: skip


def test_deepgram_reads_the_first_alternative() -> None:
    """With its punctuation, speakers by number, and the language that was detected."""
    transcript = parsed(deepgram, DEEPGRAM)
    assert said(transcript) == [("Speaker 0", "Hello there."), ("Speaker 1", "Yes.")]
    assert spans(transcript)[1] == ("there.", 0.4, 0.8)
    assert transcript.language == "en"
    assert {utterance.timing for utterance in transcript.utterances} == {Timing.WORD}


def test_deepgram_channels_are_speakers() -> None:
    """Two people on tracks of their own, in the order in which they speak."""

    def channel(word: str, start: float) -> dict[str, Any]:
        return {"alternatives": [{"words": [{"word": word, "start": start, "end": start + 0.5}]}]}

    document = {"results": {"channels": [channel("later", 2.0), channel("first", 1.0)]}}
    assert said(parsed(deepgram, document)) == [("Speaker 1", "first"), ("Speaker 0", "later")]


def test_two_who_speak_at_once_are_not_cut_to_pieces() -> None:
    """Each run of words stays whole; the same voice on both tracks is one."""

    def channel(words: str, start: float) -> dict[str, Any]:
        timed = [{"word": word, "start": start + n / 2, "end": start + n / 2 + 0.4}
                 for n, word in enumerate(words.split())]  # fmt: skip
        return {"alternatives": [{"words": timed}]}

    first, second = channel("hello and welcome to it", 0.0), channel("thanks for having me", 0.3)
    document = {"results": {"channels": [first, second]}}
    assert said(parsed(deepgram, document)) == [
        ("Speaker 0", "hello and welcome to it"),
        ("Speaker 1", "thanks for having me"),
    ]
    twice = {"results": {"channels": [first, first]}}
    assert said(parsed(deepgram, twice)) == [("Speaker 0", "hello and welcome to it")]


def test_assemblyai_counts_milliseconds() -> None:
    """Speakers are letters."""
    transcript = parsed(assemblyai, ASSEMBLYAI)
    assert said(transcript) == [("Speaker A", "Hello there."), ("Speaker B", "Yes.")]
    assert spans(transcript)[0] == ("Hello", 0.25, 0.65)
    assert transcript.language == "en-us"


def test_assemblyai_utterances_name_the_speaker() -> None:
    """Words of an utterance need not name one; what is not labelled is kept, too."""
    words = [{k: v for k, v in word.items() if k != "speaker"} for word in ASSEMBLYAI["words"]]  # type: ignore[attr-defined]
    document = ASSEMBLYAI | {"words": words, "utterances": [{"speaker": "B", "words": words}]}
    assert said(parsed(assemblyai, document)) == [("Speaker B", "Hello there. Yes.")]
    assert said(parsed(assemblyai, ASSEMBLYAI | {"words": words, "utterances": None})) == [
        (None, "Hello there. Yes.")
    ]


def test_seconds_under_assemblyai_keys() -> None:
    """Nobody says a word in a thousandth of one; paragraphs beside the words tell who speaks."""
    words = [{"text": text, "start": n, "end": n + 0.5, "confidence": 0.9}
             for n, text in enumerate(("Down", "there.", "Yes."))]  # fmt: skip
    paragraphs = [{"speaker": "Ann", "start": 0}, {"speaker": "Bo", "start": 2}]
    transcript = parsed(assemblyai, {"words": words, "paragraphs": paragraphs})
    assert said(transcript) == [("Ann", "Down there."), ("Bo", "Yes.")]
    assert spans(transcript)[1] == ("there.", 1.0, 1.5)


def test_aws_marks_belong_to_the_word_before() -> None:
    """And the speaker is found by the second."""
    transcript = parsed(aws_transcribe, AWS)
    assert said(transcript) == [("Speaker 0", "Hello there."), ("Speaker 1", "Yes.")]
    assert spans(transcript) == [("Hello", 0.04, 0.4), ("there.", 0.5, 0.9), ("Yes.", 1.2, 1.5)]
    assert transcript.language == "en-US"


def test_aws_channels_are_speakers() -> None:
    """Each channel has items of its own; a mark stays with its word."""
    items: Any = AWS["results"]["items"]  # type: ignore[index]
    channels = [{"channel_label": "ch_0", "items": items[3:]},
                {"channel_label": "ch_1", "items": items[:3]}]  # fmt: skip
    document = {"results": {"channel_labels": {"channels": channels}, "items": items}}
    assert said(parsed(aws_transcribe, document)) == [
        ("Speaker 1", "Hello there."),
        ("Speaker 0", "Yes."),
    ]


def test_aws_channels_take_turns_after_marks() -> None:
    """A mark has no time, and hides no pause before the other's answer."""

    def channel(*starts: int) -> Any:
        said = [
            [{"start_time": str(start), "end_time": str(start + 0.3),
              "alternatives": [{"content": f"word{start}"}]},
             {"type": "punctuation", "alternatives": [{"content": "."}]}]
            for start in starts
        ]  # fmt: skip
        return {"items": [item for items in said for item in items]}

    document = {"results": {"channel_labels": {"channels": [channel(0, 10), channel(5, 15)]}}}
    transcript = parsed(aws_transcribe, document)
    assert [text for _, text in said(transcript)] == ["word0.", "word5.", "word10.", "word15."]


def test_reduct_words_bring_their_spaces() -> None:
    """The last word of a segment has none, and is still not part of the next."""
    transcript = parsed(word_list_json, REDUCT)
    assert said(transcript) == [("Ann Lee", "Hello there. Yes.")]
    assert spans(transcript)[2] == ("Yes.", 1.2, 1.5)


def test_whisper_cpp_counts_milliseconds() -> None:
    """Offsets, not the clocks beside them."""
    transcript = parsed(whisper_cpp, CPP)
    assert spans(transcript) == [("Hello there.", 0.1, 0.9), ("Yes.", 1.2, 1.5)]
    assert transcript.language == "en"


def test_whisper_cpp_tokens_make_up_words() -> None:
    """As -ml 1 writes them, with the spaces that stand between words."""
    parts = [{"offsets": {"from": n * 100, "to": n * 100 + 100}, "text": text}
             for n, text in enumerate((" And", " fel", "low", " Americ", "ans", ","))]  # fmt: skip
    transcript = parsed(whisper_cpp, {"transcription": parts})
    assert spans(transcript) == [
        ("And", 0.0, 0.1), ("fellow", 0.1, 0.3), ("Americans,", 0.3, 0.5)
    ]  # fmt: skip
    assert transcript.utterances[0].timing is Timing.WORD


def event(start: int, duration: int, *segments: tuple[str, int | None], **more: Any) -> Any:
    parts = [{"utf8": text} | ({} if at is None else {"tOffsetMs": at}) for text, at in segments]
    return {"tStartMs": start, "dDurationMs": duration, "segs": parts} | more


def test_youtube_windows_overlap_and_say_nothing_twice() -> None:
    """What a recogniser heard: a word a piece, windows that only move up, and marks of change."""
    events = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        event(160, 4000, ("hello", None), (" there", 400), (" yes", 900)),
        event(2000, 2160, ("\n", None), aAppend=1),
        event(2010, 4000, (">> oh", None), (" really", 300)),
    ]
    transcript = parsed(youtube_json3, {"wireMagic": "pb3", "events": events})
    assert said(transcript) == [(None, "hello there yes"), (None, "oh really")]
    assert [span[1] for span in spans(transcript)] == [0.16, 0.56, 1.06, 2.01, 2.31]
    assert transcript.repairs == {}


def test_youtube_captions_that_people_typed() -> None:
    """Whole lines, without offsets; what looks like a tag was typed."""
    events = [event(0, 2000, ("Ann: Hello &\n<b>.", None)), event(2000, 2000, ("Bo: Yes.", None)),
              event(4000, 1000, ("Ann: Bye.", None))]  # fmt: skip
    transcript = parsed(youtube_json3, {"events": events})
    assert said(transcript) == [("Ann", "Hello & <b>."), ("Bo", "Yes."), ("Ann", "Bye.")]
    assert transcript.utterances[0].timing is Timing.CUE


EXAMPLES = {
    "Deepgram JSON": DEEPGRAM,
    "AssemblyAI JSON": ASSEMBLYAI,
    "AWS Transcribe JSON": AWS,
    "word list JSON": REDUCT,
    "whisper.cpp JSON": CPP,
    "Transformers JSON": {"text": "hi", "chunks": [{"timestamp": [0.0, None], "text": "hi"}]},
    "YouTube json3": {"events": [event(0, 1000, ("hi", None))]},
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("indent", [None, 2])
def test_each_is_recognised_by_its_keys(name: str, indent: int | None) -> None:
    """However it is laid out."""
    found = recognised(json.dumps(EXAMPLES[name], indent=indent), ".json")
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("known", known_formats(), ids=lambda known: known.name)
@pytest.mark.parametrize(
    "junk", ["[]", "{}", "null", "1", '"a"', '{"results": []}', '[[1], ["a"]]']
)
def test_none_of_them_minds_other_json(known: TranscriptFormat, junk: str) -> None:
    """Nothing is read out of nothing."""
    with contextlib.suppress(TranscriptRefused):
        assert len(known.parse(junk).utterances) <= 1
