"""JSON transcripts: Podcasting 2.0, Whisper, and shapes that are refused."""

import json
from typing import Any

import pytest

from indexer.formats import TranscriptRefused, other_json, podcasting20_json, whisper_json
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import said, spans, times


def podcasting(*segments: dict[str, Any], **more: Any) -> Transcript:
    return podcasting20_json.parse(json.dumps({"version": "1.0.0", "segments": segments, **more}))


def whisper(*segments: dict[str, Any], **more: Any) -> Transcript:
    return whisper_json.parse(json.dumps({"text": "", "segments": segments, **more}))


def part(body: str, start: Any, end: Any = None, speaker: Any = None) -> dict[str, Any]:
    return {"speaker": speaker, "startTime": start, "endTime": end, "body": body}


def test_a_word_per_segment_gives_word_times() -> None:
    """Most bodies are a single word, so that each time is a word's."""
    transcript = podcasting(part("I", 0.5, 0.75, "Ann"), part("am", 1, 1.25, "Ann"))
    assert spans(transcript) == [("I", 0.5, 0.75), ("am", 1.0, 1.25)]
    assert transcript.utterances[0].timing is Timing.WORD


def test_segments_of_several_words_are_cues() -> None:
    """A line end in a body is a space."""
    transcript = podcasting(part("I am\nyour", 1, 2, "Ann"), part("father", 2, 3, "Ann"))
    assert said(transcript) == [("Ann", "I am your father")]
    assert transcript.utterances[0].timing is Timing.CUE


def test_lines_of_one_cue_divide_its_time() -> None:
    """Two segments that share start and end are spoken one after the other."""
    transcript = podcasting(part("aaaa aaaaa", 0, 4), part("bbbb bbbbb", 0, 4), part("c d", 4, 5))
    assert [span[1:] for span in spans(transcript)] == [(0.0, 2.0), (2.0, 4.0), (4.0, 5.0)]


@pytest.mark.parametrize("speaker", [None, "", "  "])
def test_no_speaker_is_unknown(speaker: str | None) -> None:
    """An empty name is nobody's."""
    assert said(podcasting(part("so it is", 0, 1, speaker))) == [(None, "so it is")]


def unnamed(body: str, start: float) -> dict[str, Any]:
    return {key: value for key, value in part(body, start).items() if key != "speaker"}


def test_speakers_at_changes_go_on() -> None:
    """A segment that leaves the name out, or empty as most do, has the one before."""
    left_out = podcasting(
        unnamed("(music)", 0), part("one two", 1, speaker="Ann"), unnamed("three", 2),
        part("four", 3, speaker="Bo"), part("five six", 4, speaker="Ann"), unnamed("seven", 5),
    )  # fmt: skip
    assert said(left_out) == [
        (None, "(music)"), ("Ann", "one two three"), ("Bo", "four"), ("Ann", "five six seven"),
    ]  # fmt: skip
    names = ("Ann", "", None, "Ann", "", "Bo", "")
    empty = podcasting(*(part(f"w {n}", n, speaker=name) for n, name in enumerate(names)))
    assert said(empty) == [("Ann", "w 0 w 1 w 2 w 3 w 4"), ("Bo", "w 5 w 6")]


def test_somebody_unknown_stays_unknown() -> None:
    """Where a name comes twice in a row, or most segments have one, nobody goes on."""
    ann = {"speaker": "Ann"}
    named = podcasting(part("a b", 0, **ann), part("c d", 1, **ann), unnamed("e", 2))
    assert said(named) == [("Ann", "a b c d"), (None, "e")]
    turns = podcasting(part("a b", 0, **ann), part("c d", 1, speaker="Bo"), part("e", 2))
    assert said(turns) == [("Ann", "a b"), ("Bo", "c d"), (None, "e")]


def test_ends_may_be_missing() -> None:
    """A segment lasts until the next one; the last one's end stays unknown."""
    transcript = podcasting(part("one two", 1), part("three four", 3))
    assert spans(transcript) == [("one two", 1.0, 3.0), ("three four", 3.0, None)]


