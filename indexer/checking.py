"""What is wrong with episodes on the disk: each is opened, its files compared with their checksums.

One at a time is kept in memory, whatever their number; many are looked at by several processes.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from indexer.errors import ExplainedError
from indexer.library import Library
from indexer.processes import Show, Step, side_by_side
from indexer.processors import usable_processors

_EPISODES_A_PROCESS = 200
"""Fewer are checked sooner than a second process starts."""

Fault = str | None


def faults_of(episodes: Sequence[str], data: Path, show: Show[str]) -> dict[str, Fault]:
    """What is wrong with each episode of a data folder, None where nothing is."""
    processes = min(usable_processors(), len(episodes) // _EPISODES_A_PROCESS)
    if processes > 1:
        found = side_by_side(partial(_checker, data), episodes, processes, show)
        return {each: str(fault) if fault else None for each, fault in found.items()}
    check, faults = _checker(data), {}
    for each in episodes:
        with show(each) as step:
            faults[each] = check(each, step)
    return faults


def _checker(data: Path) -> Callable[[str, Step], Fault]:
    library = Library(data, open_episodes=1)

    def fault(episode_id: str, _: Step) -> Fault:
        try:
            library.encoder_of(library.episode(episode_id))
        except ExplainedError as error:
            return str(error)
        return None

    return fault
