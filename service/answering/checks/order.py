"""Who does what to whom: whether a claim's words stand in the order in which they were said. Pure.

Without a parser it cannot be told what a sentence means; but a claim that says "b … a" where
"a … b" was said may have exchanged the two. So each part of a claim has to keep the order of the
words it shares with what it cites, and what stands behind "because", "than" or "from" has to be the
same. A claim that does not is not called wrong: it is not confirmed. English.
"""

import re
from collections.abc import Iterator, Sequence

from service.answering.checks.english import (
    CLAUSE_WORDS,
    COMPARING,
    FIRST_PERSON,
    LIGHT,
    MOVABLE,
    REPORTING,
    SCALES,
)
from service.answering.checks.words import Word, Words, alike

_CLAUSE_END = re.compile(r"[,;:—–.!?]")
_BEGINS_PART = CLAUSE_WORDS | frozenset(
    ("and", "who", "whom", "which", "that", "where", "before", "after", "until")
)
_CONTRASTS = frozenset(
    (
        "while",
        "whereas",
        "but",
        "although",
        "though",
        "instead",
        "unlike",
        "whom",
        "second",
        "rather",
    )
)
_PLACES = frozenset(("in", "on", "at", "during", "over", "since", "through", "under"))
"""Prepositions whose phrase may be moved in a sentence."""
_RELATIONS = frozenset(
    ("before", "after", "because", "than", "until", "unless", "if", "into", "from", "mean", "means")
)
_DIRECTIONS = frozenset(("from", "to", "into", "away"))
_FROM = frozenset(("from", "away"))
_CAUSES = frozenset(("because", "so", "since", "cause", "cuz", "therefore", "as", "why", "reason"))
_OWN_FORMS = frozenset(("my", "mine", "our", "ours"))
_SUBJECT_FORMS = FIRST_PERSON - _OWN_FORMS - {"me", "us", "myself"}
_SUBJECTS = frozenset(("i", "he", "she", "they", "we", "you", "it"))
_OBJECTS = frozenset(("me", "him", "her", "them", "us", "you", "it"))
_JOINS = frozenset(("of", "the", "a", "an", "my", "our", "your", "their", "his", "her", "its"))
_ATTRIBUTES = REPORTING | {"according", "opinion", "view", "words", "experience"}
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|got|['’]s|['’]re)\s+(?:\w+\s+){0,3}?"
    r"\w+(?:ed|en|wn|t|d|ne|ng)\s+(?:\w+\s+){0,2}?by\b",
    re.IGNORECASE,
)
_RELATED_WITHIN, _NAMED_AFTER, _DIRECTION_BEFORE, _BESIDE, _PHRASE_BEFORE = 8, 2, 2, 5, 3


def keeps_the_order(claim: Words, said: Words, speaker_terms: frozenset[str]) -> bool:
    """Whether nothing in a claim has another place than in what was said.

    Args:
        claim: The claim, without its attribution.
        said: The sentences that it cites.
        speaker_terms: The terms of the name of whoever says them, which stand for "I" and "me".
    """
    sides = _Sides(said, speaker_terms)
    return (
        all(sides.holds_order_of(part, claim.text) for part in _parts(claim))
        and all(sides.holds_relation(w, claim.words[i + 1 :]) for i, w in enumerate(claim.words))
        and not compares_otherwise(claim, said)
    )


