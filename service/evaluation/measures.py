"""The measures of a ranking, by ir-measures, which runs trec_eval."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from indexer import ExplainedError

_NAMES = {
    "recall@1": "R@1",
    "recall@3": "R@3",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "mrr": "RR",
    "ndcg@10": "nDCG@10",
}
RANKING_MEASURES = tuple(_NAMES)


class MeasuresUnavailable(ExplainedError):
    """What measures rankings is not installed; the message says how to install it."""


def ranking_measures(ranked: Sequence[int], relevant: Collection[int]) -> dict[str, float]:
    """Recall at 1, 3, 5 and 10, reciprocal rank and nDCG@10 of one ranking.

    Args:
        ranked: What was found, by number, best first.
        relevant: The numbers that should have been; at least one.

    Raises:
        MeasuresUnavailable: ir-measures is not installed.
    """
    wanted = {"q": {str(number): 1 for number in relevant}}
    # Scores that all differ, so that no measure breaks a tie in its own way.
    run = {"q": {str(number): float(-rank) for rank, number in enumerate(ranked)}}
    measured = _evaluated(wanted, run)
    return {name: measured[measure] for name, measure in _NAMES.items()}


def check_measures() -> None:
    """Says at once if what measures is missing, not after the first episode was indexed.

    Raises:
        MeasuresUnavailable: ir-measures is not installed.
    """
    _library()


def _evaluated(wanted: dict[str, dict[str, int]], run: dict[str, Any]) -> dict[str, float]:
    library = _library()
    measures = [library.parse_measure(name) for name in _NAMES.values()]
    return {str(one.measure): one.value for one in library.iter_calc(measures, wanted, run)}


@cache
def _library() -> Any:  # noqa: ANN401 - a module without types
    try:
        import ir_measures
    except ImportError as error:
        raise MeasuresUnavailable(
            "Measuring needs ir-measures: pip install 'ask-episode[eval]'"
        ) from error
    return ir_measures
