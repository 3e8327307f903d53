"""Where an episode is interrupted to sell something: runs of sentences, found by what is said.

An advert is announced ("this episode is brought to you by"), or within a few sentences it offers
something and says where ("ten percent off", "go to …"). It lasts until the last thing that sells
or thanks, as long as one voice reads it. To speak of sponsors, prices or codes is no advert: most
episodes on business would be one. Of what is taken for one an answer says that nobody said it, so
what may be either ("the program was supported by") is none unless something is sold near by.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.advert_words import (
    ANNOUNCES,
    MAY_ANNOUNCE,
    SOLD_CHAPTER,
    THANKS,
    THANKS_SOMEBODY,
    calls,
    offers,
    sponsor_of,
)
from indexer.episode import Chapter
from indexer.sentence import Sentence
from indexer.transcript import Transcript

_WORDS_TO_THANKS = 400
"""From what was said of a sponsor to the thanks: three minutes, read slowly."""
_WORDS_TO_AN_OFFER = 300
_WORDS_TO_A_CALL = 90
_WORDS_TO_THE_NEXT = 40
"""From one advert to the next."""
_WORDS_FROM_A_HINT = 45
"""From what may announce an advert to what sells."""
_WORDS_OF_ANY_VOICE = 60
"""The furthest where no speakers are told, who may have changed; from the sponsor's name on."""
_WORDS_ON_THE_SPONSOR = 60
"""After the last thing that sells: somebody who is named in an advert may be spoken of on."""
_FEWEST_UNANNOUNCED = 2
"""Sentences that sell, where nobody said that this is an advert."""


@dataclass(frozen=True, slots=True)
class Advert:
    """The sentences [first_sentence, end_sentence) of an advert."""

    first_sentence: int
    end_sentence: int


def find_adverts(
    transcript: Transcript, sentences: Sequence[Sentence], chapters: Sequence[Chapter]
) -> tuple[Advert, ...]:
    """The adverts of an episode, in order; none of them touches another."""
    said = _Said.of(transcript, sentences)
    marked = [False] * len(sentences)
    for first, end in (*_spoken(said), *_chapters(transcript, sentences, chapters)):
        marked[first:end] = [True] * (end - first)
    edges = [False, *marked, False]
    borders = [at for at, (before, after) in enumerate(pairwise(edges)) if before != after]
    return tuple(Advert(first, end) for first, end in zip(borders[::2], borders[1::2], strict=True))


def sold_sentences(adverts: Sequence[Advert], sentences: int) -> NDArray[np.bool_]:
    """For each of so many sentences, whether it belongs to an advert; of shape (sentences,)."""
    sold = np.zeros(sentences, bool)
    for advert in adverts:
        sold[advert.first_sentence : advert.end_sentence] = True
    return sold


@dataclass(frozen=True, slots=True)
class _Said:
    """What each sentence does, who speaks it, and how many words come before it."""

    texts: list[str]
    announces: list[bool]
    may_announce: list[bool]
    offers: list[bool]
    calls: list[bool]
    thanks: list[bool]
    thanks_somebody: list[bool]
    speakers: list[str | None]
    words: list[int]

    @classmethod
    def of(cls, transcript: Transcript, sentences: Sequence[Sentence]) -> "_Said":
        texts = [transcript.text[one.start_char : one.end_char] for one in sentences]
        plain = [text.replace("’", "'") for text in texts]
        words = [0]
        for text in texts:
            words.append(words[-1] + len(text.split()))
        return cls(
            texts,
            [bool(ANNOUNCES.search(text)) for text in plain],
            [bool(MAY_ANNOUNCE.search(text)) for text in plain],
            [offers(text) for text in plain],
            [calls(text) for text in plain],
            [bool(THANKS.search(text)) for text in plain],
            [bool(THANKS_SOMEBODY.search(text)) for text in plain],
            [transcript.utterances[one.utterance].speaker for one in sentences],
            words,
        )

    def begins(self, at: int) -> bool:
        """Whether an advert may begin with a sentence."""
        told = self.announces[at] or self.may_announce[at] or self.thanks[at]
        return told or self.sells(at)

    def sells(self, at: int) -> bool:
        """Whether a sentence offers something, or says where to get it."""
        return self.offers[at] or self.calls[at]


