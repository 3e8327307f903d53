"""APA, 7th edition: hosts are authors, guests are named in the text alone.

Titles keep the capitals they have: which words of one are names, no program can tell for certain.
"""

import datetime

from indexer.citation_styles.cited import MEDIUM, CitedEpisode
from indexer.citation_styles.names import Name
from indexer.citation_styles.written import (
    MONTHS,
    Italic,
    Reference,
    quoted,
    spelled,
    stopped,
    written,
)

_MOST_NAMED = 20
_NAMED_OF_MORE = 19
_SPELLED = 2


def apa(cited: CitedEpisode) -> Reference:
    """Oakes, M. (Host). (2025, June 12). Title (No. 4) [Audio podcast episode]. In *Show*. URL."""
    work = f"{cited.title}{_numbered(cited)} [{MEDIUM}]"
    date = f"({_date(cited.date)})"
    role = "(Hosts)" if len(cited.hosts) > 1 else "(Host)"
    opening = (f"{_authors(cited.hosts)} {role}", date, work) if cited.hosts else (work, date)
    return written(
        (
            *(stopped(sentence) for sentence in opening),
            stopped("In ", Italic(cited.show)) if cited.show else [],
            stopped(cited.publisher or ""),
            [cited.url or ""],  # a full stop might be taken for a part of it
        ),
        _in_text(cited),
    )


def _authors(names: tuple[Name, ...]) -> str:
    authors = [name.initialled for name in names]
    if len(authors) > _MOST_NAMED:
        return f"{', '.join(authors[:_NAMED_OF_MORE])}, . . . {authors[-1]}"
    *others, last = authors
    return f"{', '.join(others)}, & {last}" if others else last


def _date(date: datetime.date | None) -> str:
    return f"{date.year}, {MONTHS[date.month - 1]} {date.day}" if date else "n.d."


def _numbered(cited: CitedEpisode) -> str:
    if cited.season is None:
        return "" if cited.number is None else f" (No. {cited.number})"
    return f" ({', '.join(part.capitalize() for part in cited.numbering)})"


def _in_text(cited: CitedEpisode) -> str:
    year = str(cited.date.year) if cited.date else "n.d."
    if cited.hosts:
        named = f"{spelled(cited.hosts, _SPELLED, '&')}, {year}"
    else:
        named = f"{quoted(cited.title, ',')} {year}"
    return f"({named}, {cited.time})" if cited.time else f"({named})"
