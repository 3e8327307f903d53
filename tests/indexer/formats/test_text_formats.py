"""Text with and without clock times."""

import pytest

from indexer.formats import plain_text, timed_text
from indexer.formats.registry import Likeness
from indexer.formats.spelled_stamps import with_clocks
from indexer.repairs import Repair
from indexer.transcript import Timing
from tests.indexer.formats.heard import Heard, said, spans, times


def test_paragraphs_without_names_are_utterances() -> None:
    """Hard-wrapped lines are joined; nothing is known of times."""
    transcript = plain_text.parse("Hello there,\nlisteners.\n\nToday we talk\nabout rivers.\n")
    assert said(transcript) == [
        (None, "Hello there, listeners."),
        (None, "Today we talk about rivers."),
    ]
    assert transcript.utterances[0].timing is Timing.NONE


def test_names_go_on_over_paragraphs() -> None:
    """A name at the beginning of a line opens a turn, with or without a blank line before."""
    text = "Ann Lee: Hello,\nBo.\nBo: Hi.\n\nSecond paragraph.\n\nAnn Lee: Bye."
    heard = [("Ann Lee", "Hello, Bo."), ("Bo", "Hi. Second paragraph."), ("Ann Lee", "Bye.")]
    assert said(plain_text.parse(text)) == heard


def test_long_lines_without_blank_ones_are_paragraphs() -> None:
    """Each of them ends where its writer ended it."""
    line = "many words and more of them " * 6
    assert len(plain_text.parse(f"{line}\n{line}\n{line}").utterances) == 3


def test_text_is_possible_and_never_more() -> None:
    """Every other format comes first."""
    assert plain_text.likeness("Hello.") is Likeness.POSSIBLE
    assert plain_text.likeness(" \n\t -- ") is Likeness.NONE


NOBODY: Heard = [(None, "One."), (None, "Two.")]
LINES: list[tuple[str, str, Heard]] = [
    ("bare hours", "00:00:05 One.\n\n00:01:00 Two.", NOBODY),
    ("bare minutes", "0:05 One.\n1:00 Two.", NOBODY),
    ("square", "[00:00:05] One.\n[00:01:00] Two.", NOBODY),
    ("round", "(0:00:05) One.\n\n(0:01:00) Two.", NOBODY),
    ("dash", "0:05 - One.\n1:00 - Two.", NOBODY),
    ("range", "[00:05.000 --> 00:09.000]  One.\n[01:00.000 --> 01:02.000]  Two.", NOBODY),
    ("seconds", "[5s] One.\n[60s] Two.", NOBODY),
    ("spelled", "(0m5s) One.\n(1m) Two.", NOBODY),
    ("spelled range", "[5.00s -> 9.00s]  One.\n[60.00s -> 62.50s]  Two.", NOBODY),
    ("spelled above", "[0h 0m 5s]\nOne.\n\n[0h 1m 0s]\nTwo.", NOBODY),
    ("stamp above", "0:05\nOne.\n1:00\nTwo.", NOBODY),
    ("label", "[00:00:05] Ann: One.\n[00:01:00] Bo: Two.", [("Ann", "One."), ("Bo", "Two.")]),
    (
        "wrapped turns",
        "Ann Lee (00:00:05) - One\nin two lines.\n\nBo (00:01:00) - Two.",
        [("Ann Lee", "One in two lines."), ("Bo", "Two.")],
    ),
    (
        "Rev",
        "Speaker 1 (00:05):\nOne.\n\nSpeaker 2 (01:00):\nTwo.",
        [("Speaker 1", "One."), ("Speaker 2", "Two.")],
    ),
    ("spelled behind", "Ann (5s): One.\nBo (60 sec): Two.", [("Ann", "One."), ("Bo", "Two.")]),
    ("spelled label", "Ann: [5s] One.\n\nBo: [1m0s] Two.", [("Ann", "One."), ("Bo", "Two.")]),
    ("Otter", "Ann  0:05\nOne.\n\nBo  1:00\nTwo.", [("Ann", "One."), ("Bo", "Two.")]),
]


@pytest.mark.parametrize(("text", "heard"), [t[1:] for t in LINES], ids=[t[0] for t in LINES])
def test_who_speaks_and_when(text: str, heard: Heard) -> None:
    """The same two turns in every way of writing them, at 5 seconds and at a minute."""
    assert timed_text.likeness(text) is Likeness.LIKELY
    transcript = timed_text.parse(text)
    assert said(transcript) == heard
    assert times(transcript) == [(5.0, 60.0), (60.0, None)]
    assert transcript.utterances[0].timing is Timing.PARAGRAPH


