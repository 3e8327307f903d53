"""A follow-up made whole, where it depends on what went before; any other question as it is. Pure.

readings offered ► one of them was chosen, or they are offered again
more, who, when, really ► of what was shown last
depends (``dependence``) ► the last question with another subject (``other_subject``)
                         ► or both questions, one after the other
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.answering.dependence import (
    depends,
    in_small_letters,
    in_words,
    is_a_sentence,
    own_words,
    words_of,
)
from service.answering.events import Answer, Outcome
from service.answering.opening import is_small_talk
from service.answering.other_subject import asked_of_another
from service.answering.question import LONGEST_QUESTION, Question
from service.answering.wish import Wish, wish_of

MOST_EXCHANGES = 3
"""What is read of a conversation, the newest: what lies further back is seldom meant."""

_LONGEST_BEFORE = 240
_LONGEST_ANSWER = 400
_WORDS_QUOTED = 8
_OF_THE_NEAREST = frozenset({Wish.SPEAKER, Wish.MOMENT})
"""What can be told of a moment that does not answer."""

_Span = tuple[int, int]

_PLACES = (
    re.compile(r"(?:the )?(?:first|1st|former|1|a|number one)(?: one| question| option)?"),
    re.compile(r"(?:the )?(?:second|2nd|latter|2|b|number two)(?: one| question| option)?"),
    re.compile(r"(?:the )?(?:third|3rd|3|c|number three)(?: one| question| option)?"),
)
_THE_LAST = re.compile(r"(?:the )?last(?: one| question| option)?")
_ASSENT = in_words("yes yeah yep ok okay sure please both either any all")
_DENIAL = in_words("no nope none neither of them these those")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question of the same conversation as it was understood, and what was answered.

    ``shown`` are the characters [start, end) of the transcript that were cited, or the nearest
    moment where nothing was; ``readings`` are what the listener was to choose from.
    """

    question: str
    answer: str
    outcome: Outcome = Outcome.ANSWERED
    shown: tuple[_Span, ...] = ()
    readings: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer, transcript_sha256: str) -> "Exchange":
        """The exchange of an answer that was kept.

        Args:
            answer: What was answered.
            transcript_sha256: The transcript as it is now: places of another are no longer known.
        """
        cited = [citation for claim in answer.claims for citation in claim.citations]
        shown = cited or ([answer.nearest] if answer.nearest else [])
        is_the_same = answer.transcript_sha256 == transcript_sha256
        return cls(
            question=answer.standalone or answer.question,
            answer=" ".join(claim.text for claim in answer.claims)[:_LONGEST_ANSWER],
            outcome=answer.outcome,
            shown=tuple((one.start_char, one.end_char) for one in shown) if is_the_same else (),
            readings=answer.readings,
        )


def understood(
    raw: str, earlier: Sequence[Exchange] = (), speakers: Iterable[str] = ()
) -> Question:
    """The question that a text asks in a conversation.

    Args:
        raw: What the listener wrote.
        earlier: The conversation so far, oldest first.
        speakers: The episode's, whose names are known however they are written.

    Raises:
        QuestionRefused: It is empty or too long.
    """
    question = Question.of(raw)
    earlier = earlier[-MOST_EXCHANGES:]
    if earlier and earlier[-1].readings:
        chosen = _of_readings(question, earlier[-1].readings)
        if chosen:
            return chosen
    last = _last_of_substance(earlier)
    if last is None or _asks_nothing_of_it(question):
        return question
    wish = wish_of(question.text)
    if wish and last.shown and (last.answer or wish in _OF_THE_NEAREST):
        return _of_what_was_shown(question, wish, last)
    if depends(question.text):
        return _made_whole(question, last, speakers)
    return replace(question, beside=_newest_of(last.question))


def _asks_nothing_of_it(question: Question) -> bool:
    """Whether it thanks, declines, or asks for the whole episode."""
    is_no = _DENIAL.issuperset(words_of(in_small_letters(question.text)))
    return is_no or is_small_talk(question.text) or question.wants_overview


def _last_of_substance(earlier: Sequence[Exchange]) -> Exchange | None:
    """The newest exchange that a question can go on from."""
    for exchange in reversed(earlier):
        says_something = own_words(words_of(in_small_letters(exchange.question)))
        if says_something and exchange.outcome is not Outcome.SMALL_TALK:
            return exchange
    return None


def _made_whole(question: Question, last: Exchange, speakers: Iterable[str]) -> Question:
    other = asked_of_another(last.question, question.text, speakers)
    if other and len(other) <= LONGEST_QUESTION:
        return replace(Question.of(other), typed=question.text, carried=last.shown)
    return replace(question, before=_newest_of(last.question), carried=last.shown)


def _of_what_was_shown(question: Question, wish: Wish, last: Exchange) -> Question:
    if wish is Wish.MORE or not last.answer:
        return replace(question, before=_newest_of(last.question), wish=wish, carried=last.shown)
    words = last.answer.split()
    quoted = " ".join(words[:_WORDS_QUOTED]).rstrip(" ,;:.!?")
    dots = " …" if len(words) > _WORDS_QUOTED else ""
    text = f"{question.text.rstrip(' ?.!')}: “{quoted}{dots}”?"
    return replace(question, text=text, typed=question.text, wish=wish, carried=last.shown)


def _newest_of(asked: str) -> str:
    """A question that may itself be several, without the oldest of these where it is long."""
    while len(asked) > _LONGEST_BEFORE and "? " in asked:
        asked = asked.partition("? ")[2]
    return asked[-_LONGEST_BEFORE:]


def _of_readings(question: Question, readings: Sequence[str]) -> Question | None:
    """The reading that was chosen, or the readings again; None where something else is asked."""
    words = words_of(in_small_letters(question.text))
    said = " ".join(word for word in words if word not in _ASSENT)
    places = [place for place, pattern in enumerate(_PLACES) if pattern.fullmatch(said)]
    if _THE_LAST.fullmatch(said):
        places = [len(readings) - 1]
    if not said:
        return replace(question, readings=tuple(readings))
    places = places or _places_of_words(words, readings)
    if len(places) != 1 or places[0] >= len(readings):
        return None
    return replace(Question.of(readings[places[0]]), typed=question.text)


def _places_of_words(words: Sequence[str], readings: Sequence[str]) -> list[int]:
    """Which readings hold all words that a part of a question says of a subject."""
    own = own_words(words)
    if not own or is_a_sentence(words):
        return []
    in_readings = [words_of(in_small_letters(reading)) for reading in readings]
    return [place for place, said in enumerate(in_readings) if set(own) <= set(said)]
