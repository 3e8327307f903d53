"""Who does what to whom: whether a claim's words stand in the order in which they were said. Pure.

Without a parser it cannot be told what a sentence means; but a claim that says "b … a" where
"a … b" was said may have exchanged the two. So each part of a claim has to keep the order of the
words it shares with what it cites, and what stands behind "because", "than" or "from" has to be the
same. A claim that does not is not called wrong: it is not confirmed. English.
"""

import re
from collections.abc import Iterator, Sequence

from service.answering.checks.actors import holds_pronouns, holds_who_tells
from service.answering.checks.english import (
    CLAUSE_WORDS,
    LIGHT,
    MOVABLE,
    REPORTING,
    SCALES,
)
from service.answering.checks.places import SaidPlaces
from service.answering.checks.relations import compares_otherwise, keeps_the_relations
from service.answering.checks.words import Word, Words

_CLAUSE_END = re.compile(r"[,;:—–.!?]")
_BEGINS_PART = CLAUSE_WORDS | frozenset(
    ("and", "who", "whom", "which", "that", "where", "before", "after", "until")
)
_CONTRASTS = frozenset(
    ("while", "whereas", "but", "although", "though", "instead", "unlike", "whom", "second")
) | {"rather"}
_PLACES = frozenset(("in", "on", "at", "during", "over", "since", "through", "under"))
"""Prepositions whose phrase may be moved in a sentence."""
_JOINS = frozenset(("of", "the", "a", "an", "my", "our", "your", "their", "his", "her", "its"))
_ATTRIBUTES = REPORTING | {"according", "opinion", "view", "words", "experience"}
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|got|['’]s|['’]re)\s+(?:\w+\s+){0,3}?"
    r"\w+(?:ed|en|wn|t|d|ne|ng)\s+(?:\w+\s+){0,2}?by\b",
    re.IGNORECASE,
)
_THE_MORE = re.compile(r"\bthe (?:more|less|\w+er)\b.*\bthe (?:more|less|\w+er)\b", re.IGNORECASE)
_PHRASE_BEFORE = 3


def keeps_the_order(claim: Words, said: Words, speaker_terms: frozenset[str]) -> bool:
    """Whether nothing in a claim has another place than in what was said.

    Args:
        claim: The claim, without its attribution.
        said: The sentences that it cites.
        speaker_terms: The terms of the name of whoever says them, which stand for "I" and "me".
    """
    places = SaidPlaces(said, speaker_terms)
    sides = _Sides(places)
    return (
        all(sides.holds_order_of(part, claim.text) for part in _parts(claim))
        and keeps_the_relations(claim, places)
        and not compares_otherwise(claim, said)
    )


def _parts(text: Words) -> Iterator[list[Word]]:
    """The clauses of a claim; all of it where it sets one thing against another."""
    if text.lows & _CONTRASTS or _THE_MORE.search(text.text):
        yield list(text.words)
        return
    part: list[Word] = []
    end = 0
    for word in text.words:
        closes = _CLAUSE_END.search(text.text[end : word.start])
        if part and (closes or word.low in _BEGINS_PART):
            yield part
            part = []
        part.append(word)
        end = word.end
    if part:
        yield part


