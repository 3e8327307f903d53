"""Questions that ask the same in other words, brought together. Pure.

The wording that is asked most often leads a group, and every other is near to it: so the question
that a group is shown by speaks for all of it, and no chain of small steps leads away from it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer import Vectors
from service.answering.checks.names import Capitals
from service.question_likeness import (
    NO_CAPITALS,
    ReadQuestion,
    may_be_one,
    one_word_differs,
    points_back,
    read_questions,
    words_in,
)

LEAST_COSINE = 0.80
"""From which two questions mean the same that no word keeps apart; measured, see decisions.md."""

LEAST_COSINE_OF_ONE_WORD = 0.86
"""The same where one word stands in place of another, as it does in most that only look alike."""

LEAST_SHARED = 0.6
"""The share of their terms from which two questions are the same where no encoder compares them."""

_THE_SAME = 2.0
"""Above every cosine."""

VectorOf = Callable[[str], Vectors]
Nearness = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was asked once, at a second since 1970.

    ``id`` tells two of one second apart. ``whole`` is what was asked altogether, where ``text`` is
    only the part of it that counts.
    """

    id: str
    text: str
    asked_at: int
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words, however they are written, and each time that they were asked; newest last."""

    asked: tuple[AskedQuestion, ...]

    @property
    def newest(self) -> AskedQuestion:
        """The last time."""
        return self.asked[-1]

    @property
    def text(self) -> str:
        """The words, as they were last written."""
        return self.newest.text


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Wordings of one question, the one that is asked most often first."""

    wordings: tuple[Wording, ...]

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(len(wording.asked) for wording in self.wordings)

    @property
    def newest_first(self) -> list[AskedQuestion]:
        """Every time that it was asked."""
        asked = [one for wording in self.wordings for one in wording.asked]
        return sorted(asked, key=_time, reverse=True)


def group_questions(
    asked: Iterable[AskedQuestion],
    language: str,
    capitals: Capitals = NO_CAPITALS,
    vector_of: VectorOf | None = None,
) -> list[QuestionGroup]:
    """Questions of one episode by what they ask, whatever order they come in.

    Args:
        asked: What was asked; each is in exactly one of the groups.
        language: The episode's language.
        capitals: Which words the episode writes like names, and which small.
        vector_of: Encodes a question; without it only words are compared.
    """
    wordings = _wordings(asked, language)
    texts = [_compared(wording.newest, language) for wording in wordings]
    read = read_questions(texts, language, capitals)
    likeness = _ByWords(read) if vector_of is None else _ByMeaning(read, texts, vector_of)
    groups: list[list[int]] = []
    for position in range(len(wordings)):
        place = _place(position, [group[0] for group in groups], likeness)
        if place is None:
            groups.append([position])
        else:
            groups[place].append(position)
    return [QuestionGroup(tuple(wordings[i] for i in group)) for group in groups]


def _place(position: int, leaders: list[int], likeness: "_Likeness") -> int | None:
    """Which leader's group a wording belongs to: the nearest that it is one with, if any is."""
    nearness = likeness.nearness(position, leaders)
    for place in np.argsort(-nearness, kind="stable"):
        if nearness[place] < likeness.least:
            break
        if likeness.are_one(position, leaders[place], nearness[place]):
            return int(place)
    return None


def _wordings(asked: Iterable[AskedQuestion], language: str) -> list[Wording]:
    """The different wordings: what is asked most often first, then what was asked last."""
    by_words: dict[tuple[str, ...], list[AskedQuestion]] = defaultdict(list)
    for one in asked:
        by_words[words_in(_compared(one, language))].append(one)
    wordings = [Wording(tuple(sorted(times, key=_time))) for times in by_words.values()]
    newest_first = sorted(wordings, key=lambda wording: _time(wording.newest), reverse=True)
    return sorted(newest_first, key=lambda wording: -len(wording.asked))


def _time(asked: AskedQuestion) -> tuple[int, str]:
    return asked.asked_at, asked.id


def _compared(asked: AskedQuestion, language: str) -> str:
    """The words that say what is asked: of a part that points back, those of the whole."""
    if asked.whole is None or not points_back(asked.text, language):
        return asked.text
    return asked.whole


class _Likeness(Protocol):
    """How near the wordings of an episode are to each other, and which are one question."""

    @property
    def least(self) -> float:
        """The nearness below which no two are one."""

    def nearness(self, one: int, others: list[int]) -> Nearness:
        """How near a wording is to others, by their positions."""

    def are_one(self, one: int, other: int, nearness: float) -> bool:
        """Whether two wordings that are so near ask the same."""


class _ByMeaning:
    """By the cosine of their vectors; the same words in another order are nearer than all."""

    least = LEAST_COSINE

    def __init__(
        self, read: Sequence[ReadQuestion], texts: Sequence[str], vector_of: VectorOf
    ) -> None:
        numbers: dict[object, int] = {}
        self._read = read
        self._subjects = np.array([numbers.setdefault(q.subject, len(numbers)) for q in read])
        vectors = np.stack([vector_of(text) for text in texts]) if texts else np.zeros((0, 0))
        self._cosines = vectors @ vectors.T

    def nearness(self, one: int, others: list[int]) -> Nearness:
        """Their cosines, or more."""
        same = self._subjects[others] == self._subjects[one]
        return np.where(same, _THE_SAME, self._cosines[one, others]).astype(np.float32)

    def are_one(self, one: int, other: int, nearness: float) -> bool:
        """Whether they are near enough for what differs between them."""
        mine, yours = self._read[one], self._read[other]
        least = LEAST_COSINE_OF_ONE_WORD if one_word_differs(mine, yours) else LEAST_COSINE
        return nearness >= least and may_be_one(mine, yours)


class _ByWords:
    """By the share of their terms that both have (Jaccard), where nothing knows their meaning."""

    least = LEAST_SHARED

    def __init__(self, read: Sequence[ReadQuestion]) -> None:
        self._read = read

    def nearness(self, one: int, others: list[int]) -> Nearness:
        """The shares."""
        mine = self._read[one].subject[1]
        yours = (self._read[other].subject[1] for other in others)
        shares = [len(mine & terms) / len(mine | terms) for terms in yours]
        return np.array(shares, np.float32)

    def are_one(self, one: int, other: int, nearness: float) -> bool:
        """Whether they share enough, and ask for the same of it."""
        mine, yours = self._read[one], self._read[other]
        return (
            nearness >= LEAST_SHARED
            and mine.wanted == yours.wanted
            and not one_word_differs(mine, yours)
            and may_be_one(mine, yours)
        )
