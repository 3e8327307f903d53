"""Where an episode is interrupted to sell something: runs of sentences, found by what is said.

An advert is announced ("this episode is brought to you by"), or within a few sentences it offers
something and says where ("ten percent off", "go to …"). It lasts until the last thing that sells
or thanks, as long as one voice reads it. To speak of sponsors, prices or codes is no advert: most
episodes on business would be one.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.episode import Chapter
from indexer.sentence import Sentence
from indexer.transcript import Transcript

_SHOW = r"(?:show|episode|podcast|program(?:me)?|portion|segment|part|video|hour)"
_ANNOUNCES = re.compile(
    rf"""
    (?:^|[,;:.–—-])\W*(?:(?:and|but|so|now|also)\s+)*(?:this|today's|the)\s+{_SHOW}\b.{{0,50}}?
        \b(?:is|was|comes)\s+(?:also\s+|proudly\s+)?
        (?:brought\s+to\s+you|sponsored|supported|presented)\s+(?:in\s+part\s+)?by\b
    | \bthis\s+(?:show|episode|podcast)\b.{{0,50}}?\bmade\s+possible\s+by\b
    | ^\W*(?:and\s+)?(?:brought\s+to\s+you|sponsored)\s+by\b
    | \b(?:word|message|break)\s+(?:from|for)\s+(?:one\s+of\s+)?(?:our|today's|the)\s+sponsors?\b
    | \bsupport\s+for\s+(?:this|the|today's)\s+{_SHOW}.{{0,40}}\bcomes\s+from\b
    | \bthis\s+message\s+comes\s+from\b
    | \b(?:our|today's|this\s+week's)\s+(?:first\s+|next\s+|second\s+|other\s+)?sponsor
        (?:\s+(?:today|this\s+week|for\s+this\s+{_SHOW}))?\s+is\b
    | \b(?:tell\s+you\s+about|thank|thanks\s+to|hear\s+from)\s+(?:one\s+of\s+)?
        (?:our|today's|this\s+week's)\s+sponsors?\b
    | \b(?:diese\s+(?:folge|episode)|dieser\s+podcast)\b.{{0,40}}
        \b(?:gesponsert|präsentiert|unterstützt)\s+von\b
    | \b(?:cet\s+épisode|ce\s+podcast)\b.{{0,40}}\b(?:sponsorisé|présenté|soutenu)\s+par\b
    | \best(?:e|a)\s+(?:episodio|programa|podcast)\b.{{0,40}}\bpatrocinado\s+por\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = (
    r"[\w-]+\s?(?:\.|\sdot\s)\s?(?:com|org|net|io|fm|dev|co|ai|app|tv|de|me|so|us)\b"
    r"(?:\s?(?:/|\sslash\s)\s?\w+)?"
)
_OFFERS = re.compile(
    rf"""
    \b(?:promo|coupon|discount|offer)\s+code\b
    | \buse\s+(?:(?:the|our|my)\s+)?
        (?:(?:promo|coupon|discount)\s+code|code\s+["“]?(?-i:[A-Z][A-Z0-9]{{2}}))
    | \bat\s+checkout\b
    | \b\d+\s?(?:%|percent)\s+off\b
    | \b(?:ten|fifteen|twenty|thirty|forty|fifty)\s+percent\s+off\b
    | \b(?:free|risk[\s-]free|\d+[\s-]day)\s+trial\b
    | \bmoney[\s-]back\s+guarantee\b
    | \b(?:first|one|two|three|six|\d+)\s+(?:months?|weeks?|boxes)\s+(?:for\s+)?free\b
    | \b(?:free|buy)\b.{{0,50}}\b(?:at|by\s+going\s+to)\s+{_ADDRESS}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What somebody would gain; a guest may tell of it who sold something once."""

_CALLS = re.compile(
    rf"""
    \buse\s+(?:(?:the|our|my)\s+)?
        (?:(?:promo|coupon|discount)\s+code|code\s+["“]?(?-i:[A-Z][A-Z0-9]{{2}}))
    | \bsign\s+up\s+(?:today|now|for\s+free)\b
    | \b(?:get|getting)\s+started\s+(?:today|for\s+free|at)\b
    | \b(?:free|buy)\b.{{0,50}}\b(?:at|by\s+going\s+to)\s+{_ADDRESS}
    | \b(?:just\s+|please\s+)?(?:visit|go\s+to|head\s+(?:on\s+)?(?:over\s+)?to|check\s+(?:them|it)
        \s+out\s+at|learn\s+more\s+at|find\s+out\s+more\s+at|sign\s+up\s+at)\s+{_ADDRESS}
    | \blink\s+(?:is\s+|will\s+be\s+)?in\s+(?:the\s+|your\s+)?(?:podcast\s+player\s+)?show\s+notes\b
    | \b(?:let\s+them\s+know|tell\s+them)\s+(?:that\s+)?(?:we|I)\s+sent\s+you\b
    | \bit(?:'s|\s+is)\s+(?:also\s+)?brought\s+to\s+you\s+by\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What listeners are told to do; a teacher tells them, too, where to go."""

_THANKS = re.compile(
    rf"""
    \bthank(?:s|\s+you)\b.{{0,60}}\bfor\s+(?:\w+\s+)?(?:sponsoring|supporting)\s+
        (?:the|this|our)\s+(?:last\s+)?{_SHOW}
    | \bhelps?\s+(?:to\s+)?support\s+(?:the|this|our)\s+{_SHOW}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THANKS_SOMEBODY = re.compile(
    r"\bthank(?:s|\s+you)(?:\s+again)?\s+to\b.{0,60}\bfor\s+(?:sponsoring|supporting)\b",
    re.IGNORECASE,
)
"""Who was announced is thanked; by itself it may be anybody's thanks for anything."""
_SOLD_CHAPTER = re.compile(
    r"\W*(?:ads?|ad\s+break|adverts?|advertisements?|(?:a\s+word\s+from\s+)?(?:our\s+)?sponsors?"
    r"|sponsor\s+break|sponsored|(?:pre|mid|post)[\s-]?roll|promo|werbung|anzeige|publicité"
    r"|publicidad|patrocinador(?:es)?)\W*(?:[:–—-].*)?",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\bby\s+(?:the\s+(?:folks|people|team|makers)\s+(?:at|of)\s+)?"
    r"((?:[A-Z][\w.]*\w)(?:\s+[A-Z][\w.]*\w){0,3})"
)

_WORDS_TO_THANKS = 400
"""From what was said of a sponsor to the thanks: three minutes, read slowly."""
_WORDS_TO_AN_OFFER = 300
_WORDS_TO_A_CALL = 90
_WORDS_TO_THE_NEXT = 40
"""From one advert to the next."""
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
            [bool(_ANNOUNCES.search(text)) for text in plain],
            [bool(_OFFERS.search(text)) for text in plain],
            [bool(_CALLS.search(text)) for text in plain],
            [bool(_THANKS.search(text)) for text in plain],
            [bool(_THANKS_SOMEBODY.search(text)) for text in plain],
            [transcript.utterances[one.utterance].speaker for one in sentences],
            words,
        )

    def sells(self, at: int) -> bool:
        """Whether a sentence offers something, or says where to get it."""
        return self.offers[at] or self.calls[at]


def _spoken(said: _Said) -> list[tuple[int, int]]:
    """Runs of sentences that sell; where nobody announced it, what offers and says where."""
    found, at = [], 0
    while at < len(said.texts):
        if not (said.announces[at] or said.sells(at) or said.thanks[at]):
            at += 1
            continue
        end = _with_the_sponsor(said, at, _end(said, at))
        told = said.announces[at] or said.thanks[at]
        # To offer and to say where is to sell; either alone is spoken of in many a conversation.
        sells = sum(map(said.sells, range(at, end))) >= _FEWEST_UNANNOUNCED
        if told or (sells and any(said.offers[at:end]) and any(said.calls[at:end])):
            found.append((at, end))
        at = end
    return found


def _end(said: _Said, first: int) -> int:
    """Where an advert ends: after the last sentence that sells or thanks, as one voice reads it."""
    end, announced = first + 1, said.announces[first]
    thanked = said.thanks[first]
    for at in range(first + 1, len(said.texts)):
        between = said.words[at] - said.words[end]
        if between > _WORDS_TO_THANKS or said.speakers[at] != said.speakers[first]:
            break
        if between <= _reach(said, at, announced=announced, thanked=thanked):
            end, thanked = at + 1, said.thanks[at] or said.thanks_somebody[at]
            announced = announced or said.announces[at]
    return end


def _reach(said: _Said, at: int, *, announced: bool, thanked: bool) -> int:
    """How many words may lie before a sentence that belongs to an advert; -1 for any other."""
    offer = _WORDS_TO_AN_OFFER if announced else _WORDS_TO_A_CALL
    thanks = said.thanks[at] or (announced and said.thanks_somebody[at])
    if thanked and (said.sells(at) or thanks):
        return _WORDS_TO_THE_NEXT
    if thanks:
        return _WORDS_TO_THANKS if announced else offer
    if said.announces[at]:
        return _WORDS_TO_THE_NEXT
    if said.offers[at]:
        return offer
    return _WORDS_TO_A_CALL if said.calls[at] else -1


def _with_the_sponsor(said: _Said, first: int, end: int) -> int:
    """The end moved on over what is said of the sponsor by name, as long as nothing else is."""
    named = [
        found[1].split()[0] for text in said.texts[first:end] if (found := _NAMES.search(text))
    ]
    while (
        named
        and end < len(said.texts)
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
        if _SOLD_CHAPTER.fullmatch(chapter.title)
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
