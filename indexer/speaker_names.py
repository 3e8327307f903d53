"""One person under several names: ``BO``, ``Bo``; ``Ann Lee`` the first time, then ``AL``."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_SHORTEST_INITIALS = 2
_LONGEST_INITIALS = 4
_INTRODUCED = 2
"""Times; who has the full name more often than that is called by it."""
_COMES_BACK = 3


def one_name_each(names: Sequence[str]) -> dict[str, str]:
    """The names that stand for another one of the list, with that other one.

    Args:
        names: Who speaks, in order, as often as they do.

    Two spellings are one person's where letters alone tell them apart by their case, or where a
    full name introduces somebody and only the initials or the first name come after it.
    """
    cased = _one_case(Counter(names))
    said = [cased.get(name, name) for name in names]
    shortened = _introduced(said)
    merged = {name: shortened.get(spelled, spelled) for name, spelled in cased.items()}
    return merged | {name: full for name, full in shortened.items() if name not in merged}


def _one_case(counts: Counter[str]) -> dict[str, str]:
    best: dict[str, str] = {}
    for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0].isupper())):
        best.setdefault(name.casefold(), name)
    return {name: best[name.casefold()] for name in counts if best[name.casefold()] != name}


def _introduced(said: Sequence[str]) -> dict[str, str]:
    """Short names that come back, whose full one is heard once or twice, and before them."""
    counts = Counter(said)
    first = {name: at for at, name in reversed(list(enumerate(said)))}
    last = {name: at for at, name in enumerate(said)}
    initials, first_names = _shortened(first)
    found: dict[str, str] = {}
    for short in (name for name in first if counts[name] >= _COMES_BACK):
        fulls = (initials if _are_initials(short) else first_names).get(short, [])
        introduces = len(fulls) == 1 and counts[fulls[0]] <= _INTRODUCED
        if introduces and last[fulls[0]] < first[short]:
            found[short] = fulls[0]
    return found


def _shortened(names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The full names among them, by their initials and by their first names."""
    initials, first_names = defaultdict(list), defaultdict(list)
    for name in names:
        words = name.split()
        if len(words) < 2:  # noqa: PLR2004 - a full name has two words
            continue
        initials["".join(word[0] for word in words).upper()].append(name)
        if not words[0].isupper():
            first_names[words[0]].append(name)
    return initials, first_names


def _are_initials(short: str) -> bool:
    return _SHORTEST_INITIALS <= len(short) <= _LONGEST_INITIALS and short.isupper()
