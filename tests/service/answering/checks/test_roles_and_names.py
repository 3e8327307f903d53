"""Who did what to whom, and who was named."""

import pytest

from service.answering.checks.names import Capitals, names_in, unsaid_names
from service.answering.checks.roles import roles_differ
from service.answering.checks.words import words_of

ANA = words_of("Ana Černá", "en").terms


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The bees weakened the mites.", "The mites weakened the bees."),
        ("Energy is emotion.", "We say that emotion is energy."),
        ("The frost came before the mites.", "The mites came before the frost."),
        ("Bo hired Carl.", "Carl hired Bo."),
        ("She would fire the office.", "The office would fire me."),
        ("There is more honey than wax.", "There is more wax than honey."),
    ],
)
def test_exchanged_sides_are_found(claim: str, said: str) -> None:
    """Around a verb, and around a word of comparing or of time."""
    assert roles_differ(words_of(claim, "en"), words_of(said, "en"), ANA)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The mites weakened the bees.", "The mites weakened the bees."),
        ("The bees were weakened by the mites.", "The mites weakened the bees."),
        ("The bees died because of the frost.", "Because of the frost, the bees died."),
        ("Ana sold honey in May.", "In May I sold honey."),
        ("A cold winter came.", "The winter was cold when it came."),
    ],
)
def test_the_same_sides_in_another_order(claim: str, said: str) -> None:
    """A passive, or a part that is moved, exchanges nothing."""
    assert not roles_differ(words_of(claim, "en"), words_of(said, "en"), ANA)


CAPITALS = Capitals(small=frozenset(("the", "hives", "honey")), large=frozenset(("carl", "google")))


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The hives belong to Carl Berg.", ["Carl", "Berg"]),
        ("Google bought the honey.", ["Google"]),
        ("Honey is sold in Prague.", ["Prague"]),
        ("According to them, I was late.", []),
        ("GitHub is down.", ["GitHub"]),
    ],
)
def test_names_are_told_by_their_capitals(claim: str, expected: list[str]) -> None:
    """At the beginning of a sentence by how the episode writes the word."""
    assert [name.text for name in names_in(words_of(claim, "en"), CAPITALS)] == expected


@pytest.mark.parametrize(
    ("claim", "said", "missing"),
    [
        ("It belongs to Carl.", "Carl's hives are here.", []),
        ("It belongs to Bert.", "Carl's hives are here.", ["Bert"]),
        ("It is on YouTube.", "You find it on You Tube.", []),
        ("It is by the PSF.", "The Python Software Foundation made it.", []),
        ("The Python Software Foundation made it.", "The PSF made it.", []),
        ("It was in Prague in May.", "We were in Prague in June.", ["May"]),
    ],
)
def test_names_have_to_be_said(claim: str, said: str, missing: list[str]) -> None:
    """In one word or two, in full or by their initials."""
    names = names_in(words_of(claim, "en"), CAPITALS)
    unsaid = unsaid_names(names, words_of(said, "en"), [], [])
    assert [name.text for name in unsaid] == missing


def test_names_may_come_from_the_context_or_the_speaker() -> None:
    """What "he" refers to, and who "I" is."""
    names = names_in(words_of("It belongs to Carl.", "en"), CAPITALS)
    said = words_of("It is his.", "en")
    assert unsaid_names(names, said, [words_of("Carl came.", "en")], []) == []
    assert unsaid_names(names, said, [], ["Carl Berg"]) == []
