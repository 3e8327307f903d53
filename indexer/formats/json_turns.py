"""Speakers that one list of a JSON document names, for the words of another."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from indexer.formats.json_lists import Said


def with_speakers(said: Sequence[Said], lists: Iterable[Sequence[Said]]) -> list[Said]:
    """Words with the speakers of the turns beside them, where nothing else names one."""
    turns = max(map(_turns, lists), key=len, default=[])
    if not turns or any(one.speaker for one in said):
        return list(said)
    bounds, positions = _by_words(said, turns) or _by_time(said, turns)
    at = (max(0, bisect_right(bounds, position) - 1) for position in positions)
    return [replace(one, speaker=turns[turn].speaker) for one, turn in zip(said, at, strict=True)]


def _turns(said: Iterable[Said]) -> list[Said]:
    turns = [one for one in said if one.speaker and one.start is not None]
    return sorted(turns, key=lambda one: one.start or 0.0)


def _by_words(
    said: Sequence[Said], turns: Sequence[Said]
) -> tuple[list[float], list[float]] | None:
    """Where turns and words begin among all letters; None where those are not the same."""
    words, spoken = ([_letters(one.text) for one in some] for some in (said, turns))
    if "".join(words) != "".join(spoken):
        return None
    return _begins(spoken), _begins(words)


def _begins(texts: Sequence[str]) -> list[float]:
    return [0.0, *accumulate(map(float, map(len, texts)))][: len(texts)]


def _by_time(said: Sequence[Said], turns: Sequence[Said]) -> tuple[list[float], list[float]]:
    """When turns and words begin; what has no time goes with what is before it."""
    starts, last = [], 0.0
    for one in said:
        last = last if one.start is None else one.start
        starts.append(last)
    return [one.start or 0.0 for one in turns], starts


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
