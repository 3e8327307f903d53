"""A database of an older version, with its rows, brought up to date."""

import json
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from service import database
from service.answering.events import Outcome
from service.database import open_database

BEFORE_OUTCOMES = "0004"
ANSWERS = 2_001  # more than two batches


def _upgrade(connection: Connection, to: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(database.__file__).with_name("migrations")))
    command.upgrade(config, to)


async def older(url: str) -> AsyncEngine:
    """A database as the version before outcomes left it, with answers and feedback in it."""
    engine = create_async_engine(url)
    outcomes = list(Outcome)
    rows = [
        {
            "id": f"ans_{number}",
            "body": json.dumps({"outcome": outcomes[number % len(outcomes)]}),
            "at": datetime.now(UTC),
        }
        for number in range(ANSWERS)
    ]
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, BEFORE_OUTCOMES)
        await connection.execute(
            text(
                "INSERT INTO answers (id, episode_id, created_at, body) "
                "VALUES (:id, 'e', :at, :body)"
            ),
            rows,
        )
        await connection.execute(
            text(
                "INSERT INTO answer_feedback (answer_id, claim, caller, kind, given_at) "
                "VALUES ('ans_0', '', '', 'helpful', 0)"
            )
        )
    return engine


async def test_answers_that_were_kept_before_say_how_they_ended(database_url: str) -> None:
    """Each by its own body, however many there are; what was said of them stays."""
    old = await older(database_url)
    await old.dispose()
    engine = await open_database(database_url)
    async with engine.connect() as connection:
        found = (await connection.execute(text("SELECT outcome, body FROM answers"))).all()
        said = await connection.execute(text("SELECT count(*) FROM answer_feedback"))
        assert said.scalar_one() == 1
    await engine.dispose()
    assert len(found) == ANSWERS
    assert all(row.outcome == json.loads(row.body)["outcome"] for row in found)


async def test_an_answer_that_does_not_say_how_it_ended_is_in_nobodys_way(
    database_url: str,
) -> None:
    """It is kept as it is, and found by no outcome."""
    old = await older(database_url)
    async with old.begin() as connection:
        await connection.execute(text("UPDATE answers SET body = '{}' WHERE id = 'ans_7'"))
    await old.dispose()
    engine = await open_database(database_url)
    async with engine.connect() as connection:
        query = "SELECT outcome FROM answers WHERE id = 'ans_7'"
        assert (await connection.execute(text(query))).scalar_one() == ""
    await engine.dispose()
