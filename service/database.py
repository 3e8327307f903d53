"""The service's own database: opened, migrated, closed. The indexer never touches it.

SQLite and PostgreSQL are spoken to alike. SQLite needs no ``BEGIN IMMEDIATE`` before a write: its
driver begins a transaction with the first statement that writes, which waits for its turn, so that
none is refused because another wrote since it began.
"""

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, MetaData, event, inspect, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from indexer import ExplainedError

HEAD_REVISION = "0009"
"""The newest revision in ``migrations``; a test compares the two."""

metadata = MetaData()
"""The service's tables; billing's are in ``billing.tables.metadata``."""

_MIGRATIONS = Path(__file__).with_name("migrations")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_CONNECTIONS = 10
_CONNECT_SECONDS, _STATEMENT_SECONDS = 5.0, 10.0
_TURN_TO_MIGRATE = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(hashtext('ask-episode migrations'))",
}
_log = logging.getLogger(__name__)


class DatabaseRefused(ExplainedError):
    """A database that cannot be used; the message says why and what to do."""


class DatabaseUnreachable(ExplainedError):
    """A database that does not answer, at least for now."""


def normalised_url(url: str) -> str:
    """An operator's address of a database, with the driver that the service uses.

    What stands behind ``?`` is libpq's, such as ``sslmode=require``.

    Raises:
        DatabaseRefused: It is no address, or not one of SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None  # the error would repeat the address, and the password in it
    if parsed is None or parsed.drivername not in _DRIVERS:
        raise DatabaseRefused(
            "The address of the database has to look like sqlite:///data/ask.sqlite3 or "
            "postgresql://user:password@host:5432/database."
        )
    driver = _DRIVERS[parsed.drivername]
    if driver == _DRIVERS["sqlite"] and parsed.database in (None, "", ":memory:"):
        raise DatabaseRefused("A database of SQLite has to be a file: sqlite:///data/ask.sqlite3.")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def sqlite_url(file: Path) -> str:
    """The address of a database in a file, whatever characters its name has."""
    address = URL.create(_DRIVERS["sqlite"], database=str(file.resolve()))
    return address.render_as_string(hide_password=False)


async def open_database(url: str) -> AsyncEngine:
    """An engine over a database that has the schema of this version.

    Args:
        url: As ``normalised_url`` gives it.

    Raises:
        DatabaseRefused: It cannot be opened, or a newer version of the service wrote it.
    """
    engine = _engine(make_url(url), statement_seconds=_STATEMENT_SECONDS)
    try:
        await _bring_up_to_date(engine)
    except BaseException:
        await engine.dispose()
        raise
    return engine


async def prepare_database(url: str) -> None:
    """Makes sure that a database can be opened, before a server is started over it.

    Raises:
        DatabaseRefused: It cannot.
    """
    engine = await open_database(url)
    await engine.dispose()


async def revision(engine: AsyncEngine) -> str | None:
    """The revision of a database's schema; None for one that is empty.

    Raises:
        DatabaseUnreachable: It does not answer.
    """
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda own: inspect(own).has_table("alembic_version")):
            return None
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar()


def _engine(url: URL, statement_seconds: float | None) -> AsyncEngine:
    # Without the parameters an error that reaches a log holds nobody's address.
    if url.get_backend_name() == "sqlite":
        _make_folder(url)
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _set_pragmas)
        return engine
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        pool_timeout=_STATEMENT_SECONDS,
        async_creator=_connecting(url, statement_seconds),
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    event.listen(engine.sync_engine, "handle_error", _tell_outage)
    event.listen(engine.sync_engine, "handle_error", _forget_the_row)
    return engine


def _make_folder(url: URL) -> None:
    try:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(url, str(error)) from error


def _set_pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 10000", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite refuses to change the mode while somebody migrates, and does not wait. The file keeps
    # the mode that another connection has set.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _connecting(url: URL, statement_seconds: float | None) -> Callable[[], Awaitable[Any]]:
    # asyncpg reads the whole address itself, because it knows libpq's parameters.
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def connect() -> Any:  # noqa: ANN401 - asyncpg has no types
        import asyncpg

        try:
            return await asyncpg.connect(
                address, timeout=_CONNECT_SECONDS, command_timeout=statement_seconds
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise DatabaseUnreachable("The database does not answer.") from error

    return connect


def _refuse_closed(connection, _record, _proxy) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Makes the pool connect anew where a server has hung up; SQLAlchemy's ping asks it thrice."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _tell_outage(context: ExceptionContext) -> None:
    """Makes one error of all that happens to a statement while the server goes away."""
    # Who cancels a statement loses the connection as well, and is not to be told of an outage.
    if context.is_disconnect and isinstance(context.original_exception, Exception):
        raise DatabaseUnreachable("The database does not answer.") from context.original_exception


def _forget_the_row(context: ExceptionContext) -> None:
    """Takes from an error what PostgreSQL repeats of the row that it refused."""
    import asyncpg

    refused = context.original_exception.__cause__
    if isinstance(refused, asyncpg.PostgresError):
        refused.detail = None


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    try:
        if await revision(engine) != HEAD_REVISION:
            await _migrate(engine.url)
    except DatabaseUnreachable as error:
        raise _refusal(engine.url, _reason(error.__cause__)) from error
    except DBAPIError as error:
        raise _refusal(engine.url, _reason(error.orig)) from error


def _refusal(url: URL, reason: str) -> DatabaseRefused:
    return DatabaseRefused(
        f"The database {_name(url)} cannot be used: {reason}. Mend that, or name another database "
        "with DATABASE_URL."
    )


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database} at {url.host or 'localhost'}:{url.port or 5432}"


def _reason(error: BaseException | None) -> str:
    if isinstance(error, TimeoutError):
        return f"it did not answer within {_CONNECT_SECONDS:g} seconds"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    return str(error)


async def _migrate(url: URL) -> None:
    """Brings the schema up to date, all or nothing; several that start at once take turns."""
    # A statement may take as long as the tables are large and as others are busy with them.
    engine = _engine(url, statement_seconds=None)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(_TURN_TO_MIGRATE[engine.dialect.name])
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
    _log.info("The database has the schema of revision %s.", HEAD_REVISION)


def _upgrade(connection: Connection) -> None:
    # Imported here: most starts find the schema as it should be, and alembic takes half a second.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseRefused(
            f"The database {_name(connection.engine.url)} was written by a newer version of the "
            "service. Install that version, or name another database with DATABASE_URL."
        ) from error