def test_times_that_are_no_times_are_unknown() -> None:
    """Nothing is made up for NaN, negative numbers, words or lists; strings may hold numbers."""
    transcript = podcasting(
        part("a b", float("nan"), 1, "A"),
        part("c d", -1, 1, "B"),
        part("e f", "x", 1, "C"),
        part("g h", [1], 1, "D"),
        part("i j", "1.5", "2", "E"),
    )
    assert times(transcript) == [(None, None)] * 4 + [(1.5, 2.0)]


def test_whisper_segments_without_words_are_cues() -> None:
    """Texts open with a space of their own."""
    transcript = whisper(
        {"start": 0, "end": 2, "text": " Hello there."},
        {"start": 2, "end": 3.5, "text": " Bye."},
        language="english",
    )
    assert said(transcript) == [(None, "Hello there. Bye.")]
    assert transcript.language == "en"
    assert spans(transcript)[1] == ("Bye.", 2.0, 3.5)


def test_whisper_words_keep_the_spaces_of_their_text() -> None:
    """Whisper parts "well-known" into two words, of which the second has no space."""
    words = [
        {"word": " A", "start": 0, "end": 0.2, "probability": 0.9},
        {"word": " well", "start": 0.2, "end": 0.4},
        {"word": "-known", "start": 0.4, "end": 0.8},
        {"word": " one.", "start": 0.8, "end": 1},
    ]
    transcript = whisper({"start": 0, "end": 1, "text": " A well-known one.", "words": words})
    assert transcript.text == "A well-known one."
    assert spans(transcript)[2] == ("-known", 0.4, 0.8)
    assert transcript.utterances[0].timing is Timing.WORD


def test_whisper_words_may_have_no_segments_around_them() -> None:
    """As OpenAI gives them to whoever asks for words alone."""
    words = [{"word": "Good", "start": 1, "end": 1.4}, {"word": "morning", "start": 1.5, "end": 2}]
    text = json.dumps({"text": "Good morning", "segments": [], "words": words})
    (utterance,) = whisper_json.parse(text).utterances
    assert (utterance.text, utterance.timing) == ("Good morning", Timing.WORD)
    assert utterance.times_of(5, 12) == (1.5, 2)
    assert whisper_json.parse('{"words": [{}]}').utterances == ()


def test_aligned_words_have_speakers_and_gaps() -> None:
    """An aligner (whisperX) writes no spaces, times no numbers, and names speakers."""
    first = {
        "start": 1,
        "end": 2,
        "text": " 42 is it.",
        "speaker": "SPEAKER_00",
        "words": [
            {"word": "42"},
            {"word": "is", "start": 1.4, "end": 1.6},
            {"word": "it.", "start": 1.6, "end": 2, "speaker": "SPEAKER_00"},
        ],
    }
    second = {
        "start": 2,
        "end": 3,
        "text": "Right.",
        "speaker": "SPEAKER_01",
        "words": [{"word": "Right.", "start": 2.1, "end": 2.9}],
    }
    transcript = whisper(first, second)
    assert said(transcript) == [("SPEAKER_00", "42 is it."), ("SPEAKER_01", "Right.")]
    assert times(transcript) == [(1.0, 2.0), (2.1, 2.9)]


def test_words_that_disagree_with_their_text_are_taken_as_they_are() -> None:
    """The words have the times, so they win."""
    words = [{"word": "one", "start": 0, "end": 1}, {"word": "two", "start": 1, "end": 2}]
    assert whisper({"start": 0, "end": 2, "text": "three", "words": words}).text == "one two"


def test_japanese_words_are_not_parted() -> None:
    """Neither words nor segments get a space that the language does not have."""
    words = [{"word": "川", "start": 0, "end": 1}, {"word": "です。", "start": 1, "end": 2}]
    segment = {"start": 0, "end": 2, "text": "川です。", "words": words}
    assert whisper(segment, segment, language="ja").text == "川です。川です。"


