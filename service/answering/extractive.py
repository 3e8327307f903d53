"""Answers made of the transcript's own sentences, without any language model.

The few sentences that answer best, each with what it needs to be understood; the best comes first,
the others follow in the order in which they were said.
"""

from collections.abc import AsyncGenerator, Sequence

import numpy as np

from indexer import IndexedEpisode
from service.answering.answer import Asked
from service.answering.answerability import is_answerable
from service.answering.citation import cite_run
from service.answering.events import Check, Citation, Claim, Ending, Outcome
from service.answering.overview import overview_runs
from service.answering.question import Question
from service.answering.retrieve import Retrieved, Scores
from service.answering.sentence_run import (
    SentenceRun,
    continued,
    has_number,
    readable_run,
)
from service.answering.sentence_scores import sentence_scores
from service.answering.wish import Wish
from service.answering.workers import computed

MOST_CLAIMS = 4
_MOST_WORDS = 130
_EXPLANATION_WORDS = 60
_MARGIN = 0.15
"""How far below the best a further sentence's score may lie."""

_ALIKE = 0.9
_GOES_ON = (1.0, 0.8, 0.6)
"""What the sentences gain that come first, second and third after what was shown last."""


class ExtractiveAnswerer:
    """Answers with the episode's own sentences."""

    @property
    def identity(self) -> tuple[str, ...]:
        """What names it: nothing else is set."""
        return ("extractive",)

    async def answer(self, asked: Asked, retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        """The claims, then ``answered``; or ``not_in_episode`` with the nearest moment."""
        made = await computed(_answer, asked.question, asked.episode, retrieved)
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
        if not is_answerable(question, episode, retrieved, scores):
            return [_ending(Outcome.NOT_IN_EPISODE, _nearest(episode, scores))]
        if question.wish is Wish.MORE:
            scores = _of_what_is_new(question, episode, scores)
        runs = _shaped(question, episode, _chosen_runs(question, episode, scores))
    claims = [
        Claim(id=f"c{number}", text=citation.quote, check=Check.VERBATIM, citations=(citation,))
        for number, citation in enumerate((_cited(episode, run) for run in runs), start=1)
    ]
    return [*claims, _ending(Outcome.ANSWERED)]


def _ending(outcome: Outcome, nearest: Citation | None = None) -> Ending:
    return Ending(outcome=outcome, answered_by="extractive", nearest=nearest)


def _chosen_runs(question: Question, episode: IndexedEpisode, scores: Scores) -> list[SentenceRun]:
    best_first = np.argsort(-scores, kind="stable")
    floor = scores[best_first[0]] - _MARGIN
    chosen: list[SentenceRun] = []
    for position in map(int, best_first):
        if len(chosen) == MOST_CLAIMS or scores[position] < floor:
            break
        run = readable_run(episode, position)
        if _is_wanted(question, episode, run, chosen) and _adds_something(
            episode, run, position, chosen
        ):
            chosen.append(run)
    return _in_reading_order(episode, chosen[0], chosen[1:])


def _of_what_is_new(question: Question, episode: IndexedEpisode, scores: Scores) -> Scores:
    """The scores without what was shown last; what was said right after that comes before others.

    Of an episode that was shown whole nothing is new, and all of it comes again.
    """
    is_shown = np.array(
        [
            any(one.start_char < end and start < one.end_char for start, end in question.carried)
            for one in episode.sentences
        ]
    )
    # A question that was answered by what was shown would bring that again.
    ends = [readable_run(episode, position).end - 1 for position in range(len(scores))]
    repeats = is_shown[ends]
    if repeats.all():
        return scores
    follows = np.zeros(len(scores), np.float32)
    for distance, gain in enumerate(_GOES_ON, start=1):
        follows[distance:] += gain * is_shown[:-distance]
    return np.where(repeats, -np.inf, scores + follows).astype(np.float32)


def _shaped(
    question: Question, episode: IndexedEpisode, runs: list[SentenceRun]
) -> list[SentenceRun]:
    """An explanation goes on for a few sentences."""
    if question.wants_explanation:
        longer = continued(episode, runs[0], _EXPLANATION_WORDS)
        others = [run for run in runs[1:] if not run.overlaps(longer)]
        return _in_reading_order(episode, longer, others)
    return runs


def _is_wanted(
    question: Question, episode: IndexedEpisode, run: SentenceRun, chosen: Sequence[SentenceRun]
) -> bool:
    """A number that was asked for, and found in the best run, is not joined by other words."""
    if not question.wants_number or not chosen or not has_number(chosen[0].text(episode)):
        return True
    return has_number(run.text(episode))


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
