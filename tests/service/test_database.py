"""The service's database: made, migrated, refused in words."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from service import database
from service.database import HEAD_REVISION, DatabaseRefused, open_database, revision


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def test_a_new_database_gets_the_newest_schema(tmp_path: Path) -> None:
    """An empty folder is enough; opening again changes nothing."""
    for _ in range(2):
        engine = await open_database(url(tmp_path / "new" / "ask.sqlite3"))
        assert await revision(engine) == HEAD_REVISION
        await engine.dispose()


async def test_several_that_start_at_once_take_turns(tmp_path: Path) -> None:
    """Only one migrates, the others find it done."""
    address = url(tmp_path / "ask.sqlite3")
    engines = await asyncio.gather(*(open_database(address) for _ in range(6)))
    assert {await revision(engine) for engine in engines} == {HEAD_REVISION}
    for engine in engines:
        await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """What a newer version wrote is left alone."""
    path = tmp_path / "ask.sqlite3"
    await (await open_database(url(path))).dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseRefused, match="written by a newer version"):
        await open_database(url(path))


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """The file is named, and not overwritten."""
    path = tmp_path / "ask.sqlite3"
    path.write_bytes(b"this is a shopping list, not a database" * 40)
    with pytest.raises(DatabaseRefused, match="cannot be used"):
        await open_database(url(path))
    assert path.read_bytes().startswith(b"this is a shopping list")


def test_the_head_is_the_newest_migration() -> None:
    """The constant that spares an import of alembic is right."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD_REVISION
