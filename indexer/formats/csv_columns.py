"""Which column of a table holds what: by the names in its head, else by what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.formats.labels import looks_like_name
from indexer.formats.time_units import time_value

_LISTED = {
    "text": "text transcript body content said speech utterance caption line dialogue words word "
    "original texte texto testo aussage wortlaut",
    "start": "start starttime startms starts startseconds startsec begin in inpoint from time "
    "timestamp timecode timecodein offset beginn anfang zeit startzeit début inicio inizio",
    "end": "end endtime endms ends endseconds endsec stop out outpoint to timecodeout ende endzeit "
    "fin fine",
    "speaker": "speaker speakername name who person voice speakerid speakerlabel sprecher "
    "sprecherin locuteur intervenant hablante parlante",
    "remarks": "commentary comment comments note notes remark remarks translation übersetzung "
    "traduction traducción kommentar",
}
_ROLES = {name: role for role, names in _LISTED.items() for name in names.split()}
_OF_TRANSCRIPTS = frozenset({"text", "start", "end", "speaker"})
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
    roles = [_role(name) for name in head]
    found = {role: at for at, role in reversed(list(enumerate(roles))) if role}
    others = [at for at, role in enumerate(roles) if role is None]
    text = found.get("text", _longest(rows, others))
    if text is None:
        return None
    start = found.get("start")
    return Columns(
        text,
        start,
        found.get("end"),
        found.get("speaker"),
        tuple(at for at, role in enumerate(roles) if role == "remarks"),
        "" if start is None else head[start].strip(),
        head=True,
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
    letters = "".join(char for char in name.casefold() if char.isalpha())
    return _ROLES.get(letters)


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
