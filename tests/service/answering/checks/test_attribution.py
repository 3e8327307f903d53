"""Who a claim says it is from, and whether a reader has to be told."""

import pytest

from service.answering.checks.attribution import (
    attributed,
    attribution_of,
    begins_with_name,
    is_first_person,
    is_opinion,
    labelled,
    same_person,
    shown_name,
    without_attribution,
)

SPEAKERS = ("Ana Černá", "Bo Lind", "Rachel Green", "Ross Geller", "Monica Geller")


@pytest.mark.parametrize(
    ("claim", "speaker"),
    [
        ("Ana Černá thinks that the frost did it.", "Ana Černá"),
        ("Ana thinks that Bo is wrong.", "Ana Černá"),
        ("According to Bo Lind, Ana was right.", "Bo Lind"),
        ("The frost did it, says Ana.", "Ana Černá"),
        ("In the opinion of Bo, it was cold.", "Bo Lind"),
        ("Monica says that Ross left.", "Monica Geller"),
        ("Ross Geller left, and Rachel stayed.", "Ross Geller"),
    ],
)
def test_the_first_who_is_named_is_the_source(claim: str, speaker: str) -> None:
    """A surname that two share names neither."""
    assert attribution_of(claim, SPEAKERS).speakers == {speaker}


def test_a_speaker_without_a_name_is_a_source_too() -> None:
    """As a transcript without names has it."""
    assert attribution_of("A speaker says that it was cold.", ()).anonymous
    assert attribution_of("One of the guests thinks it was cold.", ()).given
    assert not attribution_of("The speaker was loud.", ()).given


def test_a_name_of_nobody_who_speaks_is_elsewhere() -> None:
    """What Pete said is known only if somebody tells it."""
    assert attribution_of("Pete says that it was cold.", SPEAKERS).elsewhere == "Pete"
    assert attribution_of("Pete has a dog.", SPEAKERS).elsewhere is None


def test_a_label_before_a_sentence_is_its_attribution() -> None:
    """As models copy it from the passages."""
    assert labelled("Ana Černá: It was cold.", SPEAKERS) == ("Ana Černá", "It was cold.")
    assert labelled("/ 0:08 Bo Lind: It was.", SPEAKERS) == ("Bo Lind", "It was.")
    assert labelled("One thing: it was cold.", SPEAKERS) == (None, "One thing: it was cold.")


def test_what_is_left_without_the_attribution() -> None:
    """The part that is compared with what was said."""
    for claim in ("Ana says that it was cold.", "According to Ana, it was cold."):
        named = attribution_of(claim, SPEAKERS)
        assert without_attribution(claim, named).strip() == "it was cold."


@pytest.mark.parametrize(
    "claim",
    [
        "In March, Ana says, it was cold.",
        "In March, in Ana's opinion, it was cold.",
        "In March, according to Ana, it was cold.",
    ],
)
def test_an_attribution_between_commas_takes_nothing_else_with_it(claim: str) -> None:
    """What stands before it is part of what was said."""
    rest = without_attribution(claim, attribution_of(claim, SPEAKERS))
    assert rest.split() == ["In", "March", "it", "was", "cold."]


def test_a_claim_may_begin_with_its_speaker() -> None:
    """It then tells of them, and needs no "According to"; what they own does not."""
    assert begins_with_name("Ana lost the hives.", "Ana Černá")
    assert not begins_with_name("Ana's hives were the best.", "Ana Černá")
    assert not begins_with_name("The hives were Ana's.", "Ana Černá")
    assert not begins_with_name("Ana lost the hives.", None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bekah", "Bekah Hawrot Weigel", True),
        ("PW", "Phil Wadler", True),
        ("Brian Ketelsen", "BRIAN KETELSEN", True),
        ("Ross Geller", "Monica Geller", False),
        ("Speaker 1", "Speaker 2", False),
        ("Dan Ott", "Dan Smith", False),
    ],
)
def test_labels_of_one_person(one: str, other: str, same: bool) -> None:
    """Short and long forms, initials, capitals."""
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The frost was to blame.", "I think the frost was to blame."),
        ("Honey is the best food.", "Honey is the best food."),
        ("The wild bees will come back.", "The wild bees will come back."),
        ("The hives were lost.", "We lost my hives."),
        ("Farmers should plant clover.", "Farmers should plant clover."),
        ("The council was incompetent.", "The council was incompetent."),
    ],
)
def test_opinions_predictions_and_experiences_are_told_from_facts(claim: str, said: str) -> None:
    """Rather too often than too seldom: a name too many misleads nobody."""
    assert is_opinion(claim, [said])


def test_a_plain_fact_is_no_opinion() -> None:
    """It may stand without a name."""
    assert not is_opinion("The bridge was built in 1923.", ["The bridge was built in 1923."])


def test_i_outside_quotation_marks_is_somebodys() -> None:
    """Inside them it is the quoted speaker's."""
    assert is_first_person("I lost the hives.")
    assert not is_first_person("Ana says: “I lost the hives.”")


def test_an_attribution_is_put_before_a_claim() -> None:
    """A word that the episode writes small becomes small; a name stays as it is."""
    small = frozenset(("the", "frost"))
    assert attributed("The frost did it.", "Ana", small) == "According to Ana, the frost did it."
    assert attributed("Google did it.", None, small) == "According to a speaker, Google did it."
    assert attributed("They did it.", "Ana", small) == "According to Ana, they did it."


def test_marks_in_a_label_are_no_quotation() -> None:
    """A nickname in quotation marks would be taken for words that were said."""
    assert shown_name('Ana "Bee" Černá') == "Ana Bee Černá"
    assert shown_name("«»") == shown_name(None) == "a speaker"
