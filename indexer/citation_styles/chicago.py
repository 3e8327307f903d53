"""Chicago, 17th edition, author and date: the year behind the hosts, the day with the show."""

import datetime

from indexer.citation_styles.cited import CitedEpisode
from indexer.citation_styles.names import Name
from indexer.citation_styles.written import (
    MONTHS,
    Reference,
    listed,
    numbered,
    quoted,
    spelled,
    stopped,
    written,
)
from indexer.clock import clock

_MOST_NAMED = 10
_NAMED_OF_MORE = 7
_SPELLED = 3


def chicago(cited: CitedEpisode) -> Reference:
    """Oakes, Maren. 2025. “Title.” *Show*, episode 4. Publisher, June 12. Podcast, 8:49. URL."""
    year = str(cited.date.year) if cited.date else "n.d."
    title, dated = [quoted(cited.title, ".")], stopped(year)
    return written(
        (
            *((stopped(_authors(cited.hosts)), dated, title) if cited.hosts else (title, dated)),
            *_container(cited),
            listed(["Podcast", clock(cited.duration)] if cited.duration else ["Podcast"]),
            stopped(cited.url or ""),
        ),
        _in_text(cited, year),
    )


def _container(cited: CitedEpisode) -> tuple[list[str], list[str]]:
    """The show with the episode's number, and the publisher; the day stands with the last."""
    show = numbered(cited.show, cited.numbering)
    publisher = [cited.publisher] if cited.publisher else []
    if cited.date:
        (publisher or show).append(_day(cited.date))
    return listed(show), listed(publisher)


def _authors(names: tuple[Name, ...]) -> str:
    first, *others = names
    authors = [first.inverted, *(name.natural for name in others)]
    if len(authors) > _MOST_NAMED:
        return f"{', '.join(authors[:_NAMED_OF_MORE])}, et al."
    if not others:
        return authors[0]
    comma = "" if first.is_whole and len(others) == 1 else ","
    return f"{', '.join(authors[:-1])}{comma} and {authors[-1]}"


def _day(date: datetime.date) -> str:
    return f"{MONTHS[date.month - 1]} {date.day}"


def _in_text(cited: CitedEpisode, year: str) -> str:
    comma = "" if cited.date else ","
    if cited.hosts:
        named = f"{spelled(cited.hosts, _SPELLED, 'and')}{comma}"
    else:
        named = quoted(cited.title, comma)
    dated = f"{named} {year}"
    return f"({dated}, {cited.time})" if cited.time else f"({dated})"
