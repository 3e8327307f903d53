"""Answers that are given again to whoever asks the same, found by what they depend on.

An entry is a key and the id of the answer that was made. It goes with that answer, and so with the
account that asked first: whoever asks next has it made anew. What others were given stays theirs.
"""

import logging
import time
from collections.abc import Callable, Iterable

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncEngine

from service.answering.answer import Asked
from service.answering.answer_key import answer_key, answering_version, parts_of
from service.answering.events import Answer
from service.database import metadata
from service.kept_answers import answers

answer_cache = Table(
    "answer_cache",
    metadata,
    Column("key", String(64), primary_key=True),
    Column(
        "answer_id",
        String(64),
        ForeignKey("answers.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("created_at", BigInteger, nullable=False),
)

_log = logging.getLogger(__name__)


class CachedAnswers:
    """The answers of one answerer, in the service's database.

    Whatever goes wrong here is logged, and the question is answered as if nothing were known.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        answered_by: Iterable[str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._made_by = (*answered_by, answering_version())
        self._clock = clock

    async def find(self, asked: Asked) -> Answer | None:
        """The newest answer to the same question; None where there is none to be had."""
        query = (
            select(answers.c.body)
            .join(answer_cache, answer_cache.c.answer_id == answers.c.id)
            .where(answer_cache.c.key == self._key(asked))
        )
        try:
            async with self._engine.connect() as connection:
                body = (await connection.execute(query)).scalar()
            return None if body is None else Answer.model_validate_json(body)
        except Exception as fault:  # noqa: BLE001 - logged; the answer is made instead
            _log.warning("Known answers cannot be looked up: %s", type(fault).__name__)
            return None

    async def put(self, asked: Asked, answer: Answer) -> None:
        """Lets an answer, which is kept by now, be given to others."""
        now = {"answer_id": answer.id, "created_at": int(self._clock())}
        row = insert(answer_cache).values(key=self._key(asked), **now)
        newest = row.on_conflict_do_update(index_elements=["key"], set_=now)
        try:
            async with self._engine.begin() as connection:
                await connection.execute(newest)
        except Exception as fault:  # noqa: BLE001 - logged; it was answered all the same
            _log.warning("An answer cannot be given again: %s", type(fault).__name__)

    def _key(self, asked: Asked) -> str:
        # A show may be closed, or opened, after a question to it was answered.
        shown = ("quotes alone",) if asked.quotes_alone else ()
        depends_on = parts_of(asked.question, asked.episode, asked.earlier)
        return answer_key((*depends_on, *self._made_by, *shown))
