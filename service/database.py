"""The service's own database: opened, migrated, closed. The indexer never touches it."""

import asyncio
import logging
import sqlite3
from contextlib import suppress
from pathlib import Path

from filelock import FileLock
from sqlalchemy import MetaData, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from indexer import ExplainedError

HEAD_REVISION = "0002"
"""The newest revision in ``migrations``; a test compares the two."""

metadata = MetaData()

_MIGRATIONS = Path(__file__).with_name("migrations")
_log = logging.getLogger(__name__)


class DatabaseRefused(ExplainedError):
    """A database that cannot be used; the message says why and what to do."""


async def open_database(url: str) -> AsyncEngine:
    """An engine over a database that has the schema of this version.

    Raises:
        DatabaseRefused: It cannot be opened, or a newer version of the service wrote it.
    """
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    try:
        if await revision(engine) != HEAD_REVISION:
            await asyncio.to_thread(_migrate, url)
    except DatabaseError as error:
        await engine.dispose()
        raise DatabaseRefused(f"The database {path} cannot be used: {error.orig}.") from error
    return engine


async def prepare_database(url: str) -> None:
    """Makes sure that a database can be opened, before a server is started over it.

    Raises:
        DatabaseRefused: It cannot.
    """
    engine = await open_database(url)
    await engine.dispose()


async def revision(engine: AsyncEngine) -> str | None:
    """The revision of a database's schema; None for one that is empty."""
    async with engine.connect() as connection:
        known = await connection.execute(
            text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")
        )
        if known.first() is None:
            return None
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar()


def _set_pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 10000", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite refuses to change the mode while somebody migrates, and does not wait. The file keeps
    # the mode that another connection has set.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _migrate(url: str) -> None:
    """Brings the schema up to date; several processes that start at once take turns."""
    # Imported here: most starts find the schema as it should be, and alembic takes half a second.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    path = make_url(url).database
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("+aiosqlite", "").replace("%", "%%"))
    with FileLock(f"{path}.migrating"):
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseRefused(
                f"The database {path} was written by a newer version of the service. Install "
                "that version, or name another file with DATABASE_URL."
            ) from error
    _log.info("The database has the schema of revision %s.", HEAD_REVISION)
