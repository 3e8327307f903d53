"""What an episode speaks of for a while: names, and pairs of words that are said as one. Pure.

No model and no dictionary: a name is told by its capitals, a thing of two words by its article and
by what follows it. Things are English; in other languages there are names alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode, terms_of
from service.answering.checks.names import Capitals, capitals_of
from service.answering.retrieve import passages_of_sentences
from service.answering.sentence_run import asks
from service.subject_words import (
    AFTER_A_THING,
    BARE,
    BEFORE_A_THING,
    NEVER_A_NAME,
    NEVER_A_THING,
)

_FEWEST_SENTENCES = 2
_SHORTEST_NAME = 3
_LONGEST_NAME_WORDS = 4
_NEAR = 1
"""Passages before and after the one that speaks most of a subject: they speak of it together."""
_EVERYWHERE = 4
"""How many times as often as there it may be said elsewhere: what is said throughout is no part."""

_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*")
_SPELLED = re.compile(r"\w(?:-\w)+")
_OWN = re.compile(r"['’]s?$")
_PLURAL = re.compile(r"[^s]s$")
_ENDS = re.compile(r"\s*(?:[,;:.!?…)—–-]|$)")
_ADVERB_OR_MOST = re.compile(r"\w{3,}(?:ly|est)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is spoken of.

    ``text`` is how it is asked about, with its article; ``passage`` the position of the passage
    that speaks most of it, and ``sentences`` those of all that name it. ``is_introduced`` where
    somebody is told of: "Josiah Fell, who built it".
    """

    text: str
    terms: frozenset[str]
    sentences: tuple[int, ...]
    passage: int
    weight: float
    is_introduced: bool


_SUBJECTS: WeakKeyDictionary[IndexedEpisode, tuple[Subject, ...]] = WeakKeyDictionary()


def subjects_of(episode: IndexedEpisode) -> tuple[Subject, ...]:
    """The subjects of an episode, those first that most is said of in one place; read once."""
    if episode not in _SUBJECTS:
        _SUBJECTS[episode] = tuple(_read(episode))
    return _SUBJECTS[episode]


def _read(episode: IndexedEpisode) -> list[Subject]:
    said = _names(episode)
    if episode.manifest.language[:2] == "en":
        said |= _things(episode)
    passages = passages_of_sentences(episode)
    found = [
        _subject(episode, text, tuple(sorted(set(places))), passages)
        for text, places in said.items()
        if len(set(places)) >= _FEWEST_SENTENCES
    ]
    kept = [subject for subject in found if subject is not None]
    return sorted(kept, key=lambda subject: (-subject.weight, subject.passage, subject.text))


def _subject(
    episode: IndexedEpisode, text: str, sentences: tuple[int, ...], passages: NDArray[np.int64]
) -> Subject | None:
    """A subject that is spoken of in one place; None if it is said throughout, or only asked."""
    counts = Counter(int(passages[i]) for i in sentences)
    passage = max(counts, key=lambda one: (_around(counts, one), counts[one], -one))
    here = _around(counts, passage)
    near = [i for i in sentences if abs(int(passages[i]) - passage) <= _NEAR]
    if here < _FEWEST_SENTENCES or len(sentences) > (1 + _EVERYWHERE) * here:
        return None
    if all(asks(episode.sentence_text(i)) for i in near):
        return None
    weight = float(np.log1p(here)) * here / len(sentences)
    terms = frozenset(terms_of(re.sub("^the ", "", text), episode.manifest.language))
    somebody = re.compile(rf"\b{re.escape(text)},? who\b")
    told = " " in text and any(somebody.search(episode.sentence_text(i)) for i in near)
    return Subject(text, terms, sentences, passage, weight, told)


def _around(counts: Mapping[int, int], passage: int) -> int:
    return sum(counts.get(passage + step, 0) for step in range(-_NEAR, _NEAR + 1))


