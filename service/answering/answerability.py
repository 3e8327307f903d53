"""Whether an episode answers a question at all. Pure.

A logistic regression over three signals (two where the episode has no vectors), fitted on half of
the episodes of four question sets; docs/benchmarks.md has the figures on the other half, and the
command that makes them.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

from indexer import IndexedEpisode
from service.answering.question import Question
from service.answering.retrieve import Retrieved
from service.answering.sentence_run import SentenceRun

LEAST_PROBABILITY = 0.35
LEAST_RELEVANCE = 0.15
_NEAR = 2
"""How many sentences before and after a run may carry what the question asks."""


def is_answerable(retrieved: Retrieved, best_sentence: int) -> bool:
    """Whether the episode is likely to answer.

    Args:
        retrieved: What is near the question.
        best_sentence: The position of the sentence that would be the answer.
    """
    return answerability(retrieved, best_sentence) >= LEAST_PROBABILITY


def answerability(retrieved: Retrieved, best_sentence: int) -> float:
    """The probability that the episode answers."""
    in_passage = float(retrieved.passage_coverage[retrieved.ranked[0]])
    in_sentence = float(retrieved.sentence_coverage[best_sentence])
    cosine = float(retrieved.sentence_cosines.max())
    return _probability(retrieved.dense, cosine, in_passage, in_sentence)


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
    return _probability(retrieved.dense, cosine, in_passage, in_sentence)


def _probability(dense: bool, cosine: float, in_passage: float, in_sentence: float) -> float:
    if dense:
        evidence = 6.19 * cosine + 3.24 * in_passage + 0.88 * in_sentence - 4.93
    else:
        evidence = 3.71 * in_passage + 1.23 * in_sentence - 1.89
    return 1.0 / (1.0 + math.exp(-evidence))
