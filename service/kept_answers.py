"""The answers that were given, kept so that they can be read again by their id.

Kept are the question, the claims, the time, and the account or the key that asked; of a visitor
nothing. An answer is given back to whoever asked, and to nobody else; one that was shared has a
public page besides, under an id of its own, and stays for as long as it is shared.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    delete,
    exists,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.access.accounts import accounts
from service.answering.events import Answer
from service.database import metadata

answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("episode_id", String(96), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("asked_by", String(64), index=True),
    Column("outcome", String(32), nullable=False),
    Index("ix_answers_outcome_created_at", "outcome", "created_at"),
)

shared_answers = Table(
    "shared_answers",
    metadata,
    Column("share_id", String(32), primary_key=True),
    Column(
        "answer_id",
        String(64),
        ForeignKey("answers.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("created_at", BigInteger, nullable=False),
)
"""Those that have a public page; ``shared_answers.py`` has what is done with them."""


class AnswerNotFound(ExplainedError):
    """No answer has this id."""


class KeptAnswers:
    """Answers in the service's database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, answer: Answer, asked_by: str | None) -> None:
        """Keeps an answer for whoever asked; None where that was a visitor."""
        row = {
            "id": answer.id,
            "episode_id": answer.episode_id,
            "created_at": answer.created_at,
            "body": answer.model_dump_json(),
            "asked_by": asked_by,
            "outcome": answer.outcome.value,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(answers).values(row))

    async def get(self, answer_id: str, caller: str | None) -> Answer:
        """The answer with an id, if the caller asked for it.

        What a visitor asked is read by whoever knows its id, which nobody can guess.

        Raises:
            AnswerNotFound: There is none, or somebody else asked.
        """
        row = await self._row(answer_id)
        if row is None or row.asked_by not in (None, caller):
            raise no_such_answer()
        return Answer.model_validate_json(row.body)

    async def find(self, answer_id: str) -> Answer | None:
        """The answer with an id, whoever asked for it; None where there is none."""
        row = await self._row(answer_id)
        return None if row is None else Answer.model_validate_json(row.body)

    async def _row(self, answer_id: str) -> Row[Any, Any] | None:
        # Every id prints; PostgreSQL fails at some of what does not.
        if not answer_id.isprintable():
            return None
        query = select(answers.c.body, answers.c.asked_by).where(answers.c.id == answer_id)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).first()

    async def delete_of(self, asked_by: str) -> None:
        """Deletes all answers that an account or a key asked for."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(answers).where(answers.c.asked_by == asked_by))

    async def delete_orphans(self) -> None:
        """Deletes answers that ended after the account that had asked was deleted."""
        gone = answers.c.asked_by.startswith("acc_", autoescape=True) & ~exists().where(
            accounts.c.id == answers.c.asked_by
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(answers).where(gone))

    async def delete_older(self, days: int) -> None:
        """Deletes the answers that were given more than so many days ago and are not shared."""
        oldest = datetime.now(UTC) - timedelta(days=days)
        is_shared = exists().where(shared_answers.c.answer_id == answers.c.id)
        is_due = (answers.c.created_at < oldest) & ~is_shared
        async with self._engine.begin() as connection:
            await connection.execute(delete(answers).where(is_due))


def no_such_answer() -> AnswerNotFound:
    """The refusal of an answer that is not there, or not the caller's."""
    return AnswerNotFound("There is no answer of yours with this id.")
