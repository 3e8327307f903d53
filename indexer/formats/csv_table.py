"""Tables (CSV, TSV) with a row a turn, a caption or a word, below a head or without one."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from indexer.assembly import assemble
from indexer.formats.csv_columns import Columns, columns_of, head_of
from indexer.formats.json_values import opens_json
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.sharing import are_words
from indexer.formats.spoken_words import numbered_speaker
from indexer.formats.time_units import CLOCKED, in_unit, is_clocked, time_value
from indexer.formats.timestamps import are_captions
from indexer.formats.turns import going_on
from indexer.repairs import Repair
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript

_SEPARATORS = ",\t;|"
_SNIFFED_CHARS = 20_000
_EXCEL_HINT = re.compile(r"\A\s*sep=.[ \t]*\n", re.IGNORECASE)
_FEWEST_ROWS = 3

Rows = list[list[str]]
Table = tuple[Rows, Columns]


def likeness(text: str) -> Likeness:
    """Likely below a head of known columns; possible where a column is told by what it holds."""
    if opens_json(text):
        return Likeness.NONE  # its keys may be called as columns are
    found = _table(text[:_SNIFFED_CHARS].rpartition("\n")[0] or text[:_SNIFFED_CHARS])
    if found is None:
        return Likeness.NONE
    rows, columns = found
    if columns.head:
        return Likeness.LIKELY
    return Likeness.POSSIBLE if len(rows) >= _FEWEST_ROWS else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its rows; what stands in no column of speech, speakers or times is left out."""
    found = _table(text)
    if found is None:
        head = text.strip().partition("\n")[0].strip()
        raise TranscriptRefused(
            f'is a table (CSV) that begins with "{head[:80]}", without a column that could be '
            'what was said. Name its columns in the first line: "start,end,speaker,text".'
        )
    return transcript_of_table(*found)


def table_of(rows: Rows) -> Table | None:
    """The rows below the head, and what their columns hold; None where nothing tells."""
    head = head_of(rows)
    below = rows[1:] if head else rows
    columns = columns_of(below, head)
    return None if columns is None else (below, columns)


def transcript_of_table(rows: Rows, columns: Columns) -> Transcript:
    """What is said in the rows of a table, wherever it stood."""
    spoken = [one for one in _segments(rows, columns) if one.text.strip()]
    remarks = sum(bool(cell.strip()) for row in rows for cell in _cells(row, columns.remarks))
    return assemble(spoken, _timing(spoken), repairs={Repair.REMARKS: remarks})


def _table(text: str) -> Table | None:
    """The table, by the separator that makes sense of it."""
    for separator in _SEPARATORS:
        rows = _rows(text, separator)
        if found := table_of(rows):
            below, columns = found
            return _unsplit(below, columns, len(rows[0]), separator), columns
    return None


def _unsplit(rows: Rows, columns: Columns, width: int, separator: str) -> Rows:
    """The rows, with what was said whole where nobody quoted the separators in it."""
    widths = {len(row) for row in rows}
    at_the_end = columns.head and columns.text == width - 1
    if not at_the_end or max(widths, default=0) <= width or len(widths) == 1:
        return rows
    return [row if len(row) <= width else _whole(row, columns.text, separator) for row in rows]


def _whole(row: list[str], text: int, separator: str) -> list[str]:
    """A row whose last cell was cut; spreadsheets put empty ones behind it."""
    return [*row[:text], separator.join(row[text:]).rstrip(f"{separator} ")]


def _rows(text: str, separator: str) -> Rows:
    text = _EXCEL_HINT.sub("", text)
    if separator not in text:
        return []
    whole = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [row for row in whole if any(row)]
    except csv.Error:
        # A quotation mark is never closed: no row may swallow those below it.
        return [row for line in text.split("\n") if any(row := _cells_of(line, separator))]


def _cells_of(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _segments(rows: Rows, columns: Columns) -> list[Segment]:
    said = list(_as_stated(rows, columns))
    clocked = any(is_clocked(_cell(row, columns.start)) for row in rows)
    timed = any(one.start is not None for one in said)
    return in_unit(said, CLOCKED if clocked or not timed else columns.start_name)


def _as_stated(rows: Rows, columns: Columns) -> Iterator[Segment]:
    """The rows, with times as they stand there."""
    for row, speaker in zip(rows, _speakers(rows, columns.speaker), strict=True):
        start = _time(row, columns.start)
        end = None if start is None else _time(row, columns.end)
        yield Segment(_cell(row, columns.text), speaker, start, end, opens_paragraph=True)


def _speakers(rows: Rows, column: int | None) -> list[str | None]:
    """Who speaks in each row; where most name nobody, whoever was named goes on."""
    named = [numbered_speaker(_cell(row, column).strip().rstrip(":：")) for row in rows]
    return going_on(named) if sum(name is None for name in named) * 2 > len(named) else named


def _timing(segments: Sequence[Segment]) -> Timing:
    starts = [one.start for one in segments if one.start is not None]
    if not starts:
        return Timing.NONE
    if are_words([one.text for one in segments]):
        return Timing.WORD
    return Timing.CUE if are_captions(starts) else Timing.PARAGRAPH


def _time(row: Sequence[str], column: int | None) -> float | None:
    return time_value(_cell(row, column))


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _cells(row: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    return (_cell(row, column) for column in columns)


FORMAT = TranscriptFormat("CSV", (".csv", ".tsv"), likeness, parse)
