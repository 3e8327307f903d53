"""What stands in quotation marks was said, in one place, in these words."""

import pytest

from service.answering.checks.quotations import (
    Stretch,
    locate,
    locate_exactly,
    quotations_in,
    without_stray_marks,
)
from service.answering.checks.words import words_of

SAID = (
    "We lost thirty-one hives, which was almost everything we had.",
    "The mites had weakened them before the frost ever came 🐝 in March.",
)
TEXT = "\n".join(SAID)
STRETCHES = [
    Stretch(words_of(SAID[0], "en"), 0),
    Stretch(words_of(SAID[1], "en"), len(SAID[0]) + 1),
]


def found(quoted: str) -> str | None:
    located = locate(quoted, STRETCHES, "en")
    return TEXT[located.start_char : located.end_char] if located else None


@pytest.mark.parametrize(
    "quoted",
    ["almost everything we had", "ALMOST everything, we had!", "lost thirty one hives"],
)
def test_the_transcripts_own_characters_are_found(quoted: str) -> None:
    """Capitals, stops and hyphens aside."""
    words = found(quoted)
    assert words is not None
    assert words in TEXT


def test_a_quotation_that_is_nearly_right_is_what_was_said() -> None:
    """A word too many or another one: the transcript's words stand for the model's."""
    assert found("the mites had weakened them long before the frost came in March") == SAID[1][:-1]


@pytest.mark.parametrize(
    "quoted",
    [
        "we sold everything and moved to the moon",
        "We lost thirty-one hives before the frost ever came",
        "the mites had not weakened them before the frost ever came in March",
        "almost everything … the frost ever came",
        "",
        "…",
    ],
)
def test_invented_glued_and_denied_quotations_are_not_found(quoted: str) -> None:
    """Two places are not one quotation, and a "not" is not a slip of the pen."""
    assert found(quoted) is None


def test_an_emoji_does_not_shift_a_quotation() -> None:
    """Offsets count code points."""
    located = locate_exactly("in March", STRETCHES, "en")
    assert located is not None
    assert TEXT[located.start_char : located.end_char] == "in March"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She said “no way” twice.", ["no way"]),
        ('She said "no way" and "yes".', ["no way", "yes"]),
        ("«Non», „nein“, 「いいえ」", ["Non", "nein", "いいえ"]),
        ("It's the 'best of times', isn't it?", ["best of times"]),
        ("It 's fine , I 've seen it ' .", []),
        ("The bees' hive and the wasps' nest", []),
        ('An inch (12") wide', []),
    ],
)
def test_quotation_marks_of_many_kinds(text: str, words: list[str]) -> None:
    """Apostrophes are none of them."""
    assert [quotation.words for quotation in quotations_in(text)] == words


def test_a_mark_that_opens_nothing_is_left_out() -> None:
    """And the quotations stay where they are."""
    text, moved = without_stray_marks(
        'Half" of “the hives” “were', quotations_in('Half" of “the hives” “were')
    )
    assert text == "Half of “the hives” were"
    assert text[moved[0].start : moved[0].end] == "“the hives”"
