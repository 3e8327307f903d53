"""The figures of a whole set's rankings: means, intervals, and paired differences."""

import math
from collections.abc import Sequence
from typing import Any

from service.evaluation.intervals import mean_interval
from service.evaluation.journal import Record
from service.evaluation.retrieval import OURS


def retrieval_summary(name: str, records: Sequence[Record]) -> dict[str, Any]:
    """One object for a set.

    ``{"set", "questions", "systems": {system: {measure: mean}}, "intervals": {system: {measure:
    [low, high]}}, "differences": {baseline: {measure: {"mean", "interval"}}}}``; a difference is
    ours less the baseline's, question by question. Questions without evidence are not counted.
    """
    measured = [record for record in records if record["systems"]]
    episodes = [record["episode"] for record in measured]
    systems = list(measured[0]["systems"]) if measured else []
    columns = {system: _columns(measured, system) for system in systems}
    return {
        "set": name,
        "questions": len(measured),
        "systems": {
            system: {measure: _mean(values) for measure, values in found.items()}
            for system, found in columns.items()
        },
        "intervals": {
            system: {measure: mean_interval(values, episodes) for measure, values in found.items()}
            for system, found in columns.items()
        },
        "differences": _differences(columns, episodes),
    }


def _columns(records: Sequence[Record], system: str) -> dict[str, list[float]]:
    measures = records[0]["systems"][system]
    return {
        measure: [record["systems"][system][measure] for record in records] for measure in measures
    }


def _differences(
    columns: dict[str, dict[str, list[float]]], episodes: Sequence[str]
) -> dict[str, Any]:
    if OURS not in columns:
        return {}
    ours = columns[OURS]
    differences: dict[str, Any] = {}
    for system in (system for system in columns if system != OURS):
        differences[system] = {}
        for measure, values in columns[system].items():
            paired = [a - b for a, b in zip(ours[measure], values, strict=True)]
            differences[system][measure] = {
                "mean": _mean(paired),
                "interval": mean_interval(paired, episodes),
            }
    return differences


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