def test_stamps_seconds_apart_are_captions() -> None:
    """A caption is no paragraph: captions without names are one utterance."""
    transcript = timed_text.parse("00:00:00 One\n\n00:00:06 two\n\n00:00:12 three.")
    assert said(transcript) == [(None, "One two three.")]
    assert transcript.utterances[0].timing is Timing.CUE
    assert spans(transcript)[1] == ("two", 6.0, 12.0)


def test_time_that_goes_back_is_kept_as_it_is() -> None:
    """A recogniser sets back now and then; what would end before it starts has no end."""
    stamps = [0, 6, 12, 8, 14, 20, 26, 32]
    text = "\n".join(f"00:00:{second:02} word{second}" for second in stamps)
    assert [span[1] for span in spans(timed_text.parse(text))] == stamps
    assert spans(timed_text.parse(text))[2] == ("word12", 12.0, None)


def test_minutes_go_on_as_hours() -> None:
    """Past the first hour a stamp has three parts."""
    text = "58:00 One.\n59:00 Two.\n59:58 Three.\n1:00:30 Four."
    assert [span[1] for span in spans(timed_text.parse(text))] == [3480.0, 3540.0, 3598.0, 3630.0]


@pytest.mark.parametrize(
    "text",
    [
        "We met at\n3:15 PM, and again at\n4:15 p.m. yesterday.",
        "It was late.\n3:15 in the night, I think.\nNobody came.",
        "Hello (10:30) there.\n\nAnd so on.",
        "We came to the old station (10:30) and\nwaited there (10:45) for long.",
    ],
)
def test_times_of_day_are_no_stamps(text: str) -> None:
    """Speech has clock times too."""
    assert timed_text.likeness(text) is Likeness.NONE


def test_a_stamp_inside_a_line_times_what_follows() -> None:
    """A remark with a time is none."""
    text = "Ann (00:05):\nOne [inaudible 00:07] two [00:00:30] three.\nBo (01:00):\nFour."
    transcript = timed_text.parse(text)
    assert said(transcript)[0] == ("Ann", "One [inaudible 00:07] two three.")
    assert [span[1:] for span in spans(transcript)] == [(5.0, 30.0), (30.0, 60.0), (60.0, None)]


def test_words_above_the_first_stamp_have_no_time() -> None:
    """A title is not timed by what stands below it."""
    transcript = timed_text.parse("A title\n\n[00:00:05] One.\n\n[00:01:00] Two.")
    assert said(transcript)[0] == (None, "A title")
    assert times(transcript)[0] == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee: [00:00:05] Hello there.\n\nBo: [00:01:02] Yes.\n\nAnn Lee: [00:01:09] Bye.",
        "00:00:05 Ann Lee: Hello there.\n00:01:02 Bo: Yes.\n00:01:09 Ann Lee: Bye.",
        "00:00:05 Ann Lee\nHello there.\n\n00:01:02 Bo\nYes.\n\n00:01:09 Ann Lee\nBye.",
        "[Ann Lee] 00:00:05\nHello there.\n\n[Bo] 00:01:02\nYes.\n\n[Ann Lee] 00:01:09\nBye.",
        "Ann Lee\n0:05\nHello there.\n\nBo\n1:02\nYes.\n\nAnn Lee\n1:09\nBye.\n\nBo\n1:10\nSo.",
        "00:00:05\nAnn Lee\nHello there.\n\n00:01:02\nBo\nYes.\n\n00:01:09\nAnn Lee\nBye.",
        "Ann Lee [00:00:05] Hello there.\n\nBo [00:01:02] Yes.\n\nAnn Lee [00:01:09] Bye.",
        "Ann Lee (00:05) Hello there.\n\nBo (01:02) Yes.\n\nAnn Lee (01:09) Bye.",
        "Ann Lee:\t00:05\tHello there.\n\nBo:\t01:02\tYes.\n\nAnn Lee:\t01:09\tBye.",
        "Ann Lee [0:05 - 0:09]: Hello there.\nBo [1:02 - 1:03]: Yes.\nAnn Lee [1:09 - 2:00]: Bye.",
        "Ann Lee • 0:05\nHello there.\n\nBo • 1:02\nYes.\n\nAnn Lee • 1:09\nBye.",
        "0:05 --> 0:09 Ann Lee: Hello there.\n1:02 --> 1:03 Bo: Yes.\n1:09 --> 1:10 Ann Lee: Bye.",
    ],
)
def test_exports_of_editors_and_meetings(text: str) -> None:
    """Names before, behind or above the times; who speaks once is named all the same."""
    transcript = timed_text.parse(text)
    assert timed_text.likeness(text) == Likeness.LIKELY
    assert said(transcript)[:3] == [
        ("Ann Lee", "Hello there."),
        ("Bo", "Yes."),
        ("Ann Lee", "Bye."),
    ]
    assert [start for start, _ in times(transcript)][:2] == [5.0, 62.0]


