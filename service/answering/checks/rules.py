"""The rules that a claim has to pass where it rests, in the order in which they are asked. Pure."""

from collections.abc import Callable
from enum import StrEnum

from service.answering.checks.attribution import reports_speech, same_person
from service.answering.checks.numbers import unsaid_measures, unsaid_numbers
from service.answering.checks.order import keeps_the_order
from service.answering.checks.polarity import doubt_is_lost, negation_differs
from service.answering.checks.resting import Resting
from service.answering.checks.words import words_of

LEAST_SUPPORT = 0.5
LEAST_SUPPORT_ELSEWHERE = 0.9
"""Probabilities; what a model did not cite itself has to hold a claim up better."""


class Fault(StrEnum):
    """Why a model's wording is not shown."""

    UNCITED = "uncited"
    QUESTION = "question"
    QUOTATION = "quotation"
    UNSUPPORTED = "unsupported"
    NUMBER = "number"
    NAME = "name"
    SPEAKER = "speaker"
    NEGATION = "negation"
    DOUBT = "doubt"
    ORDER = "order"
    ENTAILMENT = "entailment"


def fault_of(resting: Resting) -> Fault | None:
    """What speaks against a claim where it rests; None if nothing does."""
    english = resting.episode.manifest.language[:2] == "en"
    rules = _RULES + (_ENGLISH_RULES if english else ())
    return next((fault for fault, is_broken in rules if is_broken(resting)), None)


def _is_unsupported(resting: Resting) -> bool:
    least = LEAST_SUPPORT if resting.own else LEAST_SUPPORT_ELSEWHERE
    likely = resting.claim.evidence.probability(resting.runs) >= least
    return not likely or resting.has_unsaid_phrase or resting.has_exchanged_word


def _has_unsaid_number(resting: Resting) -> bool:
    claim, said = resting.claim.text, resting.said.text
    language = resting.episode.manifest.language
    return bool(unsaid_numbers(claim, said, language) or unsaid_measures(claim, said))


def _has_unsaid_name(resting: Resting) -> bool:
    return bool(resting.unsaid_names)


def _names_another_speaker(resting: Resting) -> bool:
    named = resting.claim.attribution.speakers
    heard = [who for run in resting.runs if (who := resting.speaker_of(run))]
    return bool(named) and not any(same_person(name, who) for name in named for who in heard)


def _differs_in_negation(resting: Resting) -> bool:
    return negation_differs(resting.claim.words, resting.said)


def _loses_a_doubt(resting: Resting) -> bool:
    claim = resting.claim
    reported = claim.attribution.given and reports_speech(claim.text)
    return doubt_is_lost(claim.words, resting.said, reported=reported)


def _changes_the_order(resting: Resting) -> bool:
    speaker = words_of(resting.speaker or "", resting.episode.manifest.language).terms
    return not keeps_the_order(resting.claim.body, resting.said, speaker)


_Rule = tuple[Fault, Callable[[Resting], bool]]
_RULES: tuple[_Rule, ...] = (
    (Fault.UNSUPPORTED, _is_unsupported),
    (Fault.NUMBER, _has_unsaid_number),
    (Fault.NAME, _has_unsaid_name),
    (Fault.SPEAKER, _names_another_speaker),
)
_ENGLISH_RULES: tuple[_Rule, ...] = (
    (Fault.NEGATION, _differs_in_negation),
    (Fault.DOUBT, _loses_a_doubt),
    (Fault.ORDER, _changes_the_order),
)