def test_segments_without_spaces_of_their_own_are_parted() -> None:
    """faster-whisper's segments are often stripped before they are saved."""
    plain = [{"start": 0, "end": 1, "text": "One."}, {"start": 1, "end": 2, "text": "Two."}]
    assert whisper_json.parse(json.dumps(plain)).text == "One. Two."


def test_milliseconds_are_told_by_the_pace() -> None:
    """Nobody takes minutes for a word, whichever of the two formats says so."""
    lines = [("down to the weir", 0, 1800), ("and so on", 1800, 4200), ("we went.", 4500, 6000)]
    seconds = [(0.0, 1.8), (1.8, 4.2), (4.5, 6.0)]
    stated = [{"start": start, "end": end, "text": f" {text}"} for text, start, end in lines]
    for transcript in (podcasting(*(part(*line) for line in lines)), whisper(*stated)):
        assert [span[1:] for span in spans(transcript)] == seconds
    words = [{"word": f" w{n}", "start": n * 200, "end": n * 200 + 90} for n in range(5)]
    timed = whisper({"start": 0, "end": 1000, "text": " w0 w1 w2 w3 w4", "words": words})
    assert spans(timed)[4] == ("w4", 0.8, 0.89)


def test_slow_speech_is_no_milliseconds() -> None:
    """Nor is a single end that cannot be true, nor music for an hour."""
    slow = podcasting(part("one two", 0, 60), part("three", 600, 650), part("four", 1200, 1260))
    assert [span[1] for span in spans(slow)] == [0.0, 600.0, 1200.0]
    wrong = whisper(
        {"start": 0, "end": 2, "text": "one two three"},
        {"start": 2, "end": 4, "text": "four five six"},
        {"start": 4, "end": 9000, "text": "seven eight"},
    )
    assert [span[1] for span in spans(wrong)] == [0.0, 2.0, 4.0]
    assert spans(podcasting(part("(music)", 5, 3600)))[0][1] == 5.0


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en", "en"),
        ("English", "en"),
        ("pt_BR", "pt-BR"),
        ("japanese", "ja"),
        ("", None),
        ("not a language", None),
        (7, None),
    ],
)
def test_languages(stated: object, tag: str | None) -> None:
    """Codes stay, Whisper's names become codes, the rest is unknown."""
    assert language_tag(stated) == tag


def test_shapes_are_told_by_their_keys() -> None:
    """A key's name inside a string is no key."""
    pc20, spoken = (
        '{"segments":[{"startTime":1,"body":"a"}]}',
        '{"segments":[{"start":1,"end":2,"text":"a"}]}',
    )
    assert podcasting20_json.likeness(pc20) is Likeness.CERTAIN
    assert whisper_json.likeness(spoken) is Likeness.CERTAIN
    assert podcasting20_json.likeness(spoken) is whisper_json.likeness(pc20) is Likeness.NONE
    inside = json.dumps({"text": '"segments": "startTime": "body": "start": "end":'})
    assert podcasting20_json.likeness(inside) is whisper_json.likeness(inside) is Likeness.NONE
    assert other_json.likeness(inside) is Likeness.LIKELY
    assert (
        other_json.likeness("[00:00:05] Hello") is other_json.likeness("[music]") is Likeness.NONE
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"results": {}, "metadata": {}}', 'the keys "results", "metadata"'),
        ('{"segments": [{"wdlist": [], "speaker_id": 1}]}', 'its segments have the keys "wdlist"'),
        ('[{"tStartMs": 1}]', 'a list of objects with the keys "tStartMs"'),
        ('{"a": }', "line 1, column 7"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_other_json_is_refused_by_what_it_holds(text: str, told: str) -> None:
    """The message names the keys, or the place where it is broken."""
    with pytest.raises(TranscriptRefused, match=told):
        other_json.parse(text)