class _Sides:
    """The clauses of a claim beside what it cites."""

    def __init__(self, places: SaidPlaces) -> None:
        self._places = places

    def holds_order_of(self, part: Sequence[Word], text: str) -> bool:
        """Whether the words of a part were said in this order, or in that of its passive."""
        attributes = any(word.low in _ATTRIBUTES for word in part)
        matters = [w for w in part if self._matters(w, attributes=attributes)]
        if not matters:
            return True
        places = [self._places.of(w, opens=w is matters[0]) for w in matters]
        if matters[0].term in self._places.speaker and not places[0]:
            return False  # the speaker does what somebody else was said to do
        clear = holds_pronouns(matters, places, self._places)
        if not clear or not holds_who_tells(part, self._places):
            return False
        found = [p for p in places if p]
        if _is_passive(part, text) != self._is_passive(found):
            return self._holds_turned(matters, places)
        return self._is_in_order(self._joined(part, matters, places)) or (
            _CONTRASTS.isdisjoint(word.low for word in part)
            and self._is_in_order_without_phrases(part, matters, places)
        )

    def _is_in_order_without_phrases(
        self, part: Sequence[Word], matters: Sequence[Word], places: Sequence[Sequence[int]]
    ) -> bool:
        """Whether only phrases of place and time, which were phrases when said, have moved."""
        kept: list[Sequence[int]] = []
        phrase: list[Sequence[int]] = []
        movable = False
        found = dict(zip(matters, places, strict=True))
        for word in part:
            if word.low in _PLACES:
                kept += [] if movable else phrase
                phrase, movable = [], True
            elif found.get(word):
                if movable and not phrase and not self._is_in_a_phrase(found[word]):
                    movable = False
                phrase.append(found[word])
        kept += [] if movable else phrase
        return self._is_in_order(kept)

    def _is_in_a_phrase(self, places: Sequence[int]) -> bool:
        return any(_PLACES & set(self._places.lows[max(0, p - _PHRASE_BEFORE) : p]) for p in places)

    def _matters(self, word: Word, *, attributes: bool) -> bool:
        if word.low in SCALES:
            return True
        if word.low in REPORTING or word.low in LIGHT or word.low in MOVABLE:
            return False
        if word.low.endswith("ly") or (attributes and word.term in self._places.speaker):
            return False
        return word.has_content or word.is_number

    def _joined(
        self, part: Sequence[Word], matters: Sequence[Word], places: Sequence[Sequence[int]]
    ) -> list[Sequence[int]]:
        """The places; one for words that an "of" makes one thing: "the price of honey"."""
        joined: list[Sequence[int]] = []
        last = -1
        for word, found in zip(matters, places, strict=True):
            if not found:
                continue
            here = part.index(word)
            gap = {w.low for w in part[last + 1 : here]}
            if joined and gap <= _JOINS and self._are_joined(joined[-1], found, of="of" in gap):
                joined[-1] = sorted({*joined[-1], *found})
            else:
                joined.append(found)
            last = here
        return joined

    def _is_in_order(self, places: Sequence[Sequence[int]]) -> bool:
        return _longest_chain(places) == len(places)

    def _are_joined(self, one: Sequence[int], other: Sequence[int], *, of: bool) -> bool:
        """Whether two words were said the other way round as one thing: "the honey price"."""
        for place in one:
            for following in other:
                gap = set(self._places.lows[following + 1 : place])
                if following < place and gap <= _JOINS and of != ("of" in gap):
                    return True
        return False

    def _is_passive(self, places: Sequence[Sequence[int]]) -> bool:
        """Whether what was said at some places is in the passive, and says by whom."""
        if not places:
            return False
        first, last = min(p[0] for p in places), max(p[-1] for p in places)
        start, end = self._places.words[first].start, self._places.words[last].end
        return _PASSIVE.search(self._places.text, start, end) is not None

    def _holds_turned(self, matters: Sequence[Word], places: Sequence[Sequence[int]]) -> bool:
        """Whether a passive is in order when what stands behind "by" is put first."""
        for turn in range(1, len(matters)):
            turned = [p for p in (*places[turn:], *places[:turn][::-1]) if p]
            if _longest_chain(turned) == len(turned):
                return True
        return False


def _is_passive(part: Sequence[Word], text: str) -> bool:
    return _PASSIVE.search(text, part[0].start, part[-1].end) is not None


def _longest_chain(places: Sequence[Sequence[int]]) -> int:
    """How many of the words can be placed so that each lies behind the one before."""
    chains = {-1: 0}
    for found in places:
        longer = dict(chains)
        for place in found:
            best = max((n for end, n in chains.items() if end <= place), default=-1)
            if best + 1 > longer.get(place, 0):
                longer[place] = best + 1
        chains = longer
    return max(chains.values())
