"""Lines that open with two numbers of seconds."""

import pytest

from indexer.formats import second_pairs
from indexer.formats.registry import Likeness
from tests.indexer.formats.heard import said, times


def test_a_line_lasts_from_its_first_number_to_its_second() -> None:
    """A diariser's number stands before the words."""
    text = "0.00 4.25 SPEAKER_00 One.\n4.50 8.00 SPEAKER_01 Two: this.\n8.00 9.00 SPEAKER_00 So.\n"
    assert second_pairs.likeness(text) is Likeness.LIKELY
    transcript = second_pairs.parse(text)
    assert said(transcript)[:2] == [("SPEAKER_00", "One."), ("SPEAKER_01", "Two: this.")]
    assert times(transcript) == [(0.0, 4.25), (4.5, 8.0), (8.0, 9.0)]


def test_labels_of_an_audio_editor_have_tabs() -> None:
    """What it knows of frequencies stands on lines of its own and is no speech."""
    labels = [f"{at}.000000\t{at + 2}.500000\tWords {at}." for at in range(0, 60, 3)]
    text = "\n".join(["\\\t-1.000000\t-1.000000", *labels])
    assert second_pairs.likeness(text) is Likeness.LIKELY
    assert "-1" not in second_pairs.parse(text).text


@pytest.mark.parametrize(
    "text",
    [
        "0.0 4.0 one\n",
        "1.5 2.5 kilos\nAnd then\n",
        "9.0 10.0 one\n2.0 3.0 two\n",
        "0.0\t4.0\tAnn\tOne\n4.0\t8.0\tBo\tTwo\n",
    ],
)
def test_numbers_of_other_things_are_no_times(text: str) -> None:
    """Too few of them, backwards, or the first columns of a table."""
    assert second_pairs.likeness(text) is Likeness.NONE