def _names(episode: IndexedEpisode) -> dict[str, list[int]]:
    """Each name, and the sentences that say it."""
    capitals = capitals_of(episode)
    fewest_words = 2 if episode.manifest.language[:2] == "de" else 1  # German writes nouns so
    known = {term for name in episode.speakers for term in terms_of(name, "und")}
    said: dict[str, list[int]] = defaultdict(list)
    inside: Counter[str] = Counter()
    for position in range(len(episode.sentences)):
        for name, opens in _names_in(episode.sentence_text(position), capitals):
            words = name.split()
            if fewest_words <= len(words) <= _LONGEST_NAME_WORDS and known.isdisjoint(
                terms_of(name, "und")
            ):
                said[name].append(position)
                inside[name] += not opens
    return {name: places for name, places in said.items() if inside[name] >= _FEWEST_SENTENCES}


def _names_in(text: str, capitals: Capitals) -> Iterator[tuple[str, bool]]:
    """Runs of words that are written like names, and whether they open the sentence."""
    for run in _runs(text):
        opens = not any(character.isalnum() for character in text[: run[0].start()])
        words = [_OWN.sub("", word[0]) for word in run]
        if opens and words[0].casefold() not in capitals.large - capitals.small:
            words, opens = words[1:], False
        is_written_small = all(word.casefold() in capitals.small for word in words)
        name = " ".join(words)
        if not is_written_small and len(name) >= _SHORTEST_NAME:
            yield name, opens


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Words with capitals that stand together, as long as a name may be."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        follows = bool(run) and text[run[-1].end() : word.start()] == " "
        ends = bool(run) and _OWN.search(run[-1][0]) is not None
        if run and (not follows or ends or not _has_capital(word[0])):
            yield run
            run = []
        if _has_capital(word[0]):
            run.append(word)
    if run:
        yield run


def _has_capital(word: str) -> bool:
    low = word.casefold().replace("’", "'")
    is_name = low not in NEVER_A_NAME and not low.startswith("i'") and not _SPELLED.fullmatch(low)
    return word[0].isupper() and is_name


def _things(episode: IndexedEpisode) -> dict[str, list[int]]:
    """Pairs of small words that are said as one, with their article, and who says them."""
    said: dict[tuple[str, str], list[int]] = defaultdict(list)
    leads: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    ends: Counter[tuple[str, str]] = Counter()
    for position in range(len(episode.sentences)):
        text = episode.sentence_text(position)
        words = list(_WORD.finditer(text))
        for place, (one, other) in enumerate(pairwise(words)):
            pair = (one[0], other[0])
            if text[one.end() : other.start()] == " " and all(map(_can_be_of_a_thing, pair)):
                said[pair].append(position)
                before = words[place - 1][0].casefold() if place else ""
                leads[pair][before if before in BEFORE_A_THING else ""] += 1
                after = words[place + 2][0].casefold() if place + 2 < len(words) else ""
                ends[pair] += bool(_ENDS.match(text, other.end())) or after in AFTER_A_THING
    return {
        _with_article(pair, leads[pair]): places
        for pair, places in said.items()
        if leads[pair].total() - leads[pair][""] >= _FEWEST_SENTENCES and ends[pair]
    }


def _can_be_of_a_thing(word: str) -> bool:
    return (
        len(word) >= _SHORTEST_NAME
        and word.islower()
        and word.isalpha()
        and not _ADVERB_OR_MOST.match(word)
        and word not in NEVER_A_THING
    )


def _with_article(pair: tuple[str, str], leads: Counter[str]) -> str:
    """A thing as one asks about it: "the road bridge", "blog posts", "software engineering"."""
    thing = " ".join(pair)
    is_one_of_many = leads["a"] + leads["an"] > 0
    bare = sum(leads[word] for word in ("", *BARE))
    if _PLURAL.search(thing):
        return thing
    if 2 * leads["the"] >= leads.total():
        return f"the {thing}"
    if is_one_of_many:
        return _plural(thing)
    return thing if 2 * bare > leads.total() or thing.endswith("ing") else f"the {thing}"


def _plural(thing: str) -> str:
    if re.search(r"(?:[sxz]|[cs]h)$", thing):
        return f"{thing}es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", thing) + "s"
