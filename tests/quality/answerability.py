"""Fits the weights by which an episode is found to answer a question, and tells how well they do.

    python -m tests.quality.answerability SET … [--data DIR]

Every second episode of each set, in the order of their names, is what the weights and the
threshold are fitted on; the figures are those of the others, and of our own sixty, whose words are
seldom the transcript's. A set counts as much as another, half as much where all that it does not
answer belongs to other episodes; its answerable questions count as much as the others. What is
printed goes into ``service/answering/answerability.py``.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import Encoder, IndexedEpisode, Library
from service.answering.answerability import answer_signals
from service.answering.question import Question
from service.answering.retrieve import Retrieved, retrieve
from service.answering.sentence_scores import sentence_scores
from service.evaluation.answers_summary import auroc
from service.evaluation.measuring import Sample, Workplace
from tests.quality.own_questions import indexed_samples, own_questions
from tests.quality.place import fitted_episodes, in_a_sentence, sets_and_place

_RIDGE = 3.0
_EASY = 0.5
"""The weight of a set that asks what other episodes answer, and nothing that is near."""
_FALSE_REFUSALS = 0.095
"""At the threshold, in the set that has most of them."""

WORDS_ALONE = ("constant", "covered", "covered_best", "absent", "yes_or_no", "follow_up")
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A set's questions: their signals, of shape (questions, _), and what is known of each."""

    name: str
    signals: _Array
    answerable: NDArray[np.bool_]
    fitted: NDArray[np.bool_]
    weight: float = 1.0


def asked_set(path: Path, place: Workplace) -> tuple[Asked, list[str]]:
    """Asks every question of a set, and the names of the signals."""
    questions = Sample().of(path)
    half = fitted_episodes(questions)
    rows, answerable, fitted = [], [], []
    names: list[str] = []
    for episode, asked in place.indexed(questions, questions.questions):
        for question in asked:
            retrieved = retrieve(question.as_asked(), episode.episode, place.encoder)
            signals = _signals(question.as_asked(), episode.episode, retrieved)
            names = list(signals)
            rows.append(list(signals.values()))
            answerable.append(question.answerable)
            fitted.append(question.episode in half)
    unanswerable = {one.kind for one in questions.questions if not one.answerable}
    weight = _EASY if unanswerable == {"cross-episode"} else 1.0
    told = Asked(questions.name, np.array(rows), np.array(answerable), np.array(fitted), weight)
    return told, names


def _signals(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> dict[str, float]:
    scores = sentence_scores(question, episode, retrieved)
    return answer_signals(question, episode, retrieved, scores)


def own_set(encoder: Encoder) -> Asked:
    """The same of our own sixty questions; nothing is fitted on them."""
    rows, answerable = [], []
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        indexed_samples(library, encoder)
        for own in own_questions():
            question, episode = Question.of(own.question), library.episode(own.episode)
            retrieved = retrieve(question, episode, encoder)
            rows.append(list(_signals(question, episode, retrieved).values()))
            answerable.append(own.answerable)
    fitted = np.zeros(len(rows), np.bool_)
    return Asked("own", np.array(rows), np.array(answerable), fitted)


def fitted_weights(sets: Sequence[Asked], columns: Sequence[int]) -> _Array:
    """The weights of some signals, the first of which is the constant."""
    from scipy.optimize import minimize

    signals = np.concatenate([one.signals[one.fitted][:, columns] for one in sets])
    signs = np.concatenate([np.where(one.answerable[one.fitted], 1.0, -1.0) for one in sets])
    importance = np.concatenate([_importance(one) for one in sets])
    spread = signals.std(axis=0)
    spread[0] = 1.0
    scaled = signals / spread

    def loss(weights: _Array) -> tuple[float, _Array]:
        margins = signs * (scaled @ weights)
        pull = importance * signs / (1.0 + np.exp(margins))
        penalty = _RIDGE * np.r_[0.0, weights[1:]]
        total = (importance * np.logaddexp(0.0, -margins)).sum() + penalty @ weights / 2
        return float(total), penalty - pull @ scaled

    found: Any = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    weights: _Array = found.x / spread
    return weights


def _importance(one: Asked) -> _Array:
    """A thousand a set of weight one, half of it for each kind."""
    answerable = one.answerable[one.fitted]
    yes, no = max(int(answerable.sum()), 1), max(int((~answerable).sum()), 1)
    return one.weight * np.where(answerable, 500.0 / yes, 500.0 / no)


def threshold_of(sets: Sequence[Asked], columns: Sequence[int], weights: _Array) -> float:
    """The probability below which the wanted share of answerable questions lies, at most."""
    return min(
        float(np.quantile(_probabilities(one, columns, weights)[one.fitted & one.answerable],
                          _FALSE_REFUSALS))
        for one in sets
    )  # fmt: skip


def _probabilities(one: Asked, columns: Sequence[int], weights: _Array) -> _Array:
    probabilities: _Array = 1.0 / (1.0 + np.exp(-(one.signals[:, columns] @ weights)))
    return probabilities


def main() -> None:
    """Prints weights, threshold, and the figures on the half that they were not fitted on."""
    with in_a_sentence():
        paths, place = sets_and_place(__doc__)
        asked = [asked_set(path, place) for path in paths]
    sets, names = [*(one for one, _ in asked), own_set(place.encoder)], asked[0][1]
    for kind, wanted in (("all signals", names), ("words alone", list(WORDS_ALONE))):
        _report(kind, sets, names, wanted)


def _report(kind: str, sets: Sequence[Asked], names: list[str], wanted: list[str]) -> None:
    columns = [names.index(name) for name in wanted]
    fitted = [one for one in sets if one.fitted.any()]
    told = [one for one in fitted if not one.answerable.all()]
    weights = fitted_weights(told, columns)
    threshold = threshold_of(fitted, columns, weights)
    print(f"{kind}: threshold {threshold:.3f}")
    for name, weight in zip(wanted, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    for one in sets:
        other = ~one.fitted
        probabilities = _probabilities(one, columns, weights)[other]
        yes, answered = one.answerable[other], probabilities >= threshold
        refused, wrong = 1 - answered[yes].mean(), answered[~yes].mean() if (~yes).any() else np.nan
        area = auroc(np.column_stack([yes, answered, probabilities]))
        print(
            f"  {one.name:24} AUROC {area:.3f}  false refusals {refused:.3f}  false answers "
            f"{wrong:.3f}  balanced accuracy {1 - (refused + wrong) / 2:.3f}"
        )


if __name__ == "__main__":
    main()