@pytest.mark.parametrize(
    "form",
    [
        "{}:10 - {}:24\n{}\n{}\n\n",
        "[{};10 - {};24]\n{}\n {}\n\n",
        "{0}:10 {2}: {3}\n",
        "[{0}:10] {2}: {3}\n",
    ],
)
def test_time_codes_count_frames(form: str) -> None:
    """How many a second has is not said: they are left out."""
    said_then = [
        ("00:00:05", "Ann", "One."),
        ("00:01:02", "Bo", "Two."),
        ("00:02:00", "Ann", "So."),
    ]
    text = "".join(form.format(clock, clock, name, words) for clock, name, words in said_then)
    assert timed_text.likeness(text) is Likeness.LIKELY
    transcript = timed_text.parse(text)
    assert said(transcript) == [("Ann", "One."), ("Bo", "Two."), ("Ann", "So.")]
    assert times(transcript) == [(5.0, 62.0), (62.0, 120.0), (120.0, None)]


def test_what_a_caption_plugin_writes_around_its_captions_is_no_speech() -> None:
    """It has no arrow between the times of a caption."""
    captions = "00:00:05:12 00:00:08:02\nOne.\n\n00:00:09:12 00:00:17:02\nTwo.\n"
    text = (
        f"@ This file was written by a plugin\n\n<begin subtitles>\n\n{captions}\n<end subtitles>"
    )
    assert spans(timed_text.parse(text)) == [("One.", 5.0, 9.0), ("Two.", 9.0, None)]


def test_words_before_a_stamp_inside_a_line_are_no_name() -> None:
    """They do not come back as names do."""
    text = "Hello [0:05] there.\n\nBoats [0:09] float.\n\nRivers [1:00] flow.\n"
    assert timed_text.likeness(text) is Likeness.NONE


def test_times_of_day_are_not_those_of_a_recording() -> None:
    """They are left out and counted: a second that is made up would be wrong."""
    text = "[Ann Lee] 13:02:05\nHello.\n\n[Bo] 13:02:09\nYes.\n\n[Ann Lee] 13:02:12\nBye."
    transcript = timed_text.parse(text)
    assert said(transcript)[0] == ("Ann Lee", "Hello.")
    assert times(transcript)[0] == (None, None)
    assert transcript.repairs == {Repair.TIMES_OF_DAY: 3}


@pytest.mark.parametrize(
    "text",
    [
        "And then (5s) nothing.\nSo we\nwaited (9s) for\nmore.",
        "(9s)\nYes.\n(2s)\nNo.\n(4s)\nPerhaps.\n(1s)\nYes.",
        "We ran for\n[5m] or so.\nThen on.\nAnd on.",
        "It is (5) or (6), and [7] of them.\n[8] too.",
    ],
)
def test_lengths_of_pauses_are_no_stamps(text: str) -> None:
    """They open few lines, or do not go forward."""
    assert timed_text.likeness(text) is Likeness.NONE
    assert with_clocks(text) == text


def test_a_spelled_stamp_inside_a_line_times_what_follows() -> None:
    """A length in round brackets beside it stays as it was written."""
    text = "Ann: [5s] One (5s) and [9s] two.\nBo: [1min] Three.\nAnn: [1m5s] We waited (5s)"
    transcript = timed_text.parse(text)
    assert [span[1] for span in spans(transcript)] == [5.0, 9.0, 60.0, 65.0]
    assert transcript.text == "One (5s) and two.\nThree.\nWe waited (5s)"
