"""Which column of a table holds what: by the names in its head, else by what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.formats.labels import looks_like_name
from indexer.formats.time_units import time_value

_LISTED = {
    "text": "text transcript body content said speech utterance caption line dialogue words word "
    "original texte texto testo aussage wortlaut",
    "start": "start starttime starts begin in inpoint from time timestamp timecode timecodein "
    "timein tcin offset beginn anfang zeit startzeit début inicio inizio",
    "end": "end endtime ends stop out outpoint to timecodeout timeout tcout ende endzeit fin fine",
    "speaker": "speaker speakername name who person character voice speakerid speakerlabel "
    "sprecher sprecherin locuteur intervenant hablante parlante",
    "remarks": "commentary comment comments note notes remark remarks translation übersetzung "
    "traduction traducción kommentar",
}
_ROLES = {name: role for role, names in _LISTED.items() for name in names.split()}
_RANKS = {name: rank for rank, name in enumerate(_ROLES)}
"""Of several columns with one role, the one whose name stands first is meant."""
_EXPLAINED = re.compile(r"[(\[].*")
_UNIT = re.compile(r"(?:in)?(?:m?s|m?secs?|(?:milli)?seconds?)\Z")
_OF_WORDS, _OF_TIMES = frozenset({"text", "speaker"}), frozenset({"start", "end"})
_OF_TRANSCRIPTS = _OF_WORDS | _OF_TIMES
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 200
_JUDGED_ROWS = 1_000
_MOSTLY = 0.9
_MOST_SPEAKERS = 0.5
"""Of the rows; a column of names has each of them several times."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The positions of the columns that are read; ``start_name`` may name a unit."""

    text: int
    start: int | None = None
    end: int | None = None
    speaker: int | None = None
    remarks: tuple[int, ...] = ()
    start_name: str = ""
    head: bool = False

    @property
    def tells_who_or_when(self) -> bool:
        """Whether there is more than words."""
        return self.start is not None or self.speaker is not None


def head_of(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The names of the columns; None where the first row is none of names."""
    if not rows or not _FEWEST_COLUMNS <= len(rows[0]) <= _MOST_COLUMNS:
        return None
    roles = [_role(cell) for cell in rows[0]]
    known = sum(role in _OF_TRANSCRIPTS for role in roles)
    named = all(len(cell) < 40 and time_value(cell) is None for cell in rows[0])  # noqa: PLR2004
    return list(rows[0]) if (known and named and "text" in roles) or (known > 1 and named) else None


def columns_of(rows: Sequence[Sequence[str]], head: Sequence[str] | None) -> Columns | None:
    """What the columns hold; None where nothing can be what was said, or nothing tells."""
    judged = rows[:_JUDGED_ROWS]
    width = max((len(row) for row in judged), default=0)
    if not _FEWEST_COLUMNS <= width <= _MOST_COLUMNS:
        return None
    return _by_name(judged, head) if head else _by_content(judged, width)


def _by_name(rows: Sequence[Sequence[str]], head: Sequence[str]) -> Columns | None:
    found = {role: _named(rows, head, role) for role in _OF_TRANSCRIPTS}
    roles = [_role(name) for name in head]
    others = [at for at, role in enumerate(roles) if role is None]
    text = found["text"] if found["text"] is not None else _longest(rows, others)
    if text is None:
        return None
    start = found["start"]
    return Columns(
        text,
        start,
        found["end"],
        found["speaker"],
        tuple(at for at, role in enumerate(roles) if role == "remarks"),
        "" if start is None else head[start].strip(),
        head=True,
    )


def _named(rows: Sequence[Sequence[str]], head: Sequence[str], role: str) -> int | None:
    """The column that is called by a role: one that holds such things, by the best name."""
    called = [at for at, name in enumerate(head) if _role(name) == role]
    timed = {at: _are_times([row[at] for row in rows if at < len(row)]) for at in called}
    return min(
        called,
        key=lambda at: (timed[at] is (role in _OF_WORDS), _RANKS[_known_name(head[at])]),
        default=None,
    )


def _by_content(rows: Sequence[Sequence[str]], width: int) -> Columns | None:
    if sum(len(row) == width for row in rows) < len(rows) * _MOSTLY:
        return None
    columns = [[row[at] for row in rows if at < len(row)] for at in range(width)]
    times = [at for at, cells in enumerate(columns) if _are_times(cells)]
    if len(times) == width:
        return None
    words = [at for at in range(width) if at not in times]
    text = _longest(rows, words)
    speaker = next((at for at in words if at != text and _are_names(columns[at])), None)
    if text is None or not (times or speaker is not None):
        return None
    times = [at for at in times if not _is_count(columns[at])] or times
    start, end = [*times, None, None][:2]
    return Columns(text, start, end, speaker)


def _role(name: str) -> str | None:
    return _ROLES.get(_known_name(name))


def _known_name(name: str) -> str:
    """The letters of a column's name, without the unit of its times."""
    letters = "".join(filter(str.isalpha, _EXPLAINED.sub("", name.casefold())))
    bare = _UNIT.sub("", letters)
    return bare if letters not in _ROLES and _ROLES.get(bare) in _OF_TIMES else letters


def _longest(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> int | None:
    """The column with the most characters that are no numbers; what comes back counts once."""
    distinct = {at: {row[at] for row in rows if at < len(row)} for at in columns}
    lengths = {
        at: sum(len(cell) for cell in cells if time_value(cell) is None)
        for at, cells in distinct.items()
    }
    best = max(lengths, key=lambda at: lengths[at], default=None)
    return best if best is not None and lengths[best] else None


def _are_times(cells: Sequence[str]) -> bool:
    times = [time_value(cell) for cell in cells if cell.strip()]
    return bool(times) and sum(time is not None for time in times) >= len(times) * _MOSTLY


def _is_count(cells: Sequence[str]) -> bool:
    """Whether a column only counts its rows: 1, 2, 3."""
    numbers = [cell.strip() for cell in cells]
    return numbers in (
        [str(at) for at in range(len(cells))],
        [str(at) for at in range(1, len(cells) + 1)],
    )


def _are_names(cells: Sequence[str]) -> bool:
    names = [cell.strip().rstrip(":") for cell in cells if cell.strip()]
    fitting = sum(looks_like_name(name) for name in names)
    few = len(set(names)) <= max(2.0, len(names) * _MOST_SPEAKERS)
    return bool(names) and few and fitting >= len(names) * _MOSTLY
