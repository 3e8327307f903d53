"""Faults of published transcripts, each mended and counted."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.assembly import assemble, renamed, with_one_name_each
from indexer.formats.conflicts import without_conflicts
from indexer.recogniser_loops import without_loops
from indexer.repairs import Repair, repairs_told
from indexer.segment import Segment
from indexer.speaker_names import one_name_each
from indexer.transcript import Timing, Transcript
from tests.indexer.formats.heard import read, said, spans, times


def cues(*stated: tuple[str, float, float], speaker: str | None = None) -> Transcript:
    return assemble((Segment(text, speaker, a, b) for text, a, b in stated), Timing.CUE)


def test_what_ends_before_it_starts_lasts_until_the_next() -> None:
    """So does what has no length; where nothing comes later, nothing is made up."""
    transcript = cues(("a", 1, 0.5), ("b", 2, 2), ("c", 3, 3))
    assert spans(transcript) == [("a", 1, 2), ("b", 2, 3), ("c", 3, 3)]
    assert transcript.repairs == {Repair.ENDS_BEFORE_START: 1, Repair.WITHOUT_LENGTH: 1}


def test_one_voice_says_one_thing_at_a_time() -> None:
    """A cue that is still shown while the next one is spoken; two people may talk at once."""
    transcript = cues(("a", 0, 5), ("b", 2, 6))
    assert spans(transcript) == [("a", 0, 2), ("b", 2, 6)]
    assert transcript.repairs == {Repair.OVERLAPS: 1}
    two = assemble([Segment("a", "A", 0, 5), Segment("b", "B", 2, 6)], Timing.CUE)
    assert (times(two), two.repairs) == ([(0, 5), (2, 6)], {})


def test_times_that_go_back_are_counted_and_kept() -> None:
    """The words keep the order of the file: it is how they were said."""
    transcript = cues(("a", 5, 6), ("b", 4, 4.5), ("c", 7, 8))
    assert [span[:2] for span in spans(transcript)] == [("a", 5), ("b", 4), ("c", 7)]
    assert transcript.repairs == {Repair.GOES_BACK: 1}


LOOP = "and we still use one of these packages today."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"So {f'{LOOP} ' * 4}Fine.", f"So {LOOP} Fine."),
        (f"So {f'{LOOP} ' * 2}Fine.", f"So {LOOP} {LOOP} Fine."),
        ("You can, " * 9 + "go.", "You can, go."),
        ("No, no, no, no, never.", "No, no, no, no, never."),
        ("0 8 0 0 5 5 5 5 5 5 5 5 5", "0 8 0 0 5 5 5 5 5 5 5 5 5"),
        ("Thank you. " * 12, "Thank you."),
        ("谢谢观看" + " 谢谢观看" * 9, "谢谢观看"),
    ],
)
@pytest.mark.parametrize("pieces", ["cue", "words"])
def test_loops_of_a_recogniser(text: str, kept: str, pieces: str) -> None:
    """Said once; what people do repeat stays."""
    parts = [text] if pieces == "cue" else text.split()
    segments = [Segment(part, "Ann", n, n + 1) for n, part in enumerate(parts)]
    transcript = assemble(segments, Timing.CUE if pieces == "cue" else Timing.WORD)
    assert transcript.text == kept
    left_out = len(text.split()) - len(kept.split())
    assert transcript.repairs.get(Repair.RECOGNISER_LOOPS, 0) == left_out


def test_what_stays_of_a_loop_keeps_its_seconds() -> None:
    """The words before the loop are not stretched over all of it."""
    transcript = cues(("One two. " + "Thank you all so much. " * 9, 0, 100), ("Bye.", 100, 101))
    words, start, end = spans(transcript)[0]
    assert words == "One two. Thank you all so much."
    assert (start, end is not None and 13 < end < 16) == (0, True)


def test_people_who_wrote_it_down_meant_what_they_wrote() -> None:
    """No loop is looked for in what stands in paragraphs."""
    text = "Never. " * 9
    assert assemble([Segment(text, "Ann")], Timing.PARAGRAPH).text == text.strip()


def test_two_people_make_no_loop() -> None:
    """They may well say the same."""
    segments = [Segment("Goodbye then.", "AB"[n % 2], n, n + 1) for n in range(10)]
    assert without_loops(segments) == (segments, 0)


@given(st.lists(st.sampled_from(["a", "b", "c c", "d."]), max_size=60), st.integers(0, 3))
def test_words_are_only_ever_left_out(texts: list[str], length: int) -> None:
    """In their order, and nothing is left out twice."""
    segments = [Segment(text, None, n, n + length) for n, text in enumerate(texts)]
    kept, count = without_loops(segments)
    before = [word for one in segments for word in one.text.split()]
    after = [word for one in kept for word in one.text.split()]
    assert len(before) - len(after) == count
    remaining = iter(before)
    assert all(word in remaining for word in after)
    assert all((a.start or 0) <= (b.start or 0) for a, b in pairwise(kept))
    assert all((one.end or 0) >= (one.start or 0) for one in kept)


@pytest.mark.parametrize(
    ("names", "merged"),
    [
        (["Bo Ek", "BO EK", "Bo Ek"], {"BO EK": "Bo Ek"}),
        (["Ann Lee", "Bo", "AL", "Bo", "AL", "AL"], {"AL": "Ann Lee"}),
        (["Ann Lee", "Bo", "Ann", "Bo", "Ann", "Ann"], {"Ann": "Ann Lee"}),
        (["Ann Lee", "Ann Lee Ek", "Ann", "Ann", "Ann"], {}),
        (["Ann", "Ann Lee", "Ann", "Ann", "Ann"], {}),
        (["Ann Lee", "Ann", "Ann Lee", "Ann", "Ann"], {}),
        (["Ann Lee", "Bo", "Ann Lee", "Bo", "Ann Lee", "Ann", "Ann", "Ann"], {}),
        (["Ann Lee", "Bo", "AL", "AL"], {}),
        (["Ann Lee", "Al", "Al", "Al"], {}),
        (
            ["ANN LEE", "Ann Lee", "AL", "AL", "AL"],
            {"ANN LEE": "Ann Lee", "AL": "Ann Lee"},
        ),
    ],
)
def test_one_person_under_several_names(names: list[str], merged: dict[str, str]) -> None:
    """Only where nobody else can be meant: introduced once, and short from then on."""
    assert one_name_each(names) == merged


def test_a_crowd_of_names_is_read_in_a_moment() -> None:
    """Each short one is looked up, not held against all others."""
    people = 4000
    names = [f"Nam{n} Lee" for n in range(people)] + [f"Nam{n}" for n in range(people)] * 3
    started = time.process_time()
    assert len(one_name_each(names)) == people
    assert time.process_time() - started < 2.0


def test_an_operator_knows_better() -> None:
    """A name that is in the aliases is taken for nobody else, even where it names itself."""
    names = ["Ann Lee", "Bo", "AL", "Bo", "AL", "Bo", "AL"]
    transcript = assemble([Segment("So.", name) for name in names], Timing.PARAGRAPH)
    taken = with_one_name_each(transcript, {})
    assert (taken.taken_names, taken.repairs) == ({"AL": "Ann Lee"}, {Repair.SPELLINGS: 1})
    for alias in ("AL", "Al Ray"):
        named = with_one_name_each(transcript, {"AL": alias})
        assert (named.taken_names, named.repairs) == ({}, {})
        assert {one.speaker for one in named.utterances} == {"Ann Lee", "Bo", alias}


def test_aliases_join_what_one_person_said() -> None:
    """Two names that follow one another become one utterance, with the times of both."""
    segments = [Segment("One.", "Ann", 0, 1), Segment("Two.", "Ann Lee", 1, 2),
                Segment("Three.", "Bo", 2, 3)]  # fmt: skip
    transcript = renamed(assemble(segments, Timing.CUE), {"Ann": "Ann Lee"})
    assert said(transcript) == [("Ann Lee", "One. Two."), ("Bo", "Three.")]
    assert spans(transcript)[1] == ("Two.", 1, 2)


CONFLICT = """Ann: One.
<<<<<<< HEAD
Ann: Two.
||||||| base
Ann: Tow.
=======
Ann: Too.
>>>>>>> a-branch
Ann: Three.
"""


def test_conflict_marks_leave_one_side(tmp_path: Path) -> None:
    """The first one; and it is counted."""
    transcript = read(tmp_path, "a.txt", CONFLICT)
    assert transcript.text == "One. Two. Three."
    assert transcript.repairs == {Repair.CONFLICTS: 1}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<<<<<<< a\n=======\nTwo\n>>>>>>> b", ("Two", 1)),
        ("Title\n=======\ntext", ("Title\n=======\ntext", 0)),
        ("<<<<<<< a\nOne\n>>>>>>> b", ("<<<<<<< a\nOne\n>>>>>>> b", 0)),
        ("<<<<<<< a\n<<<<<<< b\n1\n=======\n2\n>>>>>>> b", ("<<<<<<< a\n1", 1)),
        (">>>>>>> b\n<<<<<<< a", (">>>>>>> b\n<<<<<<< a", 0)),
    ],
)
def test_marks_without_partners_are_text(text: str, kept: tuple[str, int]) -> None:
    """An underlined heading, for one."""
    assert without_conflicts(text) == kept


@pytest.mark.parametrize("name", ["Lucas Lane", "Speaker 1"])
def test_a_name_that_tells_nothing_is_left_out(tmp_path: Path, name: str) -> None:
    """It stands before most captions, in mid-sentence, and no other name does."""
    lines = ["00:00:00 Welcome to the show about"]
    lines += [f"00:00:{n:02} {name}: words that go on and" for n in range(1, 30)]
    lines.append(f"00:00:31 {' '.join([name.split(maxsplit=1)[0]] * 3)}: end.")
    transcript = read(tmp_path, "a.txt", "\n".join(lines))
    assert name not in transcript.text
    assert {utterance.speaker for utterance in transcript.utterances} == {None}
    assert transcript.repairs[Repair.FALSE_LABELS] >= 29


def test_broken_characters_are_counted(tmp_path: Path) -> None:
    """They stay in the text: what they were is not known."""
    content = ("größer als sonst. " * 30).encode() + b"B\xe4r ist er."
    assert read(tmp_path, "a.txt", content).repairs == {Repair.BROKEN_CHARACTERS: 1}


def test_rolling_captions_are_counted(tmp_path: Path) -> None:
    """Every line but the first is shown twice."""
    lines = [f"line number {n} of it" for n in range(6)]
    shown = [f"00:{n:02}.000 --> 00:{n + 1:02}.000\n" + "\n".join(lines[max(0, n - 1) : n + 1])
             for n in range(6)]  # fmt: skip
    transcript = read(tmp_path, "a.vtt", "WEBVTT\n\n" + "\n\n".join(shown))
    assert transcript.text == " ".join(lines)
    assert transcript.repairs == {Repair.SHOWN_AGAIN: 5}


def test_every_repair_has_its_words() -> None:
    """For one, and for many."""
    for repair in Repair:
        (one,), (many,) = repairs_told({repair: 1}), repairs_told({repair: 1_200})
        assert one.startswith("1 ")
        assert many.startswith("1,200 ")
