"""Answers made of the transcript's own sentences, without any language model.

The few sentences that answer best, each with what it needs to be understood; the best comes first,
the others follow in the order in which they were said.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode
from service.answering.answer import Asked
from service.answering.answerability import is_answerable
from service.answering.citation import cite_run
from service.answering.events import Check, Citation, Claim, Ending, Outcome
from service.answering.overview import overview_runs
from service.answering.question import Question
from service.answering.retrieve import Retrieved, Scores, passages_of_sentences
from service.answering.sentence_run import (
    SentenceRun,
    continued,
    has_number,
    readable_run,
    traits_of,
)

MOST_CLAIMS = 4
_MOST_WORDS = 130
_EXPLANATION_WORDS = 60
_MARGIN = 0.25
"""How far below the best a further sentence's score may lie."""

# What a sentence's score is made of beside its cosine; chosen on the development question sets.
_ITS_WORDS = 0.3
_ITS_PASSAGE = 0.7
_ANSWERS_A_QUESTION = 0.5
_HAS_A_NUMBER = 0.25
_BY_THE_NAMED_SPEAKER = 0.6
_IS_A_PROMPT = -0.3
_FADING = 0.7
_IS_SHORT = -0.15
_ALIKE = 0.9


class ExtractiveAnswerer:
    """Answers with the episode's own sentences."""

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        """The claims, then ``answered``; or ``not_in_episode`` with the nearest moment."""
        made = await asyncio.to_thread(_answer, asked.question, asked.episode, retrieved)
        for piece in made:
            yield piece


def nearest_moment(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> Citation:
    """What an episode that does not answer says nearest to the question."""
    return _nearest(episode, sentence_scores(question, episode, retrieved))


def _answer(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved
) -> list[Claim | Ending]:
    if question.wants_overview:
        runs = overview_runs(episode)
    else:
        scores = sentence_scores(question, episode, retrieved)
        if not is_answerable(retrieved, int(np.argmax(scores))):
            nearest = _nearest(episode, scores)
            return [_ending(Outcome.NOT_IN_EPISODE, nearest)]
        runs = _shaped(question, episode, _chosen_runs(episode, scores))
    claims = [
        Claim(id=f"c{number}", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
        for number, citation in enumerate((_cited(episode, run) for run in runs), start=1)
    ]
    return [*claims, _ending(Outcome.ANSWERED)]


def _ending(outcome: Outcome, nearest: Citation | None = None) -> Ending:
    return Ending(outcome=outcome, answered_by="extractive", nearest=nearest)


def sentence_scores(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> Scores:
    """How well each sentence answers, of shape (sentences,)."""
    traits = traits_of(episode)
    own = retrieved.sentence_cosines + _ITS_WORDS * retrieved.sentence_words
    scores: Scores = own + _ITS_PASSAGE * retrieved.passage_scores[passages_of_sentences(episode)]
    scores += _ANSWERS_A_QUESTION * _prompted(own, traits.prompt)
    scores += _IS_A_PROMPT * traits.is_prompt + _IS_SHORT * traits.is_short
    if question.wants_number:
        scores += _HAS_A_NUMBER * traits.has_number
    named = question.named_speakers(episode.speakers)
    if named:
        speakers = [episode.utterance_of(i).speaker for i in range(len(episode.sentences))]
        scores += _BY_THE_NAMED_SPEAKER * np.isin(np.array(speakers, dtype=object), list(named))
    return scores


def _prompted(own: Scores, prompt: NDArray[np.int64]) -> Scores:
    """What a sentence inherits from the question that it replies to; less with every sentence."""
    distance = np.arange(len(own)) - prompt
    inherited: Scores = np.where(prompt >= 0, own[prompt] * _FADING ** (distance - 1), 0.0)
    return inherited


def _chosen_runs(episode: IndexedEpisode, scores: Scores) -> list[SentenceRun]:
    best_first = np.argsort(-scores, kind="stable")
    floor = scores[best_first[0]] - _MARGIN
    chosen: list[SentenceRun] = []
    for position in map(int, best_first):
        if len(chosen) == MOST_CLAIMS or scores[position] < floor:
            break
        run = readable_run(episode, position)
        if _adds_something(episode, run, position, chosen):
            chosen.append(run)
    return _in_reading_order(episode, chosen[0], chosen[1:])


def _shaped(
    question: Question, episode: IndexedEpisode, runs: list[SentenceRun]
) -> list[SentenceRun]:
    """A number that was asked for stands alone; an explanation goes on for a few sentences."""
    if question.wants_number:
        return [run for run in runs if has_number(run.text(episode))] or runs
    if question.wants_explanation:
        longer = continued(episode, runs[0], _EXPLANATION_WORDS)
        others = [run for run in runs[1:] if not run.overlaps(longer)]
        return _in_reading_order(episode, longer, others)
    return runs


def _adds_something(
    episode: IndexedEpisode, run: SentenceRun, position: int, chosen: Sequence[SentenceRun]
) -> bool:
    if not chosen:
        return True
    if any(run.overlaps(other) for other in chosen):
        return False
    words = sum(len(one.text(episode).split()) for one in (run, *chosen))
    return words <= _MOST_WORDS and not _repeats(episode, position, chosen)


def _repeats(episode: IndexedEpisode, position: int, chosen: Sequence[SentenceRun]) -> bool:
    text = episode.sentence_text(position).casefold()
    for run in chosen:
        said = (episode.sentence_text(i).casefold() for i in range(run.first, run.end))
        if text in said or _means_the_same(episode, position, run):
            return True
    return False


def _means_the_same(episode: IndexedEpisode, position: int, run: SentenceRun) -> bool:
    dense = episode.index.dense
    if dense is None:
        return False
    own = dense.sentence_vectors(position, position + 1)[0]
    cosines = dense.sentence_vectors(run.first, run.end) @ own
    return bool(cosines.max() > _ALIKE)


def _in_reading_order(
    episode: IndexedEpisode, best: SentenceRun, others: Sequence[SentenceRun]
) -> list[SentenceRun]:
    """Runs that touch within one utterance become one; the best comes first, the rest as said."""
    joined: list[SentenceRun] = []
    for run in sorted([best, *others]):
        if joined and joined[-1].touches(run, episode):
            joined[-1] = joined[-1].with_(run)
        else:
            joined.append(run)
    return sorted(joined, key=lambda run: (not run.overlaps(best), run))


def _nearest(episode: IndexedEpisode, scores: Scores) -> Citation:
    return _cited(episode, readable_run(episode, int(np.argmax(scores))))


def _cited(episode: IndexedEpisode, run: SentenceRun) -> Citation:
    (citation,) = cite_run(episode, run)
    return citation
