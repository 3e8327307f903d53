"""The measures of a ranking, held against sums by hand."""

import sys
from collections.abc import Iterator
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.evaluation import measures
from service.evaluation.measures import (
    RANKING_MEASURES,
    MeasuresUnavailable,
    ranking_measures,
)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment in which ir-measures is not installed."""
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    measures._library.cache_clear()
    yield
    measures._library.cache_clear()


def test_measures_of_a_ranking_by_hand() -> None:
    """Found second and fourth, and one that was never found."""
    found = ranking_measures([5, 3, 8, 1, 7, 0, 2, 4, 6, 9, 10, 11], {3, 1, 99})
    assert tuple(found) == RANKING_MEASURES
    assert found == pytest.approx(
        {
            "recall@1": 0.0,
            "recall@3": 1 / 3,
            "recall@5": 2 / 3,
            "recall@10": 2 / 3,
            "mrr": 1 / 2,
            "ndcg@10": (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / log2(4)),
        }
    )


def test_what_is_found_eleventh_counts_for_its_rank_alone() -> None:
    """Beyond the tenth place there is no recall and no gain."""
    found = ranking_measures(range(20), [10])
    assert found.pop("mrr") == pytest.approx(1 / 11)
    assert set(found.values()) == {0.0}


def test_a_ranking_without_a_fault_has_one_everywhere_but_in_short_recall() -> None:
    """Two of two come first: the first alone is half of them."""
    found = ranking_measures([1, 0, 2], {0, 1})
    assert found.pop("recall@1") == 0.5
    assert set(found.values()) == {1.0}


def test_nothing_found_is_nothing() -> None:
    """A system may find nothing at all."""
    assert set(ranking_measures([], [1]).values()) == {0.0}


@given(st.permutations(range(12)), st.sets(st.integers(0, 11), min_size=1))
@settings(max_examples=40)
def test_measures_are_what_their_definitions_say(ranked: list[int], relevant: set[int]) -> None:
    """For rankings of any order, of numbers that sort otherwise as text."""
    ranks = sorted(place for place, one in enumerate(ranked, start=1) if one in relevant)
    gain = sum(1 / log2(rank + 1) for rank in ranks if rank <= 10)
    best = sum(1 / log2(rank + 1) for rank in range(1, min(10, len(relevant)) + 1))
    expected = {
        f"recall@{k}": sum(rank <= k for rank in ranks) / len(relevant) for k in (1, 3, 5, 10)
    }
    expected |= {"mrr": 1 / ranks[0], "ndcg@10": gain / best}
    assert ranking_measures(ranked, relevant) == pytest.approx(expected)


@pytest.mark.usefixtures("without_library")
def test_what_is_not_installed_is_said_with_how_to_install_it() -> None:
    """In one sentence, whenever something is to be measured."""
    for _ in range(2):
        with pytest.raises(MeasuresUnavailable, match=r"pip install 'ask-episode\[eval\]'"):
            ranking_measures([0], [0])
