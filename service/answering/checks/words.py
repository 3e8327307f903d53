"""A text as the checks read it: its words in order, with stems and clauses. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from indexer import located_terms
from service.answering.checks.english import CLAUSE_WORDS, NUMBER_WORDS
from service.answering.question import is_about_nothing

_CLAUSE_END = re.compile(r"[,;:.!?…—–()。，；：！？]|--| - ")
_LONGEST_JOINED = 3
_SHORTEST_ALIKE = 5
_ALIKE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, in lower case, as a stem, and the clause it stands in."""

    text: str
    low: str
    term: str
    start: int
    end: int
    clause: int
    has_content: bool

    @property
    def is_number(self) -> bool:
        """Whether it is written or spelled as a number, which is compared by its value."""
        return self.low[0].isdigit() or self.low in NUMBER_WORDS


@dataclass(frozen=True)
class Words:
    """A text and its words."""

    text: str
    words: tuple[Word, ...]

    @cached_property
    def terms(self) -> frozenset[str]:
        """All stems."""
        return frozenset(word.term for word in self.words)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The distinct stems of the words that carry content, in order."""
        return tuple(dict.fromkeys(word.term for word in self.words if word.has_content))

    @cached_property
    def lows(self) -> frozenset[str]:
        """All words in lower case."""
        return frozenset(word.low for word in self.words)

    @cached_property
    def joined(self) -> frozenset[str]:
        """One, two and three neighbouring words written as one: "You Tube" as youtube."""
        words = [re.sub(r"\W", "", word.low) for word in self.words]
        runs = range(1, _LONGEST_JOINED + 1)
        return frozenset(
            "".join(words[i : i + length]) for length in runs for i in range(len(words))
        )

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The words that are written in capitals."""
        return frozenset(word.low for word in self.words if word.text.isupper())

    @cached_property
    def initials(self) -> str:
        """The first letters of all words."""
        return "".join(word.low[0] for word in self.words)


@lru_cache(maxsize=20_000)
def words_of(text: str, language: str) -> Words:
    """The words of a text."""
    words: list[Word] = []
    clause, last_end = 0, 0
    for term, start, end in located_terms(text, language):
        raw = text[start:end]
        low = raw.casefold().replace("’", "'")
        if _CLAUSE_END.search(text[last_end:start]) or low in CLAUSE_WORDS:
            clause += 1
        content = not is_about_nothing(term, language)
        words.append(Word(raw, low, term, start, end, clause, content))
        last_end = end
    return Words(text, tuple(words))


def alike(term: str, other: str) -> bool:
    """Whether two stems are forms of one word: decide and decision, but not part and party."""
    if term == other:
        return True
    shared = 0
    for mine, yours in zip(term, other, strict=False):
        if mine != yours:
            break
        shared += 1
    return shared >= _SHORTEST_ALIKE and shared >= _ALIKE_SHARE * max(len(term), len(other))