def compares_otherwise(claim: Words, said: Words) -> bool:
    """Whether a claim says "less" where only "more" was said, or compares what nobody compared."""
    return any(
        word.low in COMPARING and not COMPARING[word.low] & said.lows for word in claim.words
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
    """Where the words of a claim were said."""

    def __init__(self, said: Words, speaker_terms: frozenset[str]) -> None:
        self._text = said.text
        self._words = said.words
        self._lows = [word.low for word in said.words]
        self._speaker = speaker_terms

    def holds_order_of(self, part: Sequence[Word], text: str) -> bool:
        """Whether the words of a part were said in this order, or in that of its passive."""
        attributes = any(word.low in _ATTRIBUTES for word in part)
        matters = [w for w in part if self._matters(w, attributes=attributes)]
        if not matters:
            return True
        places = [self._places(w, opens=w is matters[0]) for w in matters]
        if matters[0].term in self._speaker and not places[0]:
            return False  # the speaker does what somebody else was said to do
        if not self._holds_pronouns(matters, places) or not self._holds_who_tells(part):
            return False
        found = [p for p in places if p]
        if _is_passive(part, text) != self._is_passive(found):
            return self._holds_turned(matters, places)
        if self._is_in_order(self._joined(part, matters, places)):
            return True
        moves = not {word.low for word in part} & _CONTRASTS
        return moves and self._is_in_order_without_phrases(part, matters, places)

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
        return any(_PLACES & set(self._lows[max(0, p - _PHRASE_BEFORE) : p]) for p in places)

    def _matters(self, word: Word, *, attributes: bool) -> bool:
        if word.low in SCALES:
            return True
        if word.low in REPORTING or word.low in LIGHT or word.low in MOVABLE:
            return False
        if word.low.endswith("ly") or (attributes and word.term in self._speaker):
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
                gap = set(self._lows[following + 1 : place])
                if following < place and gap <= _JOINS and of != ("of" in gap):
                    return True
        return False

    def _is_passive(self, places: Sequence[Sequence[int]]) -> bool:
        """Whether what was said at some places is in the passive, and says by whom."""
        if not places:
            return False
        first, last = min(p[0] for p in places), max(p[-1] for p in places)
        start, end = self._words[first].start, self._words[last].end
        return _PASSIVE.search(self._text, start, end) is not None

    def _holds_turned(self, matters: Sequence[Word], places: Sequence[Sequence[int]]) -> bool:
        """Whether a passive is in order when what stands behind "by" is put first."""
        for turn in range(1, len(matters)):
            turned = [p for p in (*places[turn:], *places[:turn][::-1]) if p]
            if _longest_chain(turned) == len(turned):
                return True
        return False

    def _holds_pronouns(self, matters: Sequence[Word], places: Sequence[Sequence[int]]) -> bool:
        """Whether it is clear who "they" and "him" are where both stand beside one word."""
        unsaid = sum(not found for found in places)
        for position, found in enumerate(places):
            pronouns = [self._beside(place) for place in found]
            if not pronouns or not all(before and after for before, after in pronouns):
                continue
            before, after = pronouns[0]
            if after & FIRST_PERSON and matters[0].term in self._speaker and position:
                return False
            if unsaid > 1 and not (before | after) & FIRST_PERSON:
                return False
        return True

    def _holds_who_tells(self, part: Sequence[Word]) -> bool:
        """Whether who tells and who is told are not exchanged: "I asked him", "he asked me"."""
        for position, word in enumerate(part):
            before = part[:position]
            if not _TELLING.match(word.low) or not any(w.has_content for w in before):
                continue
            tells = _SPEAKER_TELLS.search(self._text) is not None
            is_told = _SPEAKER_IS_TOLD.search(self._text) is not None
            if any(w.term in self._speaker for w in before):
                return tells or not is_told
            if not {w.low for w in before} & _SUBJECTS:
                return is_told or not tells
        return True

    def _beside(self, place: int) -> tuple[frozenset[str], frozenset[str]]:
        before = self._lows[max(0, place - _BESIDE) : place]
        after = self._lows[place + 1 : place + 2]
        return _SUBJECTS.intersection(before), _OBJECTS.intersection(after)

    def holds_relation(self, relation: Word, following: Sequence[Word]) -> bool:
        """Whether "before", "than", "from" … stand before the same words as in what was said."""
        if relation.low not in _RELATIONS | _DIRECTIONS:
            return True
        named = [word for word in following[: 3 * _NAMED_AFTER] if word.has_content][:_NAMED_AFTER]
        places = [place for word in named for place in self._places(word)]
        if not places:
            return True
        if relation.low in _DIRECTIONS and not self._holds_direction(relation.low, places):
            return False
        if relation.low not in _RELATIONS:
            return True
        if relation.low == "because" and not _CAUSES & set(self._lows):
            return False
        here = [i for i, low in enumerate(self._lows) if low == relation.low]
        return not here or any(0 < p - i <= _RELATED_WITHIN for p in places for i in here)

    def _holds_direction(self, direction: str, places: Sequence[int]) -> bool:
        against = False
        for place in places:
            before = self._lows[max(0, place - _DIRECTION_BEFORE) : place]
            ways = [low for low in before if low in _DIRECTIONS]
            if ways and (ways[-1] in _FROM) == (direction in _FROM):
                return True
            against = against or bool(ways)
        return not against

    def _places(self, word: Word, *, opens: bool = False) -> list[int]:
        """Where a word was said; the speaker's name as the word for oneself."""
        if word.term in self._speaker:
            own = word.low.endswith("'s")
            forms = _OWN_FORMS if own else _SUBJECT_FORMS if opens else FIRST_PERSON
            return [i for i, w in enumerate(self._words) if w.low in forms or w.term == word.term]
        return [i for i, w in enumerate(self._words) if alike(word.term, w.term)]


_THE_MORE = re.compile(r"\bthe (?:more|less|\w+er)\b.*\bthe (?:more|less|\w+er)\b", re.IGNORECASE)
_TELLS = (
    r"(?:ask|tell|say|explain|mention|repl[yi]|answer|warn|like)(?:s|ed|e[sd])?|told|said|asked"
)
_SPEAKER_TELLS = re.compile(
    rf"\bI(?:['’]m| was)?\s+(?:\w+\s+){{0,2}}?(?:{_TELLS})\b", re.IGNORECASE
)
_SPEAKER_IS_TOLD = re.compile(rf"\b(?:{_TELLS})\s+(?:me|us)\b", re.IGNORECASE)
_TELLING = re.compile(rf"(?:{_TELLS})$", re.IGNORECASE)


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
