"""How sure a mean is: bootstrap over episodes, whose questions are not independent. Pure.

Whole episodes are drawn again with their questions (Field and Welsh, "Bootstrapping clustered
data", 2007); the interval is from the 2.5th to the 97.5th percentile of what the draws give.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2_000
_SEED = 20_261_130

Interval = tuple[float, float]


def mean_interval(values: Sequence[float], episodes: Sequence[Hashable]) -> Interval:
    """The interval of a mean of one value a question.

    Args:
        values: One value for every question; at least one.
        episodes: The episode of every question.
    """
    told = np.asarray(values, np.float64)
    groups = _positions_by_episode(episodes)
    sums, sizes = np.array([told[g].sum() for g in groups]), np.array([len(g) for g in groups])
    drawn = _draws(len(groups))
    low, high = np.percentile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


def statistic_interval(
    rows: NDArray[np.float64],
    episodes: Sequence[Hashable],
    statistic: Callable[[NDArray[np.float64]], float],
) -> Interval:
    """The interval of anything that is computed from one row a question, of shape (questions, _).

    Draws for which ``statistic`` is not a number, since they hold no question of a kind, are left
    out.
    """
    groups = _positions_by_episode(episodes)
    drawn = [
        statistic(rows[np.concatenate([groups[i] for i in chosen])])
        for chosen in _draws(len(groups))
    ]
    finite = np.asarray(drawn)[np.isfinite(drawn)]
    if not len(finite):
        return (float("nan"), float("nan"))
    low, high = np.percentile(finite, (2.5, 97.5))
    return float(low), float(high)


def _draws(groups: int) -> NDArray[np.int64]:
    """Which episodes are drawn, of shape (draws, episodes)."""
    return np.random.default_rng(_SEED).integers(groups, size=(_DRAWS, groups))


def _positions_by_episode(episodes: Sequence[Hashable]) -> list[NDArray[np.int64]]:
    positions: dict[Hashable, list[int]] = {}
    for position, episode in enumerate(episodes):
        positions.setdefault(episode, []).append(position)
    return [np.asarray(group, np.int64) for group in positions.values()]
