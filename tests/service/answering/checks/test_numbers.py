"""Numbers are the same in digits and in words, and another one is another one."""

import pytest

from service.answering.checks.numbers import (
    numbers_claimed,
    unsaid_measures,
    unsaid_numbers,
)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("$37B", "about thirty-seven billion dollars"),
        ("31 hives", "we lost thirty-one hives"),
        ("in 2019", "back in twenty nineteen"),
        ("in 1984", "that was nineteen eighty-four"),
        ("250,000 people", "two hundred and fifty thousand people"),
        ("3.5 million", "three point five million"),
        ("half a million", "500,000 of them"),
        ("200 people", "a couple of hundred people"),
        ("2.5 years", "two and a half years"),
        ("a 2-year plan", "it takes two years"),
        ("15 % of it", "fifteen percent"),
        ("twelve eggs", "a dozen eggs"),
        ("fifteen hundred words", "1,500 words"),
        ("the 21st century", "the twenty-first century"),
        ("one of them left", "somebody left"),
        ("50k lines", "fifty thousand lines"),
    ],
)
def test_the_same_number_in_another_form(claim: str, said: str) -> None:
    """What was spoken counts as what is written."""
    assert unsaid_numbers(claim, said, "en") == frozenset()


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("32 hives", "we lost thirty-one hives"),
        ("$38B", "thirty-seven billion dollars"),
        ("$37M", "thirty-seven billion dollars"),
        ("in 2018", "back in twenty nineteen"),
        ("15 dollars", "fifteen percent"),
        ("three weeks", "it took three months"),
        ("500 lines", "fifty thousand lines"),
        ("250 people", "two hundred and fifty thousand people"),
        ("1.5 %", "fifteen percent"),
        ("4 of them", "somebody left"),
        ("1 hive", "we lost thirty-one hives"),
    ],
)
def test_another_number_or_unit(claim: str, said: str) -> None:
    """A figure that nobody said is found, and so is one of another unit."""
    assert unsaid_numbers(claim, said, "en")


def test_parts_of_a_number_are_not_claimed_alone() -> None:
    """A year said in two halves is one number."""
    assert {number.value for number in numbers_claimed("in twenty nineteen", "en")} == {2019.0}


def test_other_languages_are_read_too() -> None:
    """Spoken forms of German; in a language without a reader, digits count."""
    assert not unsaid_numbers("31 Völker", "einunddreißig Völker", "de")
    assert unsaid_numbers("32 Völker", "einunddreißig Völker", "de")
    assert not unsaid_numbers("31", "31 個", "ja")
    assert unsaid_numbers("32", "31 個", "ja")


@pytest.mark.parametrize(
    ("claim", "said", "unsaid"),
    [
        ("It took a couple of months.", "It took a couple of weeks.", {"month"}),
        ("Dozens of hives were lost.", "Thousands of hives were lost.", {"dozens"}),
        ("They paid twice as much.", "They paid more.", {"twice"}),
        ("They paid double.", "They paid twice as much.", set()),
        ("It happens every year.", "It happens annually.", set()),
        ("It took weeks.", "It took a week or so.", set()),
    ],
)
def test_units_and_rough_amounts_have_to_be_said(claim: str, said: str, unsaid: set[str]) -> None:
    """Without a figure beside them, too."""
    assert unsaid_measures(claim, said) == unsaid
