"""What a listener asks: its words, what they are about, and what kind of answer they want. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer import ExplainedError, canonical_text, terms_of
from service.answering.question_words import ABOUT_NOTHING, asks_for_the_whole
from service.answering.wish import Wish

LONGEST_QUESTION = 500
"""Characters. Longer texts are pasted documents, not questions about an episode."""

_NUMBER_WANTED = re.compile(
    r"\b(how\s+(many|much|old|long|often|far|big|large|high|tall|fast|expensive)"
    r"|when|what\s+(year|date|time|day|number|percent\w*|share|age|price)|which\s+year)\b",
    re.IGNORECASE,
)

_DEFINITION_WANTED = re.compile(
    r"\W*(?:(?:so|and|ok|okay|but)\W+)*what(?:(?:'s|\s+is|\s+are)\s+\w|\s+do(?:es)?\b.*\bmean\b)",
    re.IGNORECASE,
)
_WHO_SOMEBODY_IS = re.compile(
    r"\W*(?:(?:so|and|ok|okay|but)\W+)*who(?:'s|\s+is|\s+are|\s+was|\s+were)\s+"
    r"(?P<name>\w+(?:[ '-]\w+){0,3})\W*$",
    re.IGNORECASE,
)
_EXPLANATION_WANTED = re.compile(
    r"\W*(why|how|explain|describe|tell\s+me|what\s+happen(ed|s)"
    r"|what('s|\s+(is|are))\s+an?|what\s+do(es)?\b.*\bmean)\b",
    re.IGNORECASE,
)

_YES_OR_NO_WANTED = re.compile(
    r"""^\W*(?:(?:so|and|but|well|ok|okay|i\s+see|thanks|thank\s+you|nice|got\s+it|please)\W+)*
    (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might
    |isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't|couldn't|won't|wouldn't)\b""",
    re.IGNORECASE | re.VERBOSE,
)


class QuestionRefused(ExplainedError):
    """A question that cannot be asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is answered and kept: single spaces, no control characters.

    A follow-up has more, which ``conversation.understood`` gives it.

    Attributes:
        text: What is asked.
        before: The question that it has to be read together with; empty where it needs none.
        typed: What the listener wrote, where ``text`` says it in full.
        wish: What it wants of what was shown last, if that is all it asks about.
        carried: Characters [start, end) of the transcript that were shown last.
        readings: What it may mean, where it chose none of the readings that it was offered.
        beside: The question before one that stands by itself: what is being spoken of, most likely.
    """

    text: str
    before: str = ""
    typed: str = ""
    wish: Wish | None = None
    carried: tuple[tuple[int, int], ...] = ()
    readings: tuple[str, ...] = ()
    beside: str = ""

    @classmethod
    def of(cls, raw: str, before: str = "") -> "Question":
        """The question in raw text, and the one before it.

        Raises:
            QuestionRefused: It is empty or too long.
        """
        text = canonical_text(raw)
        if not any(character.isalnum() for character in text):
            raise QuestionRefused("The question has no words. Ask something about the episode.")
        if len(text) > LONGEST_QUESTION:
            raise QuestionRefused(
                f"The question has {len(text)} characters; up to {LONGEST_QUESTION} can be asked."
            )
        return cls(text, canonical_text(before)[-LONGEST_QUESTION:])

    @property
    def together(self) -> "Question":
        """The question together with the one beside it."""
        return replace(self, before=self.beside, beside="")

    @property
    def whole(self) -> str:
        """What is searched for: a follow-up says little without the question before it."""
        return f"{self.before} {self.text}" if self.before else self.text

    @property
    def as_typed(self) -> str:
        """What the listener wrote."""
        return self.typed or self.text

    @property
    def standalone(self) -> str | None:
        """The whole question as it was understood; None where that is what the listener wrote."""
        return None if self.whole == self.as_typed else self.whole

    @property
    def _plain(self) -> str:
        """The text with the apostrophes of a keyboard, not those of a phone."""
        return self.text.replace("’", "'")

    @property
    def wants_overview(self) -> bool:
        """Whether it asks what the whole episode is about, and names no subject of its own."""
        return asks_for_the_whole(re.findall(r"\w+", self._plain.casefold()))

    @property
    def wants_number(self) -> bool:
        """Whether its answer holds a number, a date or a length of time."""
        return _NUMBER_WANTED.search(self._plain) is not None

    @property
    def wants_definition(self) -> bool:
        """Whether it asks what something is."""
        return _DEFINITION_WANTED.match(self._plain) is not None

    @property
    def somebody(self) -> str:
        """The name, if it asks who somebody is and no more; empty otherwise."""
        asked = _WHO_SOMEBODY_IS.match(self._plain)
        return asked["name"] if asked else ""

    @property
    def wants_yes_or_no(self) -> bool:
        """Whether yes or no would answer it."""
        return _YES_OR_NO_WANTED.match(self._plain) is not None

    @property
    def wants_explanation(self) -> bool:
        """Whether one sentence is seldom enough: why, how, what something is."""
        return not self.wants_number and _EXPLANATION_WANTED.match(self._plain) is not None

    def content_terms(self, language: str, without: Iterable[str] = ()) -> tuple[str, ...]:
        """The distinct terms that say what the question is about.

        Args:
            language: The episode's language, in which the terms are stemmed.
            without: Texts whose terms tell nothing here, a speaker's name for example.
        """
        known = {term for text in without for term in terms_of(text, language)}
        return tuple(t for t in content_terms(self.whole, language) if t not in known)

    def named_speakers(self, speakers: Iterable[str]) -> frozenset[str]:
        """Those of an episode's speakers whose name, or a part of it, the question says.

        None where it asks who such a speaker is: that is for another voice to say.
        """
        if self.somebody:
            return frozenset()
        words = _words(self.whole)
        return frozenset(
            speaker for speaker in speakers if any(part in words for part in _name_parts(speaker))
        )


def content_terms(text: str, language: str) -> tuple[str, ...]:
    """The distinct terms of a text that say what it is about, in order."""
    ignored = _terms_about_nothing(language)
    return tuple(term for term in dict.fromkeys(terms_of(text, language)) if term not in ignored)


def is_about_nothing(term: str, language: str) -> bool:
    """Whether a term is a function word, or a word of asking, that says nothing of a subject."""
    return term in _terms_about_nothing(language)


@cache
def _terms_about_nothing(language: str) -> frozenset[str]:
    """English function words, and the words of asking; other languages rely on rarity alone."""
    return (
        frozenset(terms_of(" ".join(ABOUT_NOTHING), language))
        if language[:2] == "en"
        else frozenset()
    )


_SHORTEST_NAME = 3


def _name_parts(speaker: str) -> Sequence[str]:
    return [part for part in _words(speaker) if len(part) >= _SHORTEST_NAME and part != "speaker"]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("'s", ""))
