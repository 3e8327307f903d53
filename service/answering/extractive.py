"""Answers made of the transcript's own sentences, without any language model.

The few sentences that answer best, each with what it needs to be understood; the best comes first,
the others follow in the order in which they were said.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Literal

import numpy as np

from indexer import IndexedEpisode
from service.answering.answer import Conclusion
from service.answering.answerability import is_answerable
from service.answering.citation import cite
from service.answering.events import Check, Citation, Claim, Outcome
from service.answering.overview import overview_runs
from service.answering.question import Question
from service.answering.retrieve import Retrieved, Scores, passages_of_sentences
from service.answering.sentence_run import SentenceRun, readable_run, traits_of

MOST_CLAIMS = 4
_MOST_WORDS = 130
_MARGIN = 0.45
"""How far below the best a further sentence's score may lie."""

# What a sentence's score is made of beside its cosine; found on half of the friendsqa and
# spokensquad development questions, see docs/decisions.md.
_ITS_WORDS = 0.3
_ITS_PASSAGE = 0.7
_ANSWERS_A_QUESTION = 0.5
_HAS_A_NUMBER = 0.25
_BY_THE_NAMED_SPEAKER = 0.3
_IS_A_QUESTION = -0.3
_IS_SHORT = -0.15
_ALIKE = 0.9


class ExtractiveAnswerer:
    """Answers with the episode's own sentences."""

    answered_by: Literal["extractive"] = "extractive"

    async def answer(
        self, question: Question, episode: IndexedEpisode, retrieved: Retrieved
    ) -> AsyncIterator[Claim | Conclusion]:
        """The claims, then ``answered``; or ``not_in_episode`` with the nearest moment."""
        made = await asyncio.to_thread(_answer, question, episode, retrieved)
        for piece in made:
            yield piece


def _answer(
    question: Question, episode: IndexedEpisode, retrieved: Retrieved
) -> list[Claim | Conclusion]:
    if question.wants_overview:
        runs = overview_runs(episode)
    else:
        scores = sentence_scores(question, episode, retrieved)
        if not is_answerable(retrieved, int(np.argmax(scores))):
            return [Conclusion(Outcome.NOT_IN_EPISODE, _nearest(episode, scores))]
        runs = _chosen_runs(episode, scores)
    claims = [
        Claim(id=f"c{number}", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
        for number, citation in enumerate((_cited(episode, run) for run in runs), start=1)
    ]
    return [*claims, Conclusion(Outcome.ANSWERED)]


def sentence_scores(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> Scores:
    """How well each sentence answers, of shape (sentences,)."""
    traits = traits_of(episode)
    own = retrieved.sentence_cosines + _ITS_WORDS * retrieved.sentence_words
    scores: Scores = own + _ITS_PASSAGE * retrieved.passage_scores[passages_of_sentences(episode)]
    scores += _ANSWERS_A_QUESTION * np.where(traits.follows_question, _before(own), 0.0)
    scores += _IS_A_QUESTION * traits.is_question + _IS_SHORT * traits.is_short
    if question.wants_number:
        scores += _HAS_A_NUMBER * traits.has_number
    named = question.named_speakers(episode.speakers)
    if named:
        speakers = [episode.utterance_of(i).speaker for i in range(len(episode.sentences))]
        scores += _BY_THE_NAMED_SPEAKER * np.isin(np.array(speakers, dtype=object), list(named))
    return scores


def _before(scores: Scores) -> Scores:
    """The score of the sentence before each sentence."""
    return np.concatenate([np.zeros(1, np.float32), scores[:-1]])


def _chosen_runs(episode: IndexedEpisode, scores: Scores) -> list[SentenceRun]:
    best_first = [int(i) for i in np.argsort(-scores, kind="stable")]
    floor = scores[best_first[0]] - _MARGIN
    chosen: list[SentenceRun] = []
    for position in best_first:
        if len(chosen) == MOST_CLAIMS or scores[position] < floor:
            break
        run = readable_run(episode, position)
        if _adds_something(episode, run, position, chosen):
            chosen.append(run)
    first, others = chosen[0], sorted(chosen[1:])
    return list(_joined(episode, first, others))


def _adds_something(
    episode: IndexedEpisode, run: SentenceRun, position: int, chosen: Sequence[SentenceRun]
) -> bool:
    if not chosen:
        return True
    if any(run.overlaps(other) for other in chosen):
        return False
    words = sum(other.words(episode) for other in chosen) + run.words(episode)
    return words <= _MOST_WORDS and not _repeats(episode, position, chosen)


def _repeats(episode: IndexedEpisode, position: int, chosen: Sequence[SentenceRun]) -> bool:
    text = episode.sentence_text(position).casefold()
    said = [i for run in chosen for i in range(run.first, run.end)]
    if any(episode.sentence_text(i).casefold() == text for i in said):
        return True
    if episode.index.dense is None:
        return False
    vectors = episode.index.dense.sentences
    cosines = vectors[said].astype(np.float32) @ vectors[position].astype(np.float32)
    return bool(cosines.max() > _ALIKE)


def _joined(
    episode: IndexedEpisode, first: SentenceRun, others: Sequence[SentenceRun]
) -> Iterator[SentenceRun]:
    """Runs that touch within one utterance are read as one claim."""
    current = first
    for run in others:
        if current.touches(run, episode):
            current = current.with_(run)
        else:
            yield current
            current = run
    yield current


def _nearest(episode: IndexedEpisode, scores: Scores) -> Citation:
    return _cited(episode, readable_run(episode, int(np.argmax(scores))))


def _cited(episode: IndexedEpisode, run: SentenceRun) -> Citation:
    first, last = episode.sentences[run.first], episode.sentences[run.end - 1]
    return cite(episode, first.start_char, last.end_char)
