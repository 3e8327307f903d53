"""The names a claim says: people, companies, places, products, days. Pure.

Told by their capitals, so this holds for scripts that have them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

from indexer import IndexedEpisode
from service.answering.checks.english import NEVER_NAMES
from service.answering.checks.words import Word, Words, words_of

_FEWEST_INITIALS = 3
_NAME_REACH = 3


@dataclass(frozen=True, slots=True)
class Capitals:
    """How an episode writes its words: which ones small, which ones large inside a sentence."""

    small: frozenset[str]
    large: frozenset[str]


_CAPITALS: WeakKeyDictionary[IndexedEpisode, Capitals] = WeakKeyDictionary()


def capitals_of(episode: IndexedEpisode) -> Capitals:
    """How an episode writes its words, read once for as long as it is open."""
    if episode not in _CAPITALS:
        small: set[str] = set()
        large: set[str] = set()
        for sentence in range(len(episode.sentences)):
            words = re.findall(r"\w+", episode.sentence_text(sentence))
            small.update(word for word in words if word[0].islower())
            large.update(word.casefold() for word in words[1:] if word[0].isupper())
        _CAPITALS[episode] = Capitals(frozenset(small), frozenset(large))
    return _CAPITALS[episode]


def names_in(claim: Words, capitals: Capitals) -> list[Word]:
    """The words of a claim that are names, or parts of one."""
    found = []
    for position, word in enumerate(claim.words):
        if not any(character.isupper() for character in word.text) or word.low in NEVER_NAMES:
            continue
        opens = position == 0 or claim.text[: word.start].rstrip()[-1:] in ".!?:"
        if not opens or _is_name_at_start(claim, position, capitals):
            found.append(word)
    return found


def _is_name_at_start(claim: Words, position: int, capitals: Capitals) -> bool:
    word = claim.words[position]
    low = re.sub(r"'s$", "", word.low)
    if any(character.isupper() for character in word.text[1:]):
        return True
    followed = position + 1 < len(claim.words) and claim.words[position + 1].text[:1].isupper()
    return low in capitals.large or (followed and low not in capitals.small)


def unsaid_names(names: Sequence[Word], said: Words, allowed: Iterable[str] = ()) -> list[Word]:
    """The names that a text does not say, and the parts of a name that it does not say together.

    Args:
        names: The claim's names.
        said: The sentences that it cites.
        allowed: Names that need not be said: those of whoever speaks.
    """
    known = words_of(" ".join(allowed), "und").lows
    named = [name for name in names if _own(name.low) not in known]
    unsaid = [name for name in named if not _says(said, name, names)]
    for one, other in pairwise(named):
        if other.start == one.end + 1 and not _says_together(said, one, other):
            unsaid.append(other)
    return unsaid


def _says_together(text: Words, one: Word, other: Word) -> bool:
    """Whether two words of a name stand together, where both are said."""
    places = [[i for i, w in enumerate(text.words) if w.low == _own(n.low)] for n in (one, other)]
    if not all(places):
        return True
    return any(abs(i - k) <= _NAME_REACH for i in places[0] for k in places[1])


def _says(text: Words, name: Word, names: Sequence[Word]) -> bool:
    low = _own(name.low)
    if name.term in text.terms or low in text.lows:
        return True
    if re.sub(r"\W", "", low) in text.joined:
        return True
    if name.text.isupper() and len(low) >= _FEWEST_INITIALS and low in text.initials:
        return True
    return not text.acronyms.isdisjoint(_runs_of_initials(names, name))


def _runs_of_initials(names: Sequence[Word], name: Word) -> Iterator[str]:
    """The initials of the claim's neighbouring names that hold one of them."""
    place = names.index(name)
    for first in range(max(0, place - 4), place + 1):
        for end in range(max(place + 1, first + 2), min(len(names), place + 5) + 1):
            yield "".join(word.low[0] for word in names[first:end])


def _own(low: str) -> str:
    return re.sub(r"'s?$", "", low)
