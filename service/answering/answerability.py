"""Whether an episode answers a question at all. Pure.

A logistic regression over four signals (three where the episode has no vectors): each of them alone
separates answerable questions from those about what was left out of a transcript poorly, together
they do it well. Fitted on questions with known evidence; docs/decisions.md has the figures.
"""

import math

from service.answering.retrieve import Retrieved

_LEAST_PROBABILITY = 0.35


def is_answerable(retrieved: Retrieved, best_sentence: int) -> bool:
    """Whether the episode is likely to answer.

    Args:
        retrieved: What is near the question.
        best_sentence: The position of the sentence that would be the answer.
    """
    return answerability(retrieved, best_sentence) >= _LEAST_PROBABILITY


def answerability(retrieved: Retrieved, best_sentence: int) -> float:
    """The probability that the episode answers."""
    best_passage = int(retrieved.ranked[0])
    in_passage = float(retrieved.passage_coverage[best_passage])
    in_sentence = float(retrieved.sentence_coverage[best_sentence])
    if retrieved.dense:
        cosine = float(retrieved.sentence_cosines.max())
        evidence = (
            4.58 * cosine + 2.93 * in_passage + 2.68 * in_sentence - 0.88 * retrieved.unheard - 4.26
        )
    else:
        evidence = 3.12 * in_passage + 3.05 * in_sentence - 1.29 * retrieved.unheard - 1.76
    return 1.0 / (1.0 + math.exp(-evidence))
