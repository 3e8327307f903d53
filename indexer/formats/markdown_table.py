"""A table as Markdown draws it, below a row of dashes: ``| 0:09 | Ann Lee | text |``."""

import re

from indexer.formats.csv_table import Rows, Table, table_of, transcript_of_table
from indexer.formats.markdown_text import plain, without_front_matter
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_OF_DASHES = frozenset("|:- \t")
_BORDER = re.compile(r"(?<!\\)\|")
_SNIFFED_CHARS = 100_000
_MOST_OF_THE_LINES = 0.7
"""Of all that are not blank; a table with fewer stands beside what was said."""


def likeness(text: str) -> Likeness:
    """Certain where most lines are rows of a table whose columns can be told."""
    head = text[:_SNIFFED_CHARS].rpartition("\n")[0] or text[:_SNIFFED_CHARS]
    return Likeness.NONE if _table(head) is None else Likeness.CERTAIN


def parse(text: str) -> Transcript:
    """Its rows, without their markup."""
    found = _table(text)
    if found is None:
        raise TranscriptRefused(
            "is a table in Markdown, without a column that could be what was said, beside one of "
            "times or speakers. Name its columns in the first row: start, speaker, text."
        )
    return transcript_of_table(*found)


def _table(text: str) -> Table | None:
    lines = [line for line in without_front_matter(text).split("\n") if line.strip()]
    dashes = next((at for at, line in enumerate(lines) if _is_of_dashes(line)), 0)
    if dashes == 0:
        return None
    rows = [_cells(line) for line in lines[dashes - 1 :] if "|" in line]
    if len(rows) < len(lines) * _MOST_OF_THE_LINES:
        return None
    return _told([row for row in rows if any(cell.strip("-: ") for cell in row)])


def _is_of_dashes(line: str) -> bool:
    return "|" in line and "--" in line and _OF_DASHES.issuperset(line)


def _told(rows: Rows) -> Table | None:
    found = table_of(rows)
    return found if found and found[1].tells_who_or_when else None


def _cells(line: str) -> list[str]:
    row = _BORDER.split(line.strip().removeprefix("|").removesuffix("|"))
    return [plain(cell).strip() for cell in row]


FORMAT = TranscriptFormat("Markdown table", (".md", ".markdown"), likeness, parse)
