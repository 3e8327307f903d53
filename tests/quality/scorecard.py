"""Writes the scorecard of docs/quality.md: what question sets give, and our own worst failures.

    python -m tests.quality.scorecard SET … [--data DIR]

The same as ``ask-episode eval retrieval`` and ``eval answers --system extractive`` of each set;
what these have measured is taken from their journals.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer import Encoder, Library
from service.answering.extractive import ExtractiveAnswerer
from service.evaluation.answers_summary import answers_summary
from service.evaluation.measuring import (
    EXTRACTIVE,
    Sample,
    Workplace,
    measured_answers,
    measured_retrieval,
)
from service.evaluation.retrieval_summary import retrieval_summary
from tests.quality.own_questions import Outcome, asked, indexed_samples, shares
from tests.quality.place import fitted_episodes, in_a_sentence, sets_and_place

DOCUMENT = Path(__file__).parents[2] / "docs" / "quality.md"
BEGIN, END = "<!-- scorecard -->", "<!-- /scorecard -->"
_SYSTEMS = ("ours", "rrf", "bm25", "dense")
_WORST = 10

Summary = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """A set's figures; ``others`` are those of the episodes that no weight was fitted on."""

    episodes: int
    ranked: Summary
    answered: Summary
    others: Summary


def main() -> None:
    """Measures, and puts the scorecard between its marks."""
    with in_a_sentence():
        sets, place = sets_and_place(__doc__)
        measured = [_measured(path, place) for path in sets]
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    lines = [*_scorecard(measured), "", *_own(_own_outcomes(place.encoder))]
    card = "\n".join(lines)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{card}\n\n{END}{rest.split(END)[1]}", "utf-8")


def _measured(path: Path, place: Workplace) -> Measured:
    questions = Sample().of(path)
    ranked = measured_retrieval(questions, place, _SYSTEMS, _quiet)
    answered = asyncio.run(
        measured_answers(questions, place, ExtractiveAnswerer(), EXTRACTIVE, _quiet)
    )
    fitted = fitted_episodes(questions)
    others = [record for record in answered if record["episode"] not in fitted]
    print(f"{questions.name} is measured")
    return Measured(
        len({question.episode for question in questions.questions}),
        retrieval_summary(questions.name, ranked),
        answers_summary(questions.name, answered),
        answers_summary("not fitted on", others),
    )


def _quiet(_name: str, _done: int, _total: int) -> None:
    return


def _own_outcomes(encoder: Encoder) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        indexed_samples(library, encoder)
        return asyncio.run(asked(library, encoder))


def _scorecard(sets: Sequence[Measured]) -> Iterator[str]:
    yield "### Rankings"
    yield ""
    yield from _head(
        "set", "episodes", "questions", "nDCG@10, ours", "RRF", "BM25", "dense", "ours less RRF",
        "hit, 600 words", "of them evidence",
    )  # fmt: skip
    for one in sets:
        yield _ranking_row(one)
    yield ""
    yield "### Answers of the transcript's own sentences"
    yield ""
    yield from _head(
        "set", "hit@1", "hit@3", "exact", "precision", "recall", "AUROC", "balanced accuracy",
        "false refusals", "false answers",
    )  # fmt: skip
    for one in sets:
        yield _answers_row(one.answered)
        yield _answers_row(one.others)
    yield ""
    yield "What is not answered, by kind:"
    yield ""
    yield from _head("set", "kind", "questions", "AUROC", "false answers")
    for one in sets:
        for kind, figures in one.answered["answerable"]["by_kind"].items():
            cells = [one.answered["set"], kind, f"{figures['questions']:,}"]
            cells += [_figure(figures[name]) for name in ("auroc", "false_answers")]
            yield f"| {' | '.join(cells)} |"


def _head(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
    yield "|---" * len(cells) + "|"


def _ranking_row(measured: Measured) -> str:
    ranked = measured.ranked
    systems, intervals = ranked["systems"], ranked["intervals"]
    ahead = ranked["differences"]["rrf"]["ndcg@10"]
    cells = [
        ranked["set"],
        f"{measured.episodes:,}",
        f"{ranked['questions']:,}",
        _figure(systems["ours"]["ndcg@10"], intervals["ours"]["ndcg@10"]),
        *(_figure(systems[name]["ndcg@10"]) for name in ("rrf", "bm25", "dense")),
        _figure(ahead["mean"], ahead["interval"]),
        _figure(systems["ours"]["hit@600w"]),
        _figure(systems["ours"]["share@600w"]),
    ]
    return f"| {' | '.join(cells)} |"


def _answers_row(answered: Summary) -> str:
    intervals = answered["intervals"]
    cells = [answered["set"]]
    for group, names in (
        ("claims", ("hit@1", "hit@3", "exact", "precision", "recall")),
        ("answerable", ("auroc", "balanced_accuracy", "false_refusals", "false_answers")),
    ):
        cells += [_figure(answered[group][name], intervals.get(name)) for name in names]
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None, interval: Sequence[float] | None = None) -> str:
    if value is None:
        return ""
    told = _short(value)
    return told if interval is None else f"{told} ({_short(interval[0])} to {_short(interval[1])})"


def _short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def _own(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "### Our own sixty questions"
    yield ""
    yield from _head("kind", "questions", "right")
    for kind, count, right in shares(outcomes):
        yield f"| {kind} | {count} | {right:.2f} |"
    yield ""
    yield f"The {_WORST} worst, those first that answer what is not said:"
    wrong = sorted((one for one in outcomes if not one.is_right), key=_badness)
    for outcome in wrong[:_WORST]:
        yield ""
        yield from _failure(outcome)


def _badness(outcome: Outcome) -> tuple[bool, bool, str]:
    return (outcome.question.answerable, not outcome.answered, outcome.question.id)


def _failure(outcome: Outcome) -> Iterator[str]:
    question = outcome.question
    yield f"- **{question.question}** ({question.episode}, {question.kind})"
    for moment in question.moments[:1]:
        yield f"  - answered by: {moment}"
    if not question.moments:
        yield "  - the episode does not say"
    for claim in outcome.answer.claims:
        yield f"  - was shown: {claim.text}"
    if not outcome.answered:
        yield "  - was shown: This episode does not say."


if __name__ == "__main__":
    main()
