"""SubRip files, with and without names."""

import pytest

from indexer.formats.registry import Likeness
from indexer.formats.subrip import likeness, parse
from tests.indexer.formats.heard import Heard, said, spans, times


def subrip(*payloads: str) -> str:
    """A file with a cue a second."""
    return "\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{payload}\n"
        for n, payload in enumerate(payloads, start=1)
    )


TRAPS: list[tuple[str, list[str], Heard]] = [
    ("no labels", ["Hello", "there."], [(None, "Hello there.")]),
    (
        "labels at changes",
        ["Bekah Weil: Hey, I'm\nBekah.", "And more.", "Dan: I'm Dan.", "Bekah Weil: Right."],
        [
            ("Bekah Weil", "Hey, I'm Bekah. And more."),
            ("Dan", "I'm Dan."),
            ("Bekah Weil", "Right."),
        ],
    ),
    (
        "labels at changes, unpunctuated",
        ["ANNA: so today we", "talk about the weir", "BEN: well", "that is a", "story"],
        [("ANNA", "so today we talk about the weir"), ("BEN", "well that is a story")],
    ),
    (
        "two in a cue",
        ["Ann: Hi.\nBo: Ho.", "Ann: Ha."],
        [("Ann", "Hi."), ("Bo", "Ho."), ("Ann", "Ha.")],
    ),
    (
        "one speaker",
        ["Travis: When you first", "get started"],
        [("Travis", "When you first get started")],
    ),
    (
        "speech with a colon",
        ["So here's the thing: it", "works. Note: today"],
        [(None, "So here's the thing: it works. Note: today")],
    ),
    (
        "address and hour",
        ["See https://a.example at", "10:30 sharp"],
        [(None, "See https://a.example at 10:30 sharp")],
    ),
    ("tags", ['<i>Hello</i> {\\an8}<font color="#fff">you</font>'], [(None, "Hello you")]),
    ("a note that is speech", ["one", "NOTE this down"], [(None, "one NOTE this down")]),
]


@pytest.mark.parametrize(("payloads", "heard"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_what_is_heard(payloads: list[str], heard: Heard) -> None:
    """Names go on until the next one; a colon in speech is none."""
    assert said(parse(subrip(*payloads))) == heard


def test_stamps_are_read_to_the_millisecond() -> None:
    """With commas or dots, with or without milliseconds."""
    text = "1\n00:00:01,050 --> 00:00:02,500\na\n\n2\n00:00:03.5 --> 00:00:04\nb\n"
    assert spans(parse(text)) == [("a", 1.05, 2.5), ("b", 3.5, 4.0)]


def test_a_file_with_a_blank_line_after_every_line() -> None:
    """Line ends that were doubled on the way leave numbers between blank lines."""
    text = (
        "1\n\n00:00:01,000 --> 00:00:02,000\n\nHello\n\n2\n\n00:00:02,000 --> 00:00:03,000\n\nyou"
    )
    assert said(parse(text)) == [(None, "Hello you")]


def test_cues_without_numbers_and_stray_lines_before_them() -> None:
    """What stands above the first cue is not spoken."""
    text = (
        "made by hand\n\n00:00:01,000 --> 00:00:02,000\nHello\n\n00:00:02,000 --> 00:00:03,000\nyou"
    )
    assert said(parse(text)) == [(None, "Hello you")]


def test_time_that_goes_back_is_kept_as_it_is() -> None:
    """Overlapping cues are common; their times are the source's."""
    text = (
        "1\n00:00:05,000 --> 00:00:09,000\nAnn: One.\n\n2\n00:00:04,000 --> 00:00:06,000\nBo: two"
    )
    assert times(parse(text)) == [(5.0, 9.0), (4.0, 6.0)]


def test_a_pause_parts_what_nobody_is_named_for() -> None:
    """Two seconds of silence begin a new utterance."""
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:04,000 --> 00:00:05,000\ntwo"
    assert said(parse(text)) == [(None, "one"), (None, "two")]


def test_recognised_by_its_commas_or_its_numbers() -> None:
    """Dots alone are WebVTT's; a number above them makes SubRip as likely."""
    assert likeness("1\n00:00:01,000 --> 00:00:02,000\nhi") is Likeness.LIKELY
    assert likeness("1\n00:00:01.000 --> 00:00:02.000\nhi") is Likeness.LIKELY
    assert likeness("00:00:01.000 --> 00:00:02.000\nhi") is Likeness.POSSIBLE
    assert likeness("an arrow --> here") is Likeness.NONE


def test_a_sentence_shown_once_a_word_is_said_once() -> None:
    """Whisper underlines the word that is heard; a cue without one is a pause between words."""
    text = subrip(
        "<u>It</u> was.", "It was.", "It <u>was.</u>", "<u>Yes</u>", "<u>Yes</u> <i>so</i>"
    )
    assert spans(parse(text)) == [
        ("It", 1.0, 3.0), ("was.", 3.0, 3.9), ("Yes", 4.0, 4.9), ("Yes so", 5.0, 5.9),
    ]  # fmt: skip


def test_an_underlined_word_now_and_then_is_emphasis() -> None:
    """What is shown twice was said twice."""
    assert parse(subrip("We <u>must</u>.", "We must.", "So we did.")).text == (
        "We must. We must. So we did."
    )


def test_a_recognisers_mark_of_a_turn_is_a_change() -> None:
    """Nobody is named, nor said it; it may stand inside a cue."""
    text = subrip("Hi. [SPEAKER_TURN]", "Hi you. [SPEAKER_TURN] So.", "And then?")
    assert said(parse(text)) == [(None, "Hi."), (None, "Hi you."), (None, "So. And then?")]
