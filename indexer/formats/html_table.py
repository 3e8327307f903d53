"""A page whose transcript is a table: a row a turn, in columns for times, names and words."""

from typing import Any

from indexer.formats.csv_table import Table, table_of
from indexer.formats.html_blocks import shown_text

_MOST_OF_THE_WORDS = 0.7
"""Of a page's main part; a table with fewer stands beside what was said."""


def table_in(part: Any) -> Table | None:  # noqa: ANN401 - an element of lxml
    """The rows of all tables in a part of a page, if they hold most of its words."""
    innermost = (row for row in part.iter("tr") if next(row.iterdescendants("tr"), None) is None)
    # A single cell is a heading across all columns.
    rows = [cells for row in innermost if len(cells := list(row.iterchildren("td", "th"))) > 1]
    heads = [_texts(row) for row in rows if all(cell.tag == "th" for cell in row)]
    below = [_texts(row) for row in rows if any(cell.tag == "td" for cell in row)]
    words = sum(len(cell.split()) for row in (*heads, *below) for cell in row)
    if not below or words < len(shown_text(part).split()) * _MOST_OF_THE_WORDS:
        return None
    # A table may be cut in several, each below the same head.
    found = table_of([*heads[:1], *below])
    if heads and not (found and found[1].head):
        found = table_of(below)
    return found if found and found[1].tells_who_or_when else None


def _texts(cells: list[Any]) -> list[str]:
    return [shown_text(cell) for cell in cells]
