"""The figures of a whole set's answers: what claims rest on, and whether silence is right."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.evaluation.intervals import mean_interval, statistic_interval
from service.evaluation.journal import Record

Figures = dict[str, Any]


def answers_summary(name: str, records: Sequence[Record]) -> Figures:
    """One object for a set; a figure that nothing was measured for is None.

    ``hit@k`` is the share of answerable questions with evidence among the first k claims, so that a
    refusal counts as a miss. ``precision`` is the share of citations that are evidence, where
    something answerable was answered, ``recall`` the share of evidence spans of which something was
    cited; both are means over questions. ``exact`` counts citations of all answers.
    """
    answerable = [record for record in records if record["answerable"]]
    return {
        "set": name,
        "questions": len(records),
        "claims": _claims(records, answerable),
        "answerable": _answerable(records),
        "seconds": _seconds(records),
        "cost": _cost(records),
        "intervals": _intervals(records, answerable),
    }


def _claims(records: Sequence[Record], answerable: Sequence[Record]) -> Figures:
    checks = [claim["check"] for record in records for claim in record["claims"]]
    answered = [record for record in answerable if record["citations"] and record["spans"]]
    return {
        "hit@1": _mean([_hit(record, 1) for record in answerable]),
        "hit@3": _mean([_hit(record, 3) for record in answerable]),
        "exact": _share(records, "exact", "citations"),
        "precision": _mean([record["inside"] / record["citations"] for record in answered]),
        "recall": _mean([record["spans_cited"] / record["spans"] for record in answered]),
        "shown": len(checks),
        "verbatim": checks.count("verbatim"),
        "verified": checks.count("verified"),
        "repaired": checks.count("repaired"),
        "dropped": sum(record["dropped"] for record in records),
    }


def _hit(record: Record, first: int) -> float:
    return float(any(claim["inside"] for claim in record["claims"][:first]))


def _share(records: Sequence[Record], part: str, whole: str) -> float | None:
    count = sum(record[whole] for record in records)
    return sum(record[part] for record in records) / count if count else None


def _answerable(records: Sequence[Record]) -> Figures:
    rows = _rows(records)
    kinds = sorted({record["kind"] for record in records if not record["answerable"]})
    return {
        "auroc": _number(auroc(rows)),
        "balanced_accuracy": _number(_balanced_accuracy(rows)),
        "false_refusals": _number(_false_refusals(rows)),
        "false_answers": _number(_false_answers(rows)),
        "by_kind": {kind: _of_kind(records, kind) for kind in kinds},
    }


def _of_kind(records: Sequence[Record], kind: str) -> Figures:
    """One kind of unanswerable questions, told from all answerable ones."""
    rows = _rows([one for one in records if one["answerable"] or one["kind"] == kind])
    return {
        "questions": int((rows[:, 0] == 0).sum()),
        "auroc": _number(auroc(rows)),
        "false_answers": _number(_false_answers(rows)),
    }


def _rows(records: Sequence[Record]) -> NDArray[np.float64]:
    """Answerable, answered and probability of each question, of shape (questions, 3)."""
    return np.array(
        [(one["answerable"], one["answered"], one["probability"]) for one in records], np.float64
    ).reshape(-1, 3)


def auroc(rows: NDArray[np.float64]) -> float:
    """How often an answerable question is found likelier to be answered than another one.

    The area under the receiver operating characteristic as the Mann-Whitney statistic; ties count
    half. Not a number where either kind is missing.
    """
    yes = np.sort(rows[rows[:, 0] == 1, 2])
    no = rows[rows[:, 0] == 0, 2]
    if not len(yes) or not len(no):
        return math.nan
    above = len(yes) - np.searchsorted(yes, no, side="right")
    ties = np.searchsorted(yes, no, side="right") - np.searchsorted(yes, no, side="left")
    return float((above + ties / 2).sum() / (len(yes) * len(no)))


def _false_refusals(rows: NDArray[np.float64]) -> float:
    answerable = rows[rows[:, 0] == 1, 1]
    return float(1 - answerable.mean()) if len(answerable) else math.nan


def _false_answers(rows: NDArray[np.float64]) -> float:
    unanswerable = rows[rows[:, 0] == 0, 1]
    return float(unanswerable.mean()) if len(unanswerable) else math.nan


def _balanced_accuracy(rows: NDArray[np.float64]) -> float:
    return 1 - (_false_refusals(rows) + _false_answers(rows)) / 2


def _seconds(records: Sequence[Record]) -> Figures:
    """Median and 95th percentile of each moment, in seconds; what never came is not counted."""
    moments = ("first_event", "first_claim", "end")
    told = {m: [r["seconds"][m] for r in records if m in r["seconds"]] for m in moments}
    return {
        moment: {
            "p50": float(np.percentile(values, 50)) if values else None,
            "p95": float(np.percentile(values, 95)) if values else None,
        }
        for moment, values in told.items()
    }


def _cost(records: Sequence[Record]) -> Figures:
    usages = [record["usage"] for record in records if record["usage"]]
    return {
        name: sum(usage[name] for usage in usages)
        for name in ("input_tokens", "output_tokens", "dollars")
    }


_OF_ROWS: dict[str, Callable[[NDArray[np.float64]], float]] = {
    "auroc": auroc,
    "balanced_accuracy": _balanced_accuracy,
    "false_refusals": _false_refusals,
    "false_answers": _false_answers,
}


def _intervals(records: Sequence[Record], answerable: Sequence[Record]) -> Figures:
    rows, episodes = _rows(records), [record["episode"] for record in records]
    intervals: Figures = {
        name: _finite(statistic_interval(rows, episodes, statistic))
        for name, statistic in _OF_ROWS.items()
    }
    if answerable:
        of_answerable = [record["episode"] for record in answerable]
        for first in (1, 3):
            hits = [_hit(record, first) for record in answerable]
            intervals[f"hit@{first}"] = mean_interval(hits, of_answerable)
    return intervals


def _finite(interval: tuple[float, float]) -> tuple[float, float] | None:
    return None if math.isnan(interval[0]) else interval


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _number(value: float) -> float | None:
    """JSON knows no such thing as not a number."""
    return None if math.isnan(value) else value
