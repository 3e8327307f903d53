"""A claim keeps the order of what was said, or is not confirmed."""

import pytest

from service.answering.checks.order import keeps_the_order
from service.answering.checks.words import words_of

ANA = words_of("Ana Černá", "en").terms


def kept(claim: str, said: str) -> bool:
    return keeps_the_order(words_of(claim, "en"), words_of(said, "en"), ANA)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The bees weakened the mites.", "The mites weakened the bees."),
        ("Energy is emotion.", "We say that emotion is energy."),
        ("The frost came before the mites.", "The mites came before the frost."),
        ("Bo hired Carl.", "Carl hired Bo."),
        ("Ana would fire the office.", "The office would fire me."),
        ("There is more honey than wax.", "There is more wax than honey."),
        ("They moved from Prague to Brno.", "They moved from Brno to Prague."),
        ("The wax was turned into honey.", "The honey was turned into wax."),
        (
            "Extracting is easy, whereas filtering is hard.",
            "Filtering is easy; extracting is hard.",
        ),
        (
            "The hive is lighter, but the box is heavy.",
            "The box is lighter, but the hive is heavy.",
        ),
        ("Less than half of them were queens.", "More than half of them were queens."),
        ("The first hive was sold.", "The last hive was sold."),
        ("The bees died because of the drought.", "The bees died, and then the drought came."),
        ("Ana offered the buyer a price.", "And so they offered me a price, the buyer did."),
        ("The mites killed the bees.", "The mites were killed by the bees."),
        ("Ana asked a farmer whether it rained.", "A farmer asked me whether it rained."),
        ("A farmer told Ana to wait.", "I told a farmer to wait."),
        ("The more honey, the more frost.", "The more frost, the more honey."),
        ("Wax is an early product and honey a late one.", "An early product is honey, a late wax."),
        ("A red hive means an old queen.", "An old queen means a red hive."),
    ],
)
def test_exchanged_sides_are_not_confirmed(claim: str, said: str) -> None:
    """Around a verb, and around a word of comparing, of direction, of cause or of time."""
    assert not kept(claim, said)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The mites weakened the bees.", "The mites weakened the bees."),
        ("The bees were weakened by the mites.", "The mites weakened the bees."),
        ("The bees died because of the frost.", "Because of the frost, the bees died."),
        ("Ana sold honey in May.", "In May I sold honey."),
        ("Ana's hives are old.", "My hives are old."),
        ("The price of honey probably rose.", "The honey price rose, probably."),
        ("More than 40 hives were lost.", "Over forty hives were lost."),
        ("They offered Ana a price.", "They offered me a price."),
        ("A farmer asked Ana whether it rained.", "A farmer asked me whether it rained."),
        ("Ana told a farmer to wait.", "I told a farmer to wait."),
    ],
)
def test_the_same_sides_in_another_form(claim: str, said: str) -> None:
    """A passive, a phrase of place or time, or an adverb that is moved exchanges nothing."""
    assert kept(claim, said)
