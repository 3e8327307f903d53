"""Who does what to whom: whether a claim exchanges the two sides of what was said. Pure.

Without a parser: around a word that both sides share, a verb or a "before", "than" or "because",
what was said before it has to stand before it, unless one of the two is in the passive. English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.answering.checks.english import FIRST_PERSON, PIVOTS, THIRD_PERSON
from service.answering.checks.words import Words, alike

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|ne|lt|pt|ut|id|ught)\b"
    r"|\bby\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!]")
_REACH = 5
_FEWEST_CROSSED = 2
_SPEAKER = "\0speaker"


@dataclass(frozen=True, slots=True)
class _Sides:
    """What stands before and after a pivot, nearest first; the speaker is one of the terms."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def roles_differ(claim: Words, said: Words, speaker_terms: frozenset[str]) -> bool:
    """Whether the claim says "b … a" around what was said as "a … b".

    Args:
        claim: The claim.
        said: The sentences that it cites.
        speaker_terms: The terms of the name of whoever says them, which stand for "I" and "me".
    """
    if bool(_PASSIVE.search(claim.text)) != bool(_PASSIVE.search(said.text)):
        return False
    for pivot, mine in _around_pivots(claim, speaker_terms | THIRD_PERSON):
        theirs = [s for other, s in _around_pivots(said, FIRST_PERSON) if _same(pivot, other)]
        verdicts = [_crossed(mine, sides) for sides in theirs]
        if verdicts and all(verdicts):
            return True
    return False


def _same(pivot: str, other: str) -> bool:
    return pivot == other or (pivot not in PIVOTS and other not in PIVOTS and alike(pivot, other))


def _crossed(mine: _Sides, theirs: _Sides) -> bool:
    shared_before = [t for t in mine.before if not _in(t, mine.after)]
    shared_after = [t for t in mine.after if not _in(t, mine.before)]
    there_before = [t for t in theirs.before if not _in(t, theirs.after)]
    there_after = [t for t in theirs.after if not _in(t, theirs.before)]
    moved_right = sum(_in(term, there_after) for term in shared_before)
    moved_left = sum(_in(term, there_before) for term in shared_after)
    stayed = sum(_in(term, there_before) for term in shared_before)
    stayed += sum(_in(term, there_after) for term in shared_after)
    crossed = moved_left + moved_right
    return bool(moved_left and moved_right) and crossed >= _FEWEST_CROSSED and crossed > stayed


def _in(term: str, terms: tuple[str, ...] | list[str]) -> bool:
    return any(alike(term, other) for other in terms)


def _around_pivots(text: Words, speaker: frozenset[str]) -> Iterator[tuple[str, _Sides]]:
    """Each word that may be a pivot, with what stands around it in its sentence."""
    for sentence in _sentences(text, speaker):
        for position, (term, is_pivot, _) in enumerate(sentence):
            if is_pivot:
                before = [t for t, _, counts in reversed(sentence[:position]) if counts]
                after = [t for t, _, counts in sentence[position + 1 :] if counts]
                yield term, _Sides(tuple(before[:_REACH]), tuple(after[:_REACH]))


def _sentences(text: Words, speaker: frozenset[str]) -> list[list[tuple[str, bool, bool]]]:
    """Per sentence, for each word that matters: its term, if it is a pivot, if it is a thing."""
    sentences: list[list[tuple[str, bool, bool]]] = [[]]
    end = 0
    for word in text.words:
        if _SENTENCE_END.search(text.text[end : word.start]):
            sentences.append([])
        end = word.end
        if word.low in speaker or word.term in speaker:
            sentences[-1].append((_SPEAKER, False, True))
        elif word.low in PIVOTS:
            sentences[-1].append((word.low, True, False))
        elif word.has_content:
            sentences[-1].append((word.term, True, True))
    return sentences
