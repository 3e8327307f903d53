"""What a listener asks: its words, what they are about, and what kind of answer they want. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from indexer import ExplainedError, canonical_text, terms_of

LONGEST_QUESTION = 500
"""Characters. Longer texts are pasted documents, not questions about an episode."""

_ABOUT_NOTHING = """
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing done down during each either else ever for from
further get gets getting got had has have having he her here hers herself him himself his how
however i if in into is it its itself just let like may me might mine more most much must my myself
no nor not now of off on once one only or other our ours ourselves out over own please same shall
she should so some such than that the their theirs them themselves then there these they thing
things this those through to too under until up upon us very was we were what whatever when where
whether which while who whom whose why will with within without would yes you your yours yourself
aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn
according answer ask asked chat conversation describe discuss discussed discusses discussing
discussion episode explain explained explains guest guests host hosts interview listen mean means
mention mentioned mentions opinion opinions podcast said say saying says show speak speaker
speakers spoke summarise summarize summary talk talked talking talks tell telling tells think
thinks thought thoughts told topic
"""
_OVERVIEW = re.compile(
    r"""^\W*(please\s+)?(
        (what|who)('s|\s+is|\s+was|\s+are)?\s+(this|the|that|today's)\s+
            (episode|podcast|show|conversation|interview|discussion|one)\s+(all\s+)?about
      | what('s|\s+is|\s+was)\s+(it|this)\s+(all\s+)?about
      | what\s+(do|did|are|were|does|is)\s+(they|you|the\s+hosts?|the\s+guests?|the\s+speakers?)\s+
            (talk|talking|discuss|discussing|speak|speaking|cover|covering)(\s+about)?
            (\s+(here|today|in\s+(this|the)\s+\w+))?
      | (give\s+me\s+|can\s+you\s+(give\s+me\s+)?|could\s+you\s+)?(a\s+|an\s+|the\s+)?
            (short\s+|brief\s+|quick\s+)?(summary|overview|gist|tl;?dr|recap|summari[sz]e|sum\s+up)
            (\s+(of\s+)?(it|this|that|(the|this)\s+(whole\s+)?(episode|podcast|show|conversation)))?
      | what\s+(are|were)\s+the\s+(main|key|most\s+important|biggest)\s+
            (points|takeaways|topics|themes|ideas|lessons|things)
            (\s+(of|in|from)\s+(it|this|(the|this)\s+(episode|podcast|show|conversation)))?
      | (main|key)\s+(points|takeaways|topics)
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER_WANTED = re.compile(
    r"\b(how\s+(many|much|old|long|often|far|big|large|high|tall|fast|expensive)"
    r"|when|what\s+(year|date|time|day|number|percent\w*|share|age|price)|which\s+year)\b",
    re.IGNORECASE,
)

_EXPLANATION_WANTED = re.compile(
    r"\W*(why|how|explain|describe|tell\s+me|what('s|\s+(is|are|was|were|does|do|did|happened)))\b",
    re.IGNORECASE,
)


class QuestionRefused(ExplainedError):
    """A question that cannot be asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is answered and kept: single spaces, no control characters."""

    text: str

    @classmethod
    def of(cls, raw: str) -> "Question":
        """The question in raw text.

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
        return cls(text)

    @property
    def wants_overview(self) -> bool:
        """Whether it asks what the whole episode is about."""
        return _OVERVIEW.match(self.text) is not None

    @property
    def wants_number(self) -> bool:
        """Whether its answer holds a number, a date or a length of time."""
        return _NUMBER_WANTED.search(self.text) is not None

    @property
    def wants_explanation(self) -> bool:
        """Whether one sentence is seldom enough: why, how, what something is."""
        return not self.wants_number and _EXPLANATION_WANTED.match(self.text) is not None

    def content_terms(self, language: str, without: Iterable[str] = ()) -> tuple[str, ...]:
        """The distinct terms that say what the question is about.

        Args:
            language: The episode's language, in which the terms are stemmed.
            without: Texts whose terms tell nothing here, a speaker's name for example.
        """
        known = {term for text in without for term in terms_of(text, language)}
        return tuple(t for t in content_terms(self.text, language) if t not in known)

    def named_speakers(self, speakers: Iterable[str]) -> frozenset[str]:
        """Those of an episode's speakers whose name, or a part of it, the question says."""
        words = _words(self.text)
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
    return frozenset(terms_of(_ABOUT_NOTHING, language)) if language[:2] == "en" else frozenset()


_SHORTEST_NAME = 3


def _name_parts(speaker: str) -> Sequence[str]:
    return [part for part in _words(speaker) if len(part) >= _SHORTEST_NAME and part != "speaker"]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("'s", ""))
