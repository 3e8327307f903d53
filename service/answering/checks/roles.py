"""Who does what to whom: whether a claim exchanges the two sides of what was said. Pure.

Without a parser: where a claim and a clause that was said share two things and the word between
them, they have to stand in the same order, unless one of the two is in the passive. English.
"""

import re

from service.answering.checks.words import Word, Words, alike

_PASSIVE = re.compile(r"\b(by|from|because of|due to|thanks to)\b", re.IGNORECASE)


def roles_differ(claim: Words, said: Words) -> bool:
    """Whether the claim says "b … a" around what was said as "a … b".

    Args:
        claim: The claim, without its attribution.
        said: The sentences that it cites.
    """
    if bool(_PASSIVE.search(claim.text)) != bool(_PASSIVE.search(said.text)):
        return False
    mine = _anchors(claim, said)
    for i in range(len(mine) - 2):
        for j in range(i + 1, len(mine) - 1):
            for k in range(j + 1, len(mine)):
                before, middle, after = mine[i], mine[j], mine[k]
                if _exchanged(before, middle, after):
                    return True
    return False


def _anchors(claim: Words, said: Words) -> list[tuple[Word, list[Word]]]:
    """The claim's content words that were said, in order, each with the places that say it."""
    found = []
    for word in claim.words:
        if word.has_content:
            places = [other for other in said.words if alike(word.term, other.term)]
            if places:
                found.append((word, places))
    return found


def _exchanged(
    before: tuple[Word, list[Word]],
    middle: tuple[Word, list[Word]],
    after: tuple[Word, list[Word]],
) -> bool:
    if before[0].clause != after[0].clause:
        return False
    orders = {
        (one.start < two.start < three.start, three.start < two.start < one.start)
        for one in before[1]
        for two in middle[1]
        for three in after[1]
        if one.clause == two.clause == three.clause
    }
    return bool(orders) and any(back for _, back in orders) and not any(on for on, _ in orders)
