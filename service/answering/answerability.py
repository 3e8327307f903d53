"""Whether an episode answers a question at all. Pure.

A logistic regression over three signals (two where the episode has no vectors), fitted on half of
the episodes of four question sets; docs/benchmarks.md has the figures on the other half, and the
command that makes them.
"""

import math

from service.answering.retrieve import Retrieved

LEAST_PROBABILITY = 0.35


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


def relevance(retrieved: Retrieved, passage: int, sentences: range) -> float:
    """The same for one place: the probability that the question is answered there.

    Args:
        retrieved: What is near the question.
        passage: The position of a passage.
        sentences: The positions of its sentences.
    """
    place = slice(sentences.start, sentences.stop)
    in_passage = float(retrieved.passage_coverage[passage])
    in_sentence = float(retrieved.sentence_coverage[place].max())
    cosine = float(retrieved.sentence_cosines[place].max())
    return _probability(retrieved.dense, cosine, in_passage, in_sentence)


def _probability(dense: bool, cosine: float, in_passage: float, in_sentence: float) -> float:
    if dense:
        evidence = 6.19 * cosine + 3.24 * in_passage + 0.88 * in_sentence - 4.93
    else:
        evidence = 3.71 * in_passage + 1.23 * in_sentence - 1.89
    return 1.0 / (1.0 + math.exp(-evidence))
