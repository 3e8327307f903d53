"""The answers that were given, kept so that they can be read again by their id.

Kept are the question, the claims and the time; nothing about who asked.
"""

from sqlalchemy import Column, DateTime, String, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.answering.events import Answer
from service.database import metadata

answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("episode_id", String(96), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("body", Text, nullable=False),
)


class AnswerNotFound(ExplainedError):
    """No answer has this id."""


class KeptAnswers:
    """Answers in the service's database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, answer: Answer) -> None:
        """Keeps an answer."""
        row = {
            "id": answer.id,
            "episode_id": answer.episode_id,
            "created_at": answer.created_at,
            "body": answer.model_dump_json(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(answers).values(row))

    async def get(self, answer_id: str) -> Answer:
        """The answer with an id.

        Raises:
            AnswerNotFound: There is none.
        """
        async with self._engine.connect() as connection:
            query = select(answers.c.body).where(answers.c.id == answer_id)
            body = (await connection.execute(query)).scalar()
        if body is None:
            raise AnswerNotFound("There is no answer with this id.")
        return Answer.model_validate_json(body)
