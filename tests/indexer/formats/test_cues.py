"""Cues of clean files, as two libraries read them too."""

import io

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from indexer.formats import webvtt as webvtt_format
from indexer.formats.cues import read_cues
from indexer.repairs import Repair
from tests.indexer.formats.heard import said

LINES = st.lists(st.from_regex(r"[a-z][a-z ]{0,10}[a-z]", fullmatch=True), min_size=1, max_size=2)
CUES = st.lists(st.tuples(st.integers(0, 9_999_999), st.integers(0, 60_000), LINES), min_size=1)


def stamp(milliseconds: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def written(cues: list[tuple[int, int, list[str]]], mark: str) -> str:
    return "\n".join(
        f"{n}\n{stamp(start, mark)} --> {stamp(start + length, mark)}\n" + "\n".join(lines) + "\n"
        for n, (start, length, lines) in enumerate(cues, start=1)
    )


@given(CUES)
def test_clean_webvtt_is_read_as_webvtt_py_reads_it(
    cues: list[tuple[int, int, list[str]]],
) -> None:
    """The library's own times are in whole milliseconds."""
    text = "WEBVTT\n\n" + written(cues, ".")
    theirs = [
        (c.start, c.end, tuple(c.lines)) for c in webvtt.from_buffer(io.StringIO(text)).captions
    ]
    ours = [
        (stamp(round(c.start * 1000), "."), stamp(round((c.end or 0) * 1000), "."), c.lines)
        for c in read_cues(text, with_blocks=True)[0]
    ]
    assert ours == theirs


@given(CUES)
def test_clean_subrip_is_read_as_srt_reads_it(cues: list[tuple[int, int, list[str]]]) -> None:
    """The library's own times are differences of dates."""
    text = written(cues, ",")
    theirs = [
        (c.start.total_seconds(), c.end.total_seconds(), tuple(c.content.split("\n")))
        for c in srt.parse(text)
    ]
    assert [(c.start, c.end, c.lines) for c in read_cues(text)[0]] == theirs


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("5.500 --> 7.25", 5.5, 7.25),
        ("61,5 --> 62,0", 61.5, 62.0),
        ("-00:00:01,500 --> 00:00:02,000", 0.0, 2.0),
        ("00:00:04,000 -->", 4.0, None),
        (" --> 00:00:09,000", 2.0, 9.0),
        ("00:00:01:12 --> 00:00:02:00", 1.0, 2.0),
        ("00: 00: 01, 120 --> 00: 00: 03, 000", 1.12, 3.0),
        ("00:00:01,000 -> 00:00:03,000", 1.0, 3.0),
        ("0:0:3.120 --> 0:0:5.760", 3.12, 5.76),
        ("00:01.000 --> 00:02.000 align:start position:0%", 1.0, 2.0),
    ],
)
def test_stamps_as_they_are_written(timing: str, start: float, end: float | None) -> None:
    """Without minutes or an end, with spaces or frames, before the beginning."""
    text = f"1\n00:00:00,000 --> 00:00:02,000\none\n\n2\n{timing}\ntwo"
    cues, repairs = read_cues(text)
    assert [(cue.start, cue.end, cue.lines) for cue in cues][1] == (start, end, ("two",))
    assert +repairs == {}


@pytest.mark.parametrize("timing", ["1 --> 2", "00:xx:01 --> 00:00:02,000", "12:5a --> 3", "-->"])
def test_an_arrow_is_never_spoken(timing: str) -> None:
    """What cannot be read as times is counted, and is no speech."""
    cues, repairs = read_cues(f"1\n00:00:00,000 --> 00:00:02,000\none\n\n{timing}\ntwo")
    assert [cue.lines for cue in cues] == [("one", "two")]
    assert repairs[Repair.UNREADABLE_TIMES] == 1


def test_names_on_a_line_of_their_own() -> None:
    """As Teams writes them, above the words of every cue."""
    cues = "".join(
        f"0:0:{n}.0 --> 0:0:{n}.9\n{name}\nwords of {n}\n\n"
        for n, name in enumerate(["Ann Lee", "Bo Ek", "Ann Lee", "Bo Ek", "Ann Lee", "Bo Ek"])
    )
    transcript = webvtt_format.parse(f"WEBVTT\n\n{cues}")
    assert said(transcript)[:2] == [("Ann Lee", "words of 0"), ("Bo Ek", "words of 1")]
