"""Whether an episode answers a question at all. Pure.

A logistic regression over what retrieval saw, fitted on half of the episodes of four question sets
by ``python -m tests.quality.answerability``; docs/quality.md has the figures, also of the others.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np

from indexer import IndexedEpisode
from service.answering.question import Question
from service.answering.retrieve import Retrieved, Scores
from service.answering.sentence_run import SentenceRun
from service.answering.sentence_scores import sentence_scores
from service.answering.term_coverage import TermCoverage

LEAST_PROBABILITY = 0.285
LEAST_RELEVANCE = 0.15
LEAST_OF_A_QUOTATION = 0.35
"""A claim in other words was held to more than one that is quoted in its place."""
_NEAR = 2
"""How many sentences before and after one may carry what the question asks."""

_WEIGHTS: Mapping[str, float] = {
    "constant": -7.41,
    "nearness": 7.61,
    "together": 0.34,
    "alone": 3.64,
    "outstanding": 0.31,
    "gap": 7.24,
    "covered": 2.66,
    "covered_best": 0.52,
    "absent": -0.24,
    "yes_or_no": -0.79,
    "follow_up": -0.73,
    "brevity": -1.12,
}
_WEIGHTS_OF_WORDS: Mapping[str, float] = {
    "constant": -2.20,
    "covered": 4.66,
    "covered_best": 2.25,
    "absent": -0.44,
    "yes_or_no": -0.64,
    "follow_up": 0.44,
}
"""Where the episode is searched by words alone."""


def is_answerable(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved, scores: Scores
) -> bool:
    """Whether the episode is likely to answer; ``scores`` are its sentences'.

    What was asked before says what is meant, most likely.
    """
    if retrieved.together is not None:
        question, retrieved = question.together, retrieved.together
        scores = sentence_scores(question, episode, retrieved)
    return answerability(question, episode, retrieved, scores) >= LEAST_PROBABILITY


def answerability(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved, scores: Scores
) -> float:
    """The probability that the episode answers; ``scores`` are its sentences'."""
    weights = _WEIGHTS if retrieved.dense else _WEIGHTS_OF_WORDS
    signals = answer_signals(question, episode, retrieved, scores)
    return _logistic(sum(weight * signals[name] for name, weight in weights.items()))


def answer_signals(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved, scores: Scores
) -> dict[str, float]:
    """What tells whether the episode answers.

    Attributes of the result:
        constant: One.
        nearness: How near the question's tokens are to those of a passage.
        together: The best product of a sentence's cosine and the terms said around it.
        alone: How much higher that is for a follow-up without the question before it.
        outstanding: How far the best passage's cosine is above the others', in deviations.
        gap: How far the best sentence is ahead of the tenth.
        covered: The terms said around the sentence that would be the answer.
        covered_best: The terms said around whichever sentence has most.
        absent: How rare the rarest term is that nobody says.
        yes_or_no: Whether the question can be answered by one word, which is seldom said.
        follow_up: Whether it is read together with the question before it.
        brevity: One over the question's tokens that count: of few, each is easily near something.
    """
    terms = TermCoverage.of(question, episode)
    around, wider = terms.within(1), terms.within(_NEAR)
    together = float((retrieved.sentence_cosines * around).max())
    best_sentence = int(np.argmax(scores))
    return {
        "constant": 1.0,
        "nearness": float(retrieved.passage_nearness.max()),
        "together": together,
        "alone": _gain_alone(question, episode, retrieved, together),
        "outstanding": _deviations_above(retrieved.passage_cosines, int(retrieved.ranked[0])),
        "gap": _ahead(retrieved.sentence_cosines, 10),
        "covered": float(wider[best_sentence]),
        "covered_best": float(around.max()),
        "absent": terms.rarest_absent,
        "yes_or_no": float(question.wants_yes_or_no),
        "follow_up": float(bool(question.before)),
        "brevity": 1.0 / max(retrieved.compared_tokens, 1),
    }


def _gain_alone(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved, together: float
) -> float:
    """How much ``together`` gains without the question before, which hides what is new."""
    if not question.before:
        return 0.0
    around = TermCoverage.of(Question(question.text), episode).within(1)
    return float((retrieved.sentence_cosines_alone * around).max()) - together


def _deviations_above(values: Scores, position: int) -> float:
    deviation = max(float(values.std()), 1e-3)
    return float(values[position] - values.mean()) / deviation


def _ahead(values: Scores, place: int) -> float:
    """How far the highest value is above the one at a place, or above the lowest."""
    place = min(place, len(values))
    return float(values.max() - np.partition(values, -place)[-place])


def _logistic(evidence: float) -> float:
    return 1.0 / (1.0 + math.exp(-evidence))


def is_relevant(
    question: Question,
    episode: IndexedEpisode,
    retrieved: Retrieved,
    runs: Sequence[SentenceRun],
    least: float = LEAST_RELEVANCE,
) -> bool:
    """Whether a claim that rests on some runs has to do with what was asked.

    Args:
        question: What was asked.
        episode: Where it was asked.
        retrieved: What is near the question.
        runs: The sentences that the claim rests on.
        least: The probability that the question is answered there.
    """
    if question.wants_overview:
        return True
    return max(relevance(episode, retrieved, run) for run in runs) >= least


def relevance(episode: IndexedEpisode, retrieved: Retrieved, run: SentenceRun) -> float:
    """The same for one place: the probability that the question is answered there."""
    starts = [passage.first_sentence for passage in episode.passages]
    position = bisect_right(starts, run.first) - 1
    passage = episode.passages[position]
    near = slice(
        max(passage.first_sentence, run.first - _NEAR), min(passage.end_sentence, run.end + _NEAR)
    )
    in_passage = float(retrieved.passage_coverage[position])
    in_sentence = float(retrieved.sentence_coverage[near].max())
    cosine = float(retrieved.sentence_cosines[near].max())
    return _relevance(retrieved.dense, cosine, in_passage, in_sentence)


def _relevance(dense: bool, cosine: float, in_passage: float, in_sentence: float) -> float:
    if dense:
        evidence = 6.19 * cosine + 3.24 * in_passage + 0.88 * in_sentence - 4.93
    else:
        evidence = 3.71 * in_passage + 1.23 * in_sentence - 1.89
    return _logistic(evidence)
