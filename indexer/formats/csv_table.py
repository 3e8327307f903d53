"""Tables (CSV, TSV), recognised so that they are refused in words and never read as text."""

import csv

from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_COLUMNS_LISTED = """
    speaker name text transcript body content start end starttime endtime start_time end_time
    start_ms end_ms start_s end_s time timestamp timecode duration commentary utterance
"""
_COLUMNS = frozenset(_COLUMNS_LISTED.split())
_SEPARATORS = ",\t;|"
_SNIFFED_CHARS = 20_000
_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3


def likeness(text: str) -> Likeness:
    """Likely below a header of known columns; possible where rows have equally many fields."""
    head = text[:_SNIFFED_CHARS].strip()
    found = [_likeness(head, separator) for separator in _SEPARATORS]
    return max(found)


def _likeness(head: str, separator: str) -> Likeness:
    lines = head.split("\n")
    header = [field.strip('" ').lower() for field in lines[0].split(separator)]
    if len(header) > 1 and all(header) and _COLUMNS.intersection(header):
        return Likeness.LIKELY
    counts = {len(fields) for fields in _rows(lines[:-1] or lines, separator)}
    regular = len(counts) == 1 and min(counts) >= _FEWEST_COLUMNS
    return Likeness.POSSIBLE if regular and len(lines) >= _FEWEST_ROWS else Likeness.NONE


def _rows(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return []


def parse(text: str) -> Transcript:
    """Nothing: it always refuses, in words."""
    header = text.strip().partition("\n")[0].strip()
    raise TranscriptRefused(
        f'is a table (CSV) with the columns "{header[:80]}", which is not read yet. '
        "Give a WebVTT, SRT, JSON or text transcript."
    )


FORMAT = TranscriptFormat("CSV", (".csv", ".tsv"), likeness, parse)
