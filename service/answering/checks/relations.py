"""What stands behind a "because", "than" or "from", and what is compared. Pure. English."""

from collections.abc import Sequence

from service.answering.checks.english import COMPARING
from service.answering.checks.places import SaidPlaces
from service.answering.checks.words import Word, Words

_RELATIONS = frozenset(
    ("before", "after", "because", "than", "until", "unless", "if", "into", "from", "mean", "means")
)
_DIRECTIONS = frozenset(("from", "to", "into", "away"))
_FROM = frozenset(("from", "away"))
_CAUSES = frozenset(("because", "so", "since", "cause", "cuz", "therefore", "as", "why", "reason"))
_RELATED_WITHIN, _NAMED_AFTER, _DIRECTION_BEFORE = 8, 2, 2


def keeps_the_relations(claim: Words, places: SaidPlaces) -> bool:
    """Whether "before", "than", "from" … stand before the same words as in what was said."""
    return all(
        _holds(word, claim.words[position + 1 :], places)
        for position, word in enumerate(claim.words)
    )


def compares_otherwise(claim: Words, said: Words) -> bool:
    """Whether a claim says "less" where only "more" was said, or compares what nobody compared."""
    return any(
        word.low in COMPARING and not COMPARING[word.low] & said.lows for word in claim.words
    )


def _holds(relation: Word, following: Sequence[Word], places: SaidPlaces) -> bool:
    if relation.low not in _RELATIONS | _DIRECTIONS:
        return True
    named = [word for word in following[: 3 * _NAMED_AFTER] if word.has_content][:_NAMED_AFTER]
    found = [place for word in named for place in places.of(word)]
    if not found:
        return True
    if relation.low in _DIRECTIONS and not _holds_direction(relation.low, found, places.lows):
        return False
    return relation.low not in _RELATIONS or _is_followed(relation.low, found, places.lows)


def _is_followed(relation: str, found: Sequence[int], lows: Sequence[str]) -> bool:
    if relation == "because" and _CAUSES.isdisjoint(lows):
        return False
    here = [i for i, low in enumerate(lows) if low == relation]
    return not here or any(0 < place - i <= _RELATED_WITHIN for place in found for i in here)


def _holds_direction(direction: str, found: Sequence[int], lows: Sequence[str]) -> bool:
    against = False
    for place in found:
        before = lows[max(0, place - _DIRECTION_BEFORE) : place]
        ways = [low for low in before if low in _DIRECTIONS]
        if ways and (ways[-1] in _FROM) == (direction in _FROM):
            return True
        against = against or bool(ways)
    return not against
