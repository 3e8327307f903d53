"""Who acts, where pronouns stand for whom a claim names: "I asked him", "they offered me". Pure.

English.
"""

import re
from collections.abc import Sequence

from service.answering.checks.english import FIRST_PERSON
from service.answering.checks.places import SaidPlaces
from service.answering.checks.words import Word

_SUBJECTS = frozenset(("i", "he", "she", "they", "we", "you", "it"))
_OBJECTS = frozenset(("me", "him", "her", "them", "us", "you", "it"))
_TELLS = (
    r"(?:ask|tell|say|explain|mention|repl[yi]|answer|warn|like)(?:s|ed|e[sd])?|told|said|asked"
)
_SPEAKER_TELLS = re.compile(
    rf"\bI(?:['’]m| was)?\s+(?:\w+\s+){{0,2}}?(?:{_TELLS})\b", re.IGNORECASE
)
_SPEAKER_IS_TOLD = re.compile(rf"\b(?:{_TELLS})\s+(?:me|us)\b", re.IGNORECASE)
_TELLING = re.compile(rf"(?:{_TELLS})$", re.IGNORECASE)
_BESIDE = 5


def holds_pronouns(
    matters: Sequence[Word], found: Sequence[Sequence[int]], places: SaidPlaces
) -> bool:
    """Whether it is clear who "they" and "him" are where both stand beside one word.

    Args:
        matters: The words of a clause of the claim that matter, in order.
        found: Where each was said.
        places: What the claim cites.
    """
    unsaid = sum(not positions for positions in found)
    for place_in_clause, positions in enumerate(found):
        pronouns = [_beside(position, places.lows) for position in positions]
        if not pronouns or not all(before and after for before, after in pronouns):
            continue
        before, after = pronouns[0]
        if after & FIRST_PERSON and matters[0].term in places.speaker and place_in_clause:
            return False
        if unsaid > 1 and not (before | after) & FIRST_PERSON:
            return False
    return True


def holds_who_tells(clause: Sequence[Word], places: SaidPlaces) -> bool:
    """Whether who tells and who is told are not exchanged: "I asked him", "he asked me"."""
    for position, word in enumerate(clause):
        before = clause[:position]
        if not _TELLING.match(word.low) or not any(w.has_content for w in before):
            continue
        tells = _SPEAKER_TELLS.search(places.text) is not None
        is_told = _SPEAKER_IS_TOLD.search(places.text) is not None
        if any(w.term in places.speaker for w in before):
            return tells or not is_told
        if not {w.low for w in before} & _SUBJECTS:
            return is_told or not tells
    return True


def _beside(place: int, lows: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    before = lows[max(0, place - _BESIDE) : place]
    return _SUBJECTS.intersection(before), _OBJECTS.intersection(lows[place + 1 : place + 2])
