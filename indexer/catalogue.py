"""What episodes there are: a small SQLite file, so that nobody scans the disk per request.

It is derived from the episode folders and can be made anew from them (``Library.reconcile``).
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from indexer.storage import storage_explained

_SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One episode in the list; ``date`` and ``indexed_at`` are ISO 8601, ``duration`` seconds.

    ``show_names`` is every name that the show has had, today's first.
    """

    id: str
    build: str
    identity: str
    show: str | None
    title: str
    date: str | None
    guid: str | None
    audio_url: str | None
    page_url: str | None
    language: str
    duration: float | None
    words: int
    indexed_at: str
    show_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """How many episodes a show has, and every name that it has had, today's first."""

    episodes: int
    names: tuple[str, ...]


_COLUMNS = tuple(field.name for field in fields(CatalogueEntry))
_CREATE = f"""
CREATE TABLE episodes ({", ".join(_COLUMNS)}, PRIMARY KEY (id));
CREATE INDEX episodes_identity ON episodes (identity);
CREATE INDEX episodes_guid ON episodes (guid);
CREATE INDEX episodes_audio ON episodes (audio_url);
CREATE INDEX episodes_page ON episodes (page_url);
CREATE INDEX episodes_order ON episodes (date DESC, id);
PRAGMA user_version = {_SCHEMA_VERSION};
"""
_UPSERT = f"INSERT OR REPLACE INTO episodes VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM episodes"  # noqa: S608 - our own column names
_SELECT_SHOWS = (
    "SELECT show, show_names, count(*) FROM episodes WHERE show IS NOT NULL "
    "AND identity BETWEEN ? AND ? GROUP BY show, show_names ORDER BY show, show_names"
)


class Catalogue:
    """The list of episodes, newest first, found by id, guid, audio or page address."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_lost(self) -> bool:
        """Whether it is not there, or is another version's."""
        if not self._path.exists():
            return True
        with storage_explained(), closing(sqlite3.connect(self._path, timeout=30)) as connection:
            return not _is_ours(connection)

    def make(self, entries: Sequence[CatalogueEntry]) -> None:
        """Makes a lost one of these entries, all at once; leaves one that was made meanwhile."""
        with self._connection(entries):
            pass

    def put(self, *entries: CatalogueEntry) -> None:
        """Adds episodes, or replaces what was said of them; all or none of them."""
        with self._connection() as connection:
            connection.executemany(_UPSERT, map(_row, entries))

    def discard(self, episode_id: str) -> None:
        """Forgets an episode; does nothing for one that is not listed."""
        with self._connection() as connection:
            connection.execute("DELETE FROM episodes WHERE id = ?", (episode_id,))

    def get(self, episode_id: str) -> CatalogueEntry | None:
        """The entry of one episode."""
        return self._first("id", episode_id)

    def with_identity(self, identity: str) -> CatalogueEntry | None:
        """The episode that was made from a source, by the source's identity."""
        return self._first("identity", identity)

    def find(
        self,
        *,
        guid: str | None = None,
        audio_url: str | None = None,
        page_url: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[CatalogueEntry]:
        """Episodes to which everything that is given applies, newest first."""
        wanted = {"guid": guid, "audio_url": audio_url, "page_url": page_url}
        given = {column: value for column, value in wanted.items() if value is not None}
        where = " AND ".join(f"{column} = ?" for column in given) or "1"
        return self._rows(
            f"{_SELECT} WHERE {where} ORDER BY date DESC, id LIMIT ? OFFSET ?",
            [*given.values(), limit, offset],
        )

    def shows(self, podcast_guid: str | None = None) -> dict[str, ShowEntry]:
        """The shows of all episodes, or of those of one podcast, by today's names, in order."""
        # An identity begins as ``source_identity`` has it; "!" is what follows a space.
        some = (f"{podcast_guid} ", f"{podcast_guid}!") if podcast_guid else ("", chr(0x10FFFF))
        shows: dict[str, ShowEntry] = {}
        for show, names, episodes in self._read(_SELECT_SHOWS, some):
            known = shows.get(show, ShowEntry(0, ()))
            every_name = dict.fromkeys((*known.names, *json.loads(names)))
            shows[show] = ShowEntry(known.episodes + episodes, tuple(every_name))
        return shows

    def builds(self) -> dict[str, str]:
        """The build that every listed episode is said to have, by the episode's id."""
        return dict(self._read("SELECT id, build FROM episodes"))

    def _first(self, column: str, value: str) -> CatalogueEntry | None:
        rows = self._rows(f"{_SELECT} WHERE {column} = ?", [value])
        return rows[0] if rows else None

    def _rows(self, query: str, values: Sequence[object]) -> list[CatalogueEntry]:
        rows = self._read(query, values)
        return [CatalogueEntry(*(*row[:-1], tuple(json.loads(row[-1])))) for row in rows]

    def _read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        if not self._path.exists():
            return []
        with self._connection() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _connection(self, first: Sequence[CatalogueEntry] = ()) -> Iterator[sqlite3.Connection]:
        with storage_explained():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as connection:
                if not _is_ours(connection):
                    self._create(connection, first)
                with connection:
                    yield connection

    def _create(self, connection: sqlite3.Connection, first: Sequence[CatalogueEntry]) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            # Whoever held the lock before may have made it meanwhile.
            if _is_ours(connection):
                return
            connection.execute("DROP TABLE IF EXISTS episodes")
            for statement in filter(None, map(str.strip, _CREATE.split(";"))):
                connection.execute(statement)
            connection.executemany(_UPSERT, map(_row, first))


def _is_ours(connection: sqlite3.Connection) -> bool:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version == _SCHEMA_VERSION


def _row(entry: CatalogueEntry) -> tuple[object, ...]:
    """A row of the table; names are kept as JSON, and the column is the last one."""
    return (*astuple(entry)[:-1], json.dumps(entry.show_names))
