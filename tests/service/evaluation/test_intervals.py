"""How sure a mean is: by drawing whole episodes again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.evaluation.intervals import mean_interval, statistic_interval

ROWS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from("abc")), min_size=1, max_size=12
)
SLACK = 1e-9


@given(ROWS)
@settings(max_examples=8)
def test_an_interval_holds_its_mean_and_is_the_same_again(rows: list[tuple[float, str]]) -> None:
    """The same values give the same interval, around their mean and within their range."""
    values, episodes = [value for value, _ in rows], [episode for _, episode in rows]
    low, high = mean_interval(values, episodes)
    assert (low, high) == mean_interval(values, episodes)
    assert low - SLACK <= math.fsum(values) / len(values) <= high + SLACK
    assert min(values) - SLACK <= low <= high <= max(values) + SLACK


def test_one_episode_says_nothing_of_others() -> None:
    """It is drawn every time, so that the interval has no width."""
    low, high = mean_interval([0.0, 1.0, 1.0, 0.0, 1.0], ["only"] * 5)
    assert low == high == pytest.approx(0.6)


def test_questions_of_one_episode_are_not_independent() -> None:
    """Twenty answers that agree within two episodes say less than those of twenty episodes."""
    values = [0.0] * 10 + [1.0] * 10
    apart = mean_interval(values, list(range(20)))
    together = mean_interval(values, [value > 0 for value in values])
    assert together == (0.0, 1.0)
    assert apart == pytest.approx((0.3, 0.7), abs=0.1)


def test_where_the_episodes_lie_in_the_list_changes_nothing() -> None:
    """Questions of one episode need not stand together."""
    values, episodes = [0.0, 1.0, 0.5, 1.0, 0.0, 0.0], list("ababca")
    order = [0, 2, 5, 1, 3, 4]  # a a a b b c
    sorted_values, sorted_episodes = [values[i] for i in order], [episodes[i] for i in order]
    assert mean_interval(values, episodes) == pytest.approx(
        mean_interval(sorted_values, sorted_episodes)
    )


def _mean_of_both(drawn: NDArray[np.float64]) -> float:
    return float(drawn.mean()) if len(np.unique(drawn)) == 2 else math.nan


def test_draws_without_a_statistic_are_left_out() -> None:
    """Of two episodes both or one are drawn; where one lacks, nothing is said."""
    rows = np.array([[0.0], [1.0]])
    assert statistic_interval(rows, ["a", "b"], _mean_of_both) == (0.5, 0.5)


def test_a_statistic_that_is_never_a_number_has_no_interval() -> None:
    """Both ends say so."""
    low, high = statistic_interval(np.array([[1.0]]), ["a"], lambda _: math.nan)
    assert math.isnan(low)
    assert math.isnan(high)


def test_a_row_stays_together() -> None:
    """A statistic sees whole rows, not columns that were drawn apart."""
    rows = np.array([[value, 2 * value] for value in range(6)], np.float64)

    def ratio(drawn: NDArray[np.float64]) -> float:
        return float(drawn[:, 1].sum() / drawn[:, 0].sum()) if drawn.any() else math.nan

    assert statistic_interval(rows, list("abcdef"), ratio) == (2.0, 2.0)
