"""MLA, 9th edition: the host, the episode, and the show as what contains it."""

import datetime

from indexer.citation_styles.cited import CitedEpisode
from indexer.citation_styles.names import Name
from indexer.citation_styles.written import (
    Reference,
    listed,
    numbered,
    quoted,
    spelled,
    stopped,
    written,
)

_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_MOST_NAMED = 2


def mla(cited: CitedEpisode) -> Reference:
    """Oakes, Maren, host. “Title.” *Show*, season 1, episode 4, Publisher, 12 June 2025, URL."""
    date = _date(cited.date) if cited.date else None
    container = (*numbered(cited.show, cited.numbering), cited.publisher, date, cited.url)
    return written(
        (
            stopped(_authors(cited.hosts)),
            [quoted(cited.title, ".")],
            listed([part for part in container if part]),
        ),
        _in_text(cited),
    )


def _authors(names: tuple[Name, ...]) -> str:
    if not names:
        return ""
    first, *others = names
    comma = "" if first.is_whole else ","
    if len(names) > _MOST_NAMED:
        return f"{first.inverted}{comma} et al., hosts"
    if others:
        return f"{first.inverted}{comma} and {others[0].natural}, hosts"
    return f"{first.inverted}, host"


def _date(date: datetime.date) -> str:
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def _in_text(cited: CitedEpisode) -> str:
    named = spelled(cited.hosts, _MOST_NAMED, "and") if cited.hosts else quoted(cited.title)
    return f"({named} {cited.time})" if cited.time else f"({named})"
