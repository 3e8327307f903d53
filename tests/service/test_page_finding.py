"""Words that a listener looks for on a page: where they are found, and how they are marked."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import IndexedEpisode, Library
from service.pages import terms_in
from service.pages.finding import folded
from service.pages.marking import MOST_LISTED
from service.pages.words import words_of


@pytest.fixture
def weir(data: Path) -> IndexedEpisode:
    return Library(data).episode("weir")


def found(typed: str, text: str) -> list[str]:
    """What is marked of a text when something is looked for."""
    terms = terms_in(typed)
    assert terms is not None
    return [text[start:end] for start, end in terms.places_in(text)]


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("eel", "Eels feel the eel.", ["Eel", "eel"]),
        ("tomas", "Tomás, Toma\u0301s and Tom.", ["Tomás", "Toma\u0301s"]),
        ("WEIR river", "The weir in the river, the Weir.", ["weir", "river", "Weir"]),
        ("weir bridge", "The weir in the river.", []),
        ('"the weir"', "The weir, their weir, the weirs.", ["The weir", "the weir"]),
        ("“the weir” the", "The weir, the end.", ["The weir", "the"]),
        ("don't", "I don’t.", ["don’t"]),
        ("ΟΔΟΣ", "η οδός", ["οδός"]),
        ("雨", "大雨が降る", ["雨"]),
        ("كتاب", "قرأت الكتاب", ["كتاب"]),
        ("c++ (c)", "C++ and c", ["C", "c"]),
        ("31", "At 31, not 131.", ["31"]),
        ("bees", "🐝 Bees 🐝 bees", ["Bees", "bees"]),
    ],
)
def test_words_are_found_as_a_listener_means_them(typed: str, text: str, marked: list[str]) -> None:
    """Case, accents and apostrophes do not count; all words have to be there, from their start."""
    assert found(typed, text) == marked


@pytest.mark.parametrize("typed", ["", "  ", "?!", '""', "“ ”"])
def test_nothing_is_looked_for_without_a_letter(typed: str) -> None:
    """Signs alone are no terms."""
    assert terms_in(typed) is None


@given(st.text(max_size=40), st.text(max_size=60))
def test_what_is_marked_is_what_was_looked_for(typed: str, text: str) -> None:
    """Whatever is typed, each mark is one of the terms, and marks follow each other."""
    terms = terms_in(typed)
    places = terms.places_in(text) if terms else []
    ends = [0]
    for start, end in places:
        assert ends[-1] <= start < end <= len(text)
        assert terms is not None
        assert folded(text[start:end]).startswith(tuple(folded(term) for term in terms.shown))
        ends.append(end)


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("가", "각각 다르다", []),
        ("각각", "각각 다르다", ["각각"]),
        ("के", "किताब के पास", ["के"]),
        ("cafe", "Das Café", ["Café"]),
        ("שלום", "שָׁלוֹם", ["שָׁלוֹם"]),
        ("रत", "भारत में", []),
        ("भा", "भारत में", ["भा"]),
        ("ল", "বাংলা", []),
        ("か", "がき", []),
        ("はん", "ごぱん", []),
        ("ぱん", "ごぱん", ["ぱん"]),
        ("क", "क़लम", ["क़"]),
        ("क", "किताब", ["कि"]),
    ],
)
def test_letters_of_other_scripts_are_found_whole(typed: str, text: str, found: list[str]) -> None:
    """Accents and vowel points do not count; syllables and vowels of a word do."""
    terms = terms_in(typed)
    assert terms
    assert [text[start:end] for start, end in terms.places_in(text)] == found


def test_marks_are_numbered_and_every_sentence_is_counted(weir: IndexedEpisode) -> None:
    """The list leads to the first mark of each sentence; it ends before the marks do."""
    words = words_of(weir, None, terms_in("the"))
    numbers = [int(number) for number in re.findall(r'<mark id="m(\d+)">', words.html)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(words.moments) == MOST_LISTED
    assert MOST_LISTED < words.found < len(numbers)
    assert [moment.mark for moment in words.moments] == sorted(
        {moment.mark for moment in words.moments}
    )


def test_words_are_the_same_before_and_after_a_search(weir: IndexedEpisode) -> None:
    """What was marked for one listener is not marked for the next."""
    plain = words_of(weir, None, None).html
    assert "<mark" in words_of(weir, None, terms_in("weir")).html
    assert words_of(weir, None, None).html == plain
    assert "<mark" not in plain
