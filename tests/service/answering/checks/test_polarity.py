"""A denial or a doubt that is on one side only is found; the same sense in other words is not."""

import pytest

from service.answering.checks.polarity import doubt_is_lost, negation_differs
from service.answering.checks.words import Words, words_of


def both(claim: str, said: str) -> tuple[Words, Words]:
    return words_of(claim, "en"), words_of(said, "en")


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The frost did not kill the bees.", "The frost killed the bees."),
        ("The frost killed the bees.", "The frost didn't kill the bees."),
        ("Ana never sold the honey.", "I sold the honey in May."),
        ("Nobody saw the mites.", "Everybody saw the mites."),
        ("It is not a good tool.", "It's a good tool, and I don't use it often."),
        ("They have no insurance.", "We have insurance."),
        ("Ana can't open the hive.", "I can open the hive."),
        ("The council paid.", "The council has never paid."),
        ("The hive can be used.", "The hive is new, but it can't be used."),
        ("The labels should be long.", "Labels that are too long are not good."),
        ("Bo disagrees that the mites won.", "The mites won."),
        ("Mites are not absent from the valley.", "Mites are not a thing in the valley."),
        ("The wax may not be sold.", "It's not ripe, but the wax may be sold."),
    ],
)
def test_a_negation_on_one_side_only(claim: str, said: str) -> None:
    """Added or taken away."""
    assert negation_differs(*both(claim, said))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The frost did not kill the bees.", "It wasn't the frost that killed the bees."),
        ("Ana lost 31 hives.", "We lost thirty-one hives, and I don't know why."),
        ("It works and is fast.", "It not only works, it is fast."),
        ("They lack insurance.", "We have no insurance."),
        ("It failed.", "It didn't work."),
        ("The bees are fine.", "No, the bees are fine."),
        ("The honey is good.", "The honey is good, isn't it?"),
        ("Nobody knows it.", "We do not know it."),
        ("It is impossible to tell.", "You can't tell."),
    ],
)
def test_the_same_sense(claim: str, said: str) -> None:
    """Denied in other words, or elsewhere in the sentence."""
    assert not negation_differs(*both(claim, said))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The bees will come back.", "The bees may come back."),
        ("The frost killed them.", "The frost probably killed them."),
        ("There were 40 hives.", "There were about forty hives."),
        ("The mites arrive in March.", "The mites usually arrive in March."),
        ("The valley is too cold.", "It seems the valley is too cold."),
        ("According to Ana, the queen is old.", "Perhaps the queen is old."),
        ("All hives were lost.", "Most of the hives were lost."),
        ("The farmer knows that it rained.", "I believe it rained."),
        ("It rained exactly 40 days.", "It rained like 40 days."),
        ("The wax is beyond any doubt the best.", "The wax is probably the best."),
    ],
)
def test_a_doubt_that_is_lost(claim: str, said: str) -> None:
    """What may be became what will be."""
    assert doubt_is_lost(*both(claim, said), reported=True)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The bees might come back.", "The bees may come back."),
        ("Ana suspects that the frost killed them.", "The frost probably killed them."),
        ("There were roughly 40 hives.", "There were about forty hives."),
        ("The mites arrive in March as a rule.", "The mites usually arrive in March."),
        ("The hives were sold in May.", "Maybe I am wrong, but we sold the hives in May."),
        ("The book is about bees.", "I wrote a book about bees."),
    ],
)
def test_a_doubt_that_is_kept_or_elsewhere(claim: str, said: str) -> None:
    """Any hedge beside the same words counts; one about something else does not matter."""
    assert not doubt_is_lost(*both(claim, said), reported=True)


def test_i_think_is_kept_by_saying_who_thinks() -> None:
    """A claim about a speaker that reports nothing makes a fact of a thought."""
    claim, said = both("Ana lost the queen in May.", "I think I lost the queen in May.")
    assert doubt_is_lost(claim, said, reported=False)
    assert not doubt_is_lost(claim, said, reported=True)
