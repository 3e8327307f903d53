"""A PostgreSQL that goes away, hangs or refuses: an error in words, at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from service import database
from service.database import (
    DatabaseRefused,
    DatabaseUnreachable,
    normalised_url,
    open_database,
    prepare_database,
    revision,
)
from tests.servers import PostgresServer, free_port, paused, stopped

PASSWORD = "p@ss:w/o+rd%20 ?#"


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL alone: a file does not go away."""
    return "postgresql"


@pytest.fixture
async def quick_engine(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncEngine]:
    """An engine of little patience."""
    monkeypatch.setattr(database, "_STATEMENT_SECONDS", 0.2)
    monkeypatch.setattr(database, "_CONNECT_SECONDS", 0.2)
    engine = await open_database(migrated_url)
    yield engine
    await engine.dispose()


async def test_a_server_that_was_down_is_used_again(
    engine: AsyncEngine, postgres: PostgresServer
) -> None:
    """The first query after an outage is answered, whether somebody met the outage or nobody."""
    assert await revision(engine)
    await asyncio.to_thread(_restart, postgres)
    assert await revision(engine)
    with stopped(postgres), pytest.raises(DatabaseUnreachable):
        await revision(engine)
    assert await revision(engine)


def _restart(server: PostgresServer) -> None:
    with stopped(server):
        pass


async def test_a_server_that_hangs_is_given_up(
    quick_engine: AsyncEngine, postgres: PostgresServer
) -> None:
    """Neither a connection that was open waits for it, nor a new one."""
    async with quick_engine.connect() as connection:
        with paused(postgres):
            with pytest.raises(DatabaseUnreachable):
                await connection.execute(text("SELECT 1"))
            with pytest.raises(DatabaseUnreachable):
                await revision(quick_engine)
    assert await revision(quick_engine)


async def test_a_connection_that_breaks_in_use_is_an_outage(
    engine: AsyncEngine, postgres: PostgresServer
) -> None:
    """Its next statement fails as if the server were away; the next connection is a new one."""
    async with engine.connect() as connection:
        process = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        postgres.execute(f"SELECT pg_terminate_backend({process})")
        with pytest.raises(DatabaseUnreachable):
            await connection.execute(text("SELECT 1"))
    assert await revision(engine)


async def test_a_statement_that_is_cancelled_is_no_outage(engine: AsyncEngine) -> None:
    """Who gave up is told just that; the next connection works."""
    async with engine.connect() as connection:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await connection.execute(text("SELECT pg_sleep(60)"))
    assert await revision(engine)


@pytest.fixture
def guest(postgres: PostgresServer) -> Iterator[str]:
    """A user who has to give a password."""
    postgres.execute(f"CREATE ROLE guest SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
    yield "guest"
    postgres.execute("DROP ROLE guest")


async def test_a_password_may_have_every_character(
    guest: str, migrated_url: str, postgres: PostgresServer
) -> None:
    """Those that mean something in an address are written as it wants them."""
    name = make_url(migrated_url).database or ""
    url = postgres.url_of(name, f"{guest}:{quote(PASSWORD, safe='')}")
    await prepare_database(normalised_url(url))


@pytest.mark.parametrize(
    ("database", "user", "parameters", "said"),
    [
        ("postgres", "guest:secret", "", "password authentication failed for user"),
        ("nowhere", "ask:secret", "", 'database "nowhere" does not exist'),
        ("postgres", "ask:secret", "?sslmode=require", "rejected SSL upgrade"),
        ("postgres", "ask:secret", "?sslmode=perhaps", "`sslmode` parameter must be one of"),
    ],
)
@pytest.mark.usefixtures("guest")
async def test_a_refusal_is_told_without_the_password(
    postgres: PostgresServer, database: str, user: str, parameters: str, said: str
) -> None:
    """The database and its host are named, with the server's own reason."""
    with pytest.raises(DatabaseRefused, match=f"The database {database} at 127.*{said}") as caught:
        await open_database(postgres.url_of(database, user) + parameters)
    assert "secret" not in _told(caught.value)


@pytest.mark.parametrize("server", ["127.0.0.1:{port}", "localhost:{port}", "nowhere.invalid"])
async def test_a_server_that_is_not_there_is_told_without_the_password(server: str) -> None:
    """Whatever the reason is, it is one sentence that names the server."""
    address = server.format(port=free_port())
    with pytest.raises(DatabaseRefused, match=f"ask at {address}.* cannot be used: ") as caught:
        await open_database(f"postgresql+asyncpg://ask:secret@{address}/ask")
    assert "secret" not in _told(caught.value)


def _told(error: BaseException | None) -> str:
    """What a log would have of an error and of what led to it."""
    told = ""
    while error:
        told += f"{error!r} {error}\n"
        error = error.__cause__ or error.__context__
    return told
