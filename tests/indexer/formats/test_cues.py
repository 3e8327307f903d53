"""Cues of clean files, as two libraries read them too."""

import io

import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from indexer.formats.cues import read_cues

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
        for c in read_cues(text, with_blocks=True)
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
    assert [(c.start, c.end, c.lines) for c in read_cues(text)] == theirs


def test_stamps_may_lack_minutes() -> None:
    """Seconds alone, if they have a fraction: "1 --> 2" may be anything."""
    cues = read_cues("5.500 --> 7.25\none\n\n61,5 --> 62,0\ntwo\n\n1 --> 2\nthree")
    assert [(cue.start, cue.end, cue.lines[0]) for cue in cues] == [
        (5.5, 7.25, "one"),
        (61.5, 62.0, "two"),
    ]
