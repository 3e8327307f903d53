"""Answers that their callers made public, each under an id that says nothing of who asked.

A share goes with its answer, and so with the account that asked. Once it is taken back its id is
never used again: to share anew makes another.
"""

import secrets
import time
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.answering.events import Answer
from service.kept_answers import answers, no_such_answer, shared_answers

_ID_BYTES = 16


class ShareNotFound(ExplainedError):
    """No answer is shared under this id, or it was taken back."""


class SharedAnswers:
    """What is shared, in the service's database."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def share(self, answer_id: str) -> str:
        """Makes an answer public; gives its public id, the same one for as long as it is shared.

        Raises:
            AnswerNotFound: The answer was deleted meanwhile.
        """
        row = insert(shared_answers).values(
            # Hexadecimal: what makes links of text may leave out a dash at an address's end.
            share_id=secrets.token_hex(_ID_BYTES),
            answer_id=answer_id,
            created_at=int(self._clock()),
        )
        # An update that changes nothing: of two that share at once both are given the one row.
        kept = row.on_conflict_do_update(
            index_elements=["answer_id"], set_={"answer_id": answer_id}
        ).returning(shared_answers.c.share_id)
        try:
            async with self._engine.begin() as connection:
                return str((await connection.execute(kept)).scalar_one())
        except IntegrityError as error:
            raise no_such_answer() from error

    async def take_back(self, answer_id: str) -> None:
        """Makes an answer private again; nothing happens to one that is not shared."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(shared_answers).filter_by(answer_id=answer_id))

    async def get(self, share_id: str) -> Answer:
        """The answer that is shared under an id.

        Raises:
            ShareNotFound: None is, or no longer.
        """
        query = (
            select(answers.c.body)
            .join(shared_answers, shared_answers.c.answer_id == answers.c.id)
            .where(shared_answers.c.share_id == share_id)
        )
        # Every id prints; PostgreSQL fails at some of what does not.
        if share_id.isprintable():
            async with self._engine.connect() as connection:
                body = (await connection.execute(query)).scalar()
            if body is not None:
                return Answer.model_validate_json(body)
        raise ShareNotFound(
            "No answer is shared here. Whoever shared it may have taken it back: ask them for a "
            "new link."
        )
