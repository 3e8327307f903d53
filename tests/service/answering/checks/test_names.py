"""A name is told by its capital, and has to be said."""

import pytest

from service.answering.checks.names import Capitals, names_in, unsaid_names
from service.answering.checks.words import words_of

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
        ("They run Scala.", "It has to be scalable.", ["Scala"]),
        ("They read Stack Overflow.", "So they read a lot.", ["Stack", "Overflow"]),
        ("They use AI.", "They use an interesting tool.", ["AI"]),
        ("They met in King Street.", "The king lives in Long Street.", ["Street"]),
    ],
)
def test_names_have_to_be_said(claim: str, said: str, missing: list[str]) -> None:
    """In one word or two, in full or by their initials."""
    names = names_in(words_of(claim, "en"), CAPITALS)
    unsaid = unsaid_names(names, words_of(said, "en"), [])
    assert [name.text for name in unsaid] == missing


def test_the_speaker_need_not_be_named() -> None:
    """Who "I" is stands before the words."""
    names = names_in(words_of("It belongs to Carl.", "en"), CAPITALS)
    said = words_of("It is mine.", "en")
    assert unsaid_names(names, said, ["Carl Berg"]) == []
    assert [name.text for name in unsaid_names(names, said, ["Bert Berg"])] == ["Carl"]
