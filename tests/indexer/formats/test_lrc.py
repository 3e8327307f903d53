"""LRC: lines that are said more than once, word times, silence, and an offset of all of it."""

import pytest

from indexer.formats import TranscriptRefused, lrc
from indexer.formats.registry import Likeness
from indexer.transcript import Timing
from tests.indexer.formats.heard import said, spans


def test_a_line_is_said_at_each_of_its_stamps() -> None:
    """In the order of the recording; a stamp alone ends what was said before."""
    text = (
        "[00:12.00][00:45.10]Water falls\n[00:20.00]over the weir\n[00:30.00]\n[00:50.00]and on\n"
    )
    assert lrc.likeness(text) is Likeness.CERTAIN
    assert spans(lrc.parse(text)) == [
        ("Water falls", 12.0, 20.0),
        ("over the weir", 20.0, 30.0),
        ("Water falls", 45.1, 50.0),
        ("and on", 50.0, None),
    ]


def test_tags_are_not_said_and_the_offset_is_taken_off() -> None:
    """Title and artist stand above the words; nothing begins before the recording does."""
    text = "[ti:The Weir]\n[ar:Ann]\n[offset:+500]\n[00:00.25]Water\n[00:09.00]falls"
    assert spans(lrc.parse(text)) == [("Water", 0.0, 8.5), ("falls", 8.5, None)]


def test_words_with_times_of_their_own() -> None:
    """They are shifted with all others, and hold for no second time."""
    text = (
        "[offset:-1000]\n[00:05.00]<00:05.00>down <00:05.40>the <00:05.80>weir\n"
        "[00:09.00][00:12.00]<00:09.00>and <00:09.40>on"
    )
    assert spans(lrc.parse(text)) == [
        ("down", 6.0, 6.4),
        ("the", 6.4, 6.8),
        ("weir", 6.8, 10.0),
        ("and on", 10.0, 13.0),
        ("and on", 13.0, None),
    ]
    words = lrc.parse("[by:Ann]\n[00:05.00]<00:05.00>down <00:05.40>here")
    assert words.utterances[0].timing is Timing.WORD


def test_sixty_seconds_are_a_minute() -> None:
    """As who rounds the seconds alone writes them."""
    text = "[by:Ann]\n[00:60.00]Water falls\n[01:04.20]over the weir"
    assert spans(lrc.parse(text))[0] == ("Water falls", 60.0, 64.2)


def test_two_stamps_a_line_may_be_its_start_and_end() -> None:
    """Where each line ends before the next one begins, nothing is said twice."""
    text = "[00:01.00][00:03.00]Water falls\n[00:03.00][00:05.50]over the weir\n"
    assert spans(lrc.parse(text)) == [("Water falls", 1.0, 3.0), ("over the weir", 3.0, 5.5)]


def test_what_has_no_stamp_is_not_lost() -> None:
    """It belongs to the line above, a title to the first one."""
    text = "The Weir\n[by:Ann]\n[00:01.00]Water falls\nover the weir.\n[00:05.00]It did.\n"
    assert spans(lrc.parse(text)) == [
        ("The Weir Water falls over the weir.", 1.0, 5.0),
        ("It did.", 5.0, None),
    ]


def test_names_are_those_of_captions() -> None:
    """A name goes on until the next one."""
    text = "[by:Ann]\n[00:01.00]ANN: Water falls.\n[00:03.00]It did.\n[00:05.00]BO: Yes.\n"
    assert said(lrc.parse(text)) == [("ANN", "Water falls. It did."), ("BO", "Yes.")]


def test_a_line_is_not_said_without_end() -> None:
    """A short file would become a long transcript."""
    with pytest.raises(TranscriptRefused, match="said 200 times"):
        lrc.parse("[00:01.00]" * 200 + "Water falls")


@pytest.mark.parametrize(
    "text",
    [
        "[00:05.00] Hello.\n[00:09.00] Yes.",
        "[by:Ann]\nHello [00:05] there.\nAnd so on.",
        "[00:05] [inaudible] yes\nand\nso\non",
    ],
)
def test_stamped_text_is_no_lrc(text: str) -> None:
    """It has neither tags nor lines that come back, or has more besides."""
    assert lrc.likeness(text) is Likeness.NONE