def _spoken(said: _Said) -> list[tuple[int, int]]:
    """Runs of sentences that sell; where nobody announced it, what offers and says where."""
    found, at = [], 0
    while at < len(said.texts):
        end = at + 1
        if said.begins(at):
            end = _end(said, at)
            if _is_advert(said, at, end):
                end = _with_the_sponsor(said, at, end)
                found.append((at, end))
        at = end
    return found


def _is_advert(said: _Said, first: int, end: int) -> bool:
    """Whether a run says what it is, or else sells."""
    if said.announces[first] or said.thanks[first]:
        return True
    if said.may_announce[first]:
        return end > first + 1 or said.sells(first)
    # To offer and to say where is to sell; either alone is spoken of in many a conversation.
    sells = sum(map(said.sells, range(first, end))) >= _FEWEST_UNANNOUNCED
    return sells and any(said.offers[first:end]) and any(said.calls[first:end])


@dataclass(frozen=True, slots=True)
class _Run:
    """What was heard of an advert so far."""

    announced: bool
    hinted: bool
    thanked: bool

    @classmethod
    def beginning(cls, said: _Said, at: int) -> "_Run":
        announced = said.announces[at]
        return cls(announced, said.may_announce[at] and not announced, said.thanks[at])

    def with_(self, said: _Said, at: int) -> "_Run":
        thanked = said.thanks[at] or said.thanks_somebody[at]
        return _Run(self.announced or said.announces[at], False, thanked)


def _end(said: _Said, first: int) -> int:
    """Where an advert ends: after the last sentence that sells or thanks, as one voice reads it."""
    run, end = _Run.beginning(said, first), first + 1
    furthest = _WORDS_TO_THANKS if said.speakers[first] else _WORDS_OF_ANY_VOICE
    sponsor, heard = sponsor_of(said.texts[first]), end
    for at in range(first + 1, len(said.texts)):
        between = said.words[at] - said.words[end]
        if between > _WORDS_TO_THANKS or said.speakers[at] != said.speakers[first]:
            break
        reach = _reach(said, at, run)
        if between <= reach and said.words[at] - said.words[heard] <= furthest:
            run, end, heard = run.with_(said, at), at + 1, at + 1
        elif sponsor and sponsor in said.texts[at]:
            heard = at + 1
    return end


def _reach(said: _Said, at: int, run: _Run) -> int:
    """How many words may lie before a sentence that belongs to an advert; -1 for any other."""
    thanks = said.thanks[at] or (run.announced and said.thanks_somebody[at])
    if run.thanked and (said.sells(at) or thanks):
        return _WORDS_TO_THE_NEXT
    if run.hinted:
        return _WORDS_FROM_A_HINT if said.sells(at) or thanks or said.announces[at] else -1
    offer = _WORDS_TO_AN_OFFER if run.announced else _WORDS_TO_A_CALL
    if thanks:
        return _WORDS_TO_THANKS if run.announced else offer
    if said.announces[at]:
        return _WORDS_TO_THE_NEXT
    if said.offers[at]:
        return offer
    return _WORDS_TO_A_CALL if said.calls[at] else -1


def _with_the_sponsor(said: _Said, first: int, end: int) -> int:
    """The end moved on over what is said of the sponsor by name, as long as nothing else is."""
    named = [name for text in said.texts[first:end] if (name := sponsor_of(text))]
    last = end
    while (
        end < len(said.texts)
        and said.words[end + 1] - said.words[last] <= _WORDS_ON_THE_SPONSOR
        and said.speakers[end] == said.speakers[first]
        and any(name in said.texts[end] for name in named)
    ):
        end += 1
    return end


def _chapters(
    transcript: Transcript, sentences: Sequence[Sentence], chapters: Sequence[Chapter]
) -> list[tuple[int, int]]:
    """The sentences that begin within chapters which are called adverts."""
    ends = [*(chapter.start for chapter in chapters[1:]), math.inf]
    bounds = [
        (chapter.start, end)
        for chapter, end in zip(chapters, ends, strict=False)
        if SOLD_CHAPTER.fullmatch(chapter.title)
    ]
    if not bounds:
        return []
    starts = [transcript.times_of(one.start_char, one.end_char)[0] for one in sentences]
    inside = [
        at
        for at, start in enumerate(starts)
        if start is not None and any(first <= start < end for first, end in bounds)
    ]
    return [(at, at + 1) for at in inside]
