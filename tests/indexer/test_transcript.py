"""Utterances, the canonical text and the times of any characters in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.assembly import assemble
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript, canonical_text

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
SECONDS = st.none() | st.floats(0, 10_000, allow_nan=False)
SEGMENTS = st.lists(
    st.builds(
        Segment,
        text=ANY_TEXT,
        speaker=st.none() | st.sampled_from(["Ana", "Bo", "Ćira"]),
        start=SECONDS,
        end=SECONDS,
        opens_paragraph=st.booleans(),
    ),
    max_size=12,
)


def spoken(*segments: Segment, timing: Timing = Timing.CUE) -> Transcript:
    return assemble(segments, timing)


@given(ANY_TEXT)
def test_canonical_text_changes_white_space_and_controls_and_nothing_else(raw: str) -> None:
    """What is neither white space, nor a control, nor a lone surrogate stays, in order."""
    kept = [c for c in raw if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cs")]
    text = canonical_text(raw)
    assert [c for c in text if c != " "] == kept
    assert canonical_text(text) == text
    assert "  " not in text


@given(SEGMENTS)
def test_a_transcript_keeps_every_word_of_its_segments_in_order(segments: list[Segment]) -> None:
    """Joining segments loses no character but white space, and invents none."""
    transcript = assemble(segments, Timing.CUE)
    said = "".join(canonical_text(segment.text) for segment in segments)
    assert transcript.text.replace(" ", "").replace("\n", "") == said.replace(" ", "")


@given(SEGMENTS)
def test_times_of_any_range_lie_inside_the_utterance(segments: list[Segment]) -> None:
    """A moment never begins before its utterance, ends after it, or ends before it begins."""
    for utterance in assemble(segments, Timing.CUE).utterances:
        start, end = utterance.times_of(0, len(utterance.text))
        for low in range(0, len(utterance.text), 7):
            first, last = utterance.times_of(low, low + 1)
            if first is not None and utterance.start is not None:
                assert first >= utterance.start
            if last is not None and utterance.end is not None:
                assert last <= max(utterance.end, first or 0.0)
            if first is not None and last is not None:
                assert first <= last
        if start is not None and end is not None:
            assert start <= end


@given(SEGMENTS)
def test_offsets_find_their_utterance(segments: list[Segment]) -> None:
    """Every character's offset leads to the utterance that holds it."""
    transcript = assemble(segments, Timing.CUE)
    for position, (start, utterance) in enumerate(
        zip(transcript.starts, transcript.utterances, strict=True)
    ):
        assert transcript.text[start : start + len(utterance.text)] == utterance.text
        assert transcript.utterance_at(start) == position
        assert transcript.utterance_at(start + len(utterance.text) - 1) == position


def test_an_offset_outside_the_text_is_refused() -> None:
    """There is no utterance at an offset that the text does not have."""
    with pytest.raises(IndexError, match="lies outside a text of 3 characters"):
        spoken(Segment("Yes")).utterance_at(3)


def test_cues_of_one_speaker_become_one_utterance() -> None:
    """A speaker's words without interruption are one utterance, however the source cut them."""
    transcript = spoken(
        Segment("We lost", "Ana", 1.0, 2.0),
        Segment("the hives.", "Ana", 9.0, 10.0),
        Segment("All?", "Bo", 10.0, 11.0),
    )
    assert [(u.speaker, u.text) for u in transcript.utterances] == [
        ("Ana", "We lost the hives."),
        ("Bo", "All?"),
    ]
    assert (transcript.utterances[0].start, transcript.utterances[0].end) == (1.0, 10.0)


def test_without_speakers_a_pause_of_two_seconds_ends_an_utterance() -> None:
    """Silence divides speech whose speakers are unknown; less than two seconds does not."""
    transcript = spoken(
        Segment("One", start=0, end=1),
        Segment("two.", start=2.9, end=4),
        Segment("Three.", start=6, end=7),
    )
    assert [u.text for u in transcript.utterances] == ["One two.", "Three."]


def test_words_are_timed_exactly_where_the_source_times_words() -> None:
    """With word times a range begins with its first word and ends with its last."""
    transcript = spoken(
        Segment("Thirty", "Ana", 1.0, 1.4),
        Segment("one", "Ana", 1.5, 1.7),
        Segment("hives.", "Ana", 1.8, 2.5),
        timing=Timing.WORD,
    )
    utterance = transcript.utterances[0]
    assert utterance.timing is Timing.WORD
    assert utterance.times_of(7, 10) == (1.5, 1.7)
    assert utterance.times_of(8, 12) == (1.5, 2.5)


def test_words_are_interpolated_inside_a_cue() -> None:
    """Half-way through a cue's characters is half-way through its time."""
    utterance = spoken(Segment("0123456789", "Ana", 10.0, 20.0)).utterances[0]
    assert utterance.timing is Timing.CUE
    assert utterance.times_of(5, 10) == (15.0, 20.0)


def test_no_times_stay_unknown() -> None:
    """Where the source has no times there are none, and timing says so."""
    utterance = spoken(Segment("Words.", "Ana")).utterances[0]
    assert utterance.timing is Timing.NONE
    assert utterance.times_of(0, 6) == (None, None)
    assert (utterance.start, utterance.end) == (None, None)


def test_a_last_paragraph_without_an_end_has_a_start_alone() -> None:
    """Nothing says when the last paragraph ends, so nothing is said of it."""
    first, last = spoken(
        Segment("Good morning.", "Ana", 5.0),
        Segment("And good night.", "Bo", 9.0),
        timing=Timing.PARAGRAPH,
    ).utterances
    assert (first.start, first.end) == (5.0, 9.0)
    assert (last.start, last.end) == (9.0, None)
    assert last.times_of(4, 8) == (9.0, None)


def test_japanese_captions_are_joined_without_spaces() -> None:
    """Scripts without spaces get none between cues; others do."""
    transcript = spoken(
        Segment("蜂を三十一箱", "Ana", 0, 1),
        Segment("失いました。", "Ana", 1, 2),
        Segment("OK", "Ana", 2, 3),
    )
    assert transcript.text == "蜂を三十一箱失いました。 OK"


def test_the_hash_covers_words_speakers_and_times() -> None:
    """Two transcripts that differ in anything a citation shows have different hashes."""
    variants = [
        Segment("Yes.", "Ana", 1.0, 2.0),
        Segment("Yes!", "Ana", 1.0, 2.0),
        Segment("Yes.", "Bo", 1.0, 2.0),
        Segment("Yes.", None, 1.0, 2.0),
        Segment("Yes.", "Ana", 1.5, 2.0),
        Segment("Yes.", "Ana", 1.0, None),
    ]
    assert len({spoken(segment).sha256 for segment in variants}) == len(variants)
    assert spoken(variants[0]).sha256 == spoken(Segment(" Yes.\n", "Ana", 1.0, 2.0)).sha256
