"""Who does what to whom: whether a claim exchanges the two sides of what was said. Pure.

Without a parser: around a word that both sides share, a verb or a "before", "than" or "because",
what was said before it has to stand before it, unless one of the two is in the passive. English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.answering.checks.english import FIRST_PERSON, PIVOTS, THIRD_PERSON
from service.answering.checks.words import Words, alike

_SENTENCE_END = re.compile(r"[.?!]")
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"))
_PARTICIPLE = re.compile(r"(ed|en|wn|ne|lt|pt|ut|id|ught|ade|ept|ung)$")
_CLAIMED_REACH, _SAID_REACH = 2, 4
_FEWEST_CROSSED = 2
_SPEAKER = "\0speaker"


@dataclass(frozen=True, slots=True)
class _Sides:
    """What stands before and after a pivot, nearest first; the speaker is one of the terms."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    passive: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """A word that matters: a thing, or a pivot between things, or both."""

    term: str
    is_pivot: bool
    is_thing: bool
    passive: bool = False


def roles_differ(claim: Words, said: Words, speaker_terms: frozenset[str]) -> bool:
    """Whether the claim says "b … a" around what was said as "a … b".

    Args:
        claim: The claim.
        said: The sentences that it cites.
        speaker_terms: The terms of the name of whoever says them, which stand for "I" and "me".
    """
    there = list(_around_pivots(said, FIRST_PERSON, _SAID_REACH))
    for pivot, mine in _around_pivots(claim, speaker_terms | THIRD_PERSON, _CLAIMED_REACH):
        verdicts = [_crossed(mine, sides) for other, sides in there if _same(pivot, other)]
        if verdicts and all(verdicts):
            return True
    return False


def _same(pivot: str, other: str) -> bool:
    return pivot == other or (pivot not in PIVOTS and other not in PIVOTS and alike(pivot, other))


def _crossed(mine: _Sides, theirs: _Sides) -> bool:
    there = theirs
    if mine.passive != theirs.passive:  # "by the mites" stands where the mites would act
        there = _Sides(theirs.after, theirs.before, mine.passive)
    before = [t for t in mine.before if not _in(t, mine.after)]
    after = [t for t in mine.after if not _in(t, mine.before)]
    there_before = [t for t in there.before if not _in(t, there.after)]
    there_after = [t for t in there.after if not _in(t, there.before)]
    moved_right = sum(_in(term, there_after) for term in before)
    moved_left = sum(_in(term, there_before) for term in after)
    stayed = sum(_in(term, there_before) for term in before)
    stayed += sum(_in(term, there_after) for term in after)
    crossed = moved_left + moved_right
    return bool(moved_left and moved_right) and crossed >= _FEWEST_CROSSED and crossed > stayed


def _in(term: str, terms: tuple[str, ...] | list[str]) -> bool:
    return any(alike(term, other) for other in terms)


def _around_pivots(
    text: Words, speaker: frozenset[str], reach: int
) -> Iterator[tuple[str, _Sides]]:
    """Each word that may be a pivot, with what stands around it in its sentence."""
    for sentence in _sentences(text, speaker):
        for position, item in enumerate(sentence):
            if item.is_pivot:
                before = [i.term for i in reversed(sentence[:position]) if i.is_thing]
                after = [i.term for i in sentence[position + 1 :] if i.is_thing]
                sides = _Sides(tuple(before[:reach]), tuple(after[:reach]), item.passive)
                yield item.term, sides


def _sentences(text: Words, speaker: frozenset[str]) -> list[list[_Item]]:
    """Per sentence, the words that matter."""
    sentences: list[list[_Item]] = [[]]
    end = 0
    for position, word in enumerate(text.words):
        if _SENTENCE_END.search(text.text[end : word.start]):
            sentences.append([])
        end = word.end
        if word.low in speaker or word.term in speaker:
            sentences[-1].append(_Item(_SPEAKER, is_pivot=False, is_thing=True))
        elif word.low in PIVOTS:
            sentences[-1].append(_Item(word.low, is_pivot=True, is_thing=False))
        elif word.has_content:
            passive = _is_passive(text, position)
            sentences[-1].append(_Item(word.term, is_pivot=True, is_thing=True, passive=passive))
    return sentences


def _is_passive(text: Words, position: int) -> bool:
    """Whether a word is a participle behind a form of "be"."""
    before = {word.low for word in text.words[max(0, position - 2) : position]}
    return bool(before & _BE) and _PARTICIPLE.search(text.words[position].low) is not None
