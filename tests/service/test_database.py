"""The service's database, SQLite or PostgreSQL: made, migrated, refused in words."""

import asyncio
import importlib
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Executable, MetaData, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import billing.tables
from service import database
from service.access.accounts import accounts
from service.access.sessions import sessions
from service.database import HEAD_REVISION, DatabaseRefused, open_database, revision
from service.model_spending import spending

ROOT = Path(__file__).parents[2]
MODULES_WITH_TABLES = (
    "service.access.accounts",
    "service.access.api_keys",
    "service.access.question_ledger",
    "service.access.sessions",
    "service.access.sign_in",
    "service.access.sites",
    "service.feedback",
    "service.kept_answers",
    "service.model_spending",
    "service.shows",
)
"""Those whose tables are in ``service.database.metadata``; billing's are in its own."""


async def test_an_empty_database_gets_the_newest_schema(database_url: str) -> None:
    """Opening again changes nothing."""
    for _ in range(2):
        engine = await open_database(database_url)
        assert await revision(engine) == HEAD_REVISION
        await engine.dispose()


async def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    """An empty data folder is enough."""
    path = tmp_path / "new" / "ask.sqlite3"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).dispose()
    assert path.is_file()


async def test_the_schema_is_what_the_code_declares(engine: AsyncEngine) -> None:
    """Every table, column, type, index and key of the migrations is declared, and no other."""
    for module in MODULES_WITH_TABLES:
        importlib.import_module(module)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


def _differences(connection: Connection) -> list[Any]:
    declared = [database.metadata, billing.tables.metadata]
    context = MigrationContext.configure(connection)
    return list(compare_metadata(context, _merged(declared)))


def _merged(parts: list[MetaData]) -> MetaData:
    merged = MetaData()
    for part in parts:
        for table in part.tables.values():
            table.to_metadata(merged)
    return merged


async def test_several_that_start_at_once_take_turns(database_url: str) -> None:
    """Only one migrates, the others find it done."""
    engines = await asyncio.gather(*(open_database(database_url) for _ in range(6)))
    assert {await revision(engine) for engine in engines} == {HEAD_REVISION}
    for engine in engines:
        await engine.dispose()


async def test_processes_that_start_at_once_take_turns(database_url: str) -> None:
    """Of three that find an empty database none fails."""
    program = (
        "import asyncio, sys; from service.database import prepare_database;"
        "asyncio.run(prepare_database(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, database_url]
    processes = [await asyncio.create_subprocess_exec(*command, cwd=ROOT) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    engine = await open_database(database_url)
    assert await revision(engine) == HEAD_REVISION
    await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    """What a newer version wrote is left alone."""
    engine = await open_database(database_url)
    await _write(engine, text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseRefused, match="written by a newer version"):
        await open_database(database_url)
    assert await revision(engine) == "9999"
    await engine.dispose()


async def test_a_migration_that_fails_leaves_nothing_behind(database_url: str) -> None:
    """All revisions or none: a table in the way of the last one undoes the first."""
    bare = create_async_engine(database_url)
    async with bare.begin() as connection:
        await connection.execute(text("CREATE TABLE stripe_events (id INTEGER)"))
    with pytest.raises(DatabaseRefused, match="stripe_events"):
        await open_database(database_url)
    async with bare.begin() as connection:
        assert await connection.run_sync(_tables) == ["stripe_events"]
        await connection.execute(text("DROP TABLE stripe_events"))
    await bare.dispose()
    await (await open_database(database_url)).dispose()


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


async def test_no_row_refers_to_one_that_is_not_there(engine: AsyncEngine) -> None:
    """SQLite too holds to its foreign keys."""
    session = insert(sessions).values(
        id="s", account_id="nobody", generation=0, rotated_at=0, proved_at=0, expires_at=0
    )
    with pytest.raises(IntegrityError):
        await _write(engine, session)


async def test_an_error_does_not_repeat_what_was_to_be_written(engine: AsyncEngine) -> None:
    """It may reach a log with all that led to it, and addresses may not."""
    ada = {"email": "ada@example.org", "created_at": 0}
    await _write(engine, insert(accounts).values(id="a", **ada))
    with pytest.raises(IntegrityError) as caught:
        await _write(engine, insert(accounts).values(id="b", **ada))
    logged = "".join(traceback.format_exception(caught.value))
    assert "accounts" in logged
    assert "ada@" not in logged


async def test_writers_wait_for_each_other(migrated_url: str) -> None:
    """Twenty in two pools, as of two processes, all write."""
    engines = [await open_database(migrated_url) for _ in range(2)]
    await _write(engines[0], insert(spending).values(day="2030-01-01", microdollars=0))
    more = update(spending).values(microdollars=spending.c.microdollars + 1)
    await asyncio.gather(*(_write(engine, more) for engine in engines for _ in range(10)))
    assert await _spent(engines[0]) == 20
    for engine in engines:
        await engine.dispose()


async def _write(engine: AsyncEngine, statement: Executable) -> None:
    async with engine.begin() as connection:
        await connection.execute(statement)


async def _spent(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(select(spending.c.microdollars))
        return int(found.scalar_one())


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """The file is named, and not overwritten."""
    path = tmp_path / "ask.sqlite3"
    path.write_bytes(b"this is a shopping list, not a database" * 40)
    with pytest.raises(DatabaseRefused, match=r"ask\.sqlite3 cannot be used: file is not"):
        await open_database(f"sqlite+aiosqlite:///{path}")
    assert path.read_bytes().startswith(b"this is a shopping list")


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """The reason is the system's."""
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseRefused, match="File exists"):
        await open_database(f"sqlite+aiosqlite:///{tmp_path}/file/ask.sqlite3")


def test_the_head_is_the_newest_migration() -> None:
    """The constant that spares an import of alembic is right."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD_REVISION
