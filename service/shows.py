"""What of each show everybody may have: its transcripts, and searching them.

An operator says it of a show by its name; of what is not said, the settings decide. It lies in the
database and not in the episodes, so that it holds for every process at once and for episodes that
are still to come, and outlives an index that is made anew.
"""

import asyncio
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Boolean, Column, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError, ShowEntry, canonical_text
from service.database import DatabaseUnreachable, metadata

LONGEST_NAME = 500
"""Characters of a name: PostgreSQL has to hold it in an index."""

shows = Table(
    "shows",
    metadata,
    Column("key", String(LONGEST_NAME), primary_key=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("transcript", Boolean),
    Column("search", Boolean),
)

# Every page and every search asks. Another process learns of a change this much later.
_KEPT_SECONDS = 10


class ShowRefused(ExplainedError):
    """A name of a show of which nothing can be said; the message says why."""


@dataclass(frozen=True, slots=True)
class Published:
    """Whether everybody may have a transcript, and search it."""

    transcript: bool
    search: bool


@dataclass(frozen=True, slots=True)
class ShowRule:
    """What is said of a show: whether everybody may have each; None where nothing is said."""

    name: str = ""
    transcript: bool | None = None
    search: bool | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is said of shows, and all names of each, by what their names are compared by."""

    rules: Mapping[str, ShowRule]
    names: Mapping[str, Sequence[str]]


class Shows:
    """What is said of shows, in the service's database, and what follows for an episode."""

    def __init__(
        self,
        engine: AsyncEngine,
        unsaid: ShowRule,
        indexed: Callable[[], Mapping[str, ShowEntry]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Takes what holds for shows of which nothing is said, and what gives those indexed."""
        self._engine = engine
        self._unsaid = unsaid
        self._indexed = indexed
        self._clock = clock
        self._known: _Known | None = None
        self._known_until = 0.0

    async def published(self, names: Sequence[str]) -> Published:
        """What everybody may have of the episodes of a show, by all names that it has had.

        What is said by today's name counts first, then what is said by the ones before, this
        episode's or another's: a show that its feed renames is as private as it was. Of episodes
        without a show nothing is said.

        Raises:
            DatabaseUnreachable: That cannot be known, and was not known before.
        """
        known = await self._what_is_known()
        others = known.names.get(show_key(names[0]), ()) if names else ()
        return published_by(rule_of((*names, *others), known.rules), self._unsaid)

    async def listed(self) -> list[ShowRule]:
        """All that is said of shows, by their names."""
        async with self._engine.connect() as connection:
            columns = (shows.c.name, shows.c.transcript, shows.c.search)
            found = await connection.execute(select(*columns).order_by(shows.c.name))
            return [ShowRule(*row) for row in found]

    async def set(self, name: str, changes: Mapping[str, bool | None]) -> ShowRule:
        """Says of a show what ``changes`` have of ``transcript`` and ``search``, and no more.

        Raises:
            ShowRefused: The name has no letters, or is too long.
        """
        name, key = canonical_text(name), show_key(name)
        if not key or max(len(name), len(key)) > LONGEST_NAME:
            raise ShowRefused(f"A show's name has 1 to {LONGEST_NAME} characters.")
        async with self._engine.begin() as connection:
            columns = (shows.c.name, shows.c.transcript, shows.c.search)
            found = await connection.execute(select(*columns).where(shows.c.key == key))
            before = next((ShowRule(*row) for row in found), ShowRule(name))
            rule = replace(before, name=name, **changes)
            await connection.execute(delete(shows).where(shows.c.key == key))
            if (rule.transcript, rule.search) != (None, None):
                said = {"transcript": rule.transcript, "search": rule.search}
                await connection.execute(insert(shows).values(key=key, name=name, **said))
        self._known_until = 0.0
        return rule

    async def _what_is_known(self) -> "_Known":
        now = self._clock()
        if self._known is not None and now < self._known_until:
            return self._known
        try:
            rules = await self.listed()
            shows = await asyncio.to_thread(self._indexed)
            self._known = _Known(by_key(rules), names_by_key(shows))
            self._known_until = now + _KEPT_SECONDS
        except DatabaseUnreachable:
            # What was private stays so, and pages do not need the database.
            if self._known is None:
                raise
        return self._known


def by_key(rules: Iterable[ShowRule]) -> dict[str, ShowRule]:
    """What is said of shows, by what their names are compared by."""
    return {show_key(rule.name): rule for rule in rules}


def names_by_key(shows: Mapping[str, ShowEntry]) -> dict[str, tuple[str, ...]]:
    """All names of each show, today's first, by what today's is compared by."""
    names: dict[str, tuple[str, ...]] = {}
    for today, show in shows.items():
        names[show_key(today)] = (*names.get(show_key(today), ()), *show.names)
    return names


def rule_of(names: Sequence[str], said: Mapping[str, ShowRule]) -> ShowRule:
    """What is said of a show by any of its names, of which the first counts first."""
    rules = [said[key] for key in map(show_key, names) if key in said]
    return ShowRule(
        next(iter(names), ""),
        next((rule.transcript for rule in rules if rule.transcript is not None), None),
        next((rule.search for rule in rules if rule.search is not None), None),
    )


def published_by(rule: ShowRule, unsaid: ShowRule) -> Published:
    """What everybody may have by what is said of a show, and of shows of which nothing is said.

    To search a transcript is to read of it: where nothing is said of searching, it is as public as
    the transcript.
    """
    transcript = _first_said(rule.transcript, unsaid.transcript, True)
    return Published(transcript, _first_said(rule.search, unsaid.search, transcript))


def show_key(name: str) -> str:
    """A show's name as it is compared: capitals, widths of letters and white space do not count."""
    return unicodedata.normalize("NFKC", canonical_text(name).casefold()).casefold()


def _first_said(*said: bool | None) -> bool:
    return next(one for one in said if one is not None)
