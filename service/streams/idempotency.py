"""Idempotency keys: a request that is sent again is given the answer that it was given before.

A key is its caller's own, and stands for one question to one episode. Kept for a day are hashes of
the key and of what was asked, and the answer's id.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Column, Delete, Row, Select, String, Table, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.database import metadata

LONGEST_KEY = 255
"""Characters, as with Stripe."""

_KEPT_FOR = 86_400
_Statement = TypeVar("_Statement", Select[Any], Delete)
_IDENTITY = ["caller", "episode_id", "key_hash"]

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("episode_id", String(96), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("answer_id", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)


class IdempotencyKeyRefused(ExplainedError):
    """A key that is none, or that stands for another question."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key as it comes with a question."""

    caller: str
    episode_id: str
    key_hash: str
    body_hash: str

    @classmethod
    def of(cls, key: str, caller: str, episode_id: str, body: str) -> "KeyUse":
        """The use of a key by a caller, with all that is asked.

        Raises:
            IdempotencyKeyRefused: The key is empty or too long.
        """
        if not 0 < len(key) <= LONGEST_KEY:
            raise IdempotencyKeyRefused(
                f"Idempotency-Key has to have 1 to {LONGEST_KEY} characters, such as a random UUID."
            )
        return cls(caller, episode_id, _hash(key), _hash(body))


@dataclass(frozen=True, slots=True)
class KeptKey:
    """What a key stands for, and since when, in seconds since 1970."""

    answer_id: str
    created_at: int


class IdempotencyKeys:
    """The keys of the last day, in the service's database."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def kept(self, use: KeyUse) -> KeptKey | None:
        """What a key stands for; None where it is new.

        Raises:
            IdempotencyKeyRefused: It stands for another question.
        """
        async with self._engine.connect() as connection:
            row = (await connection.execute(_found(use))).first()
        if row is None or row.created_at <= self._clock() - _KEPT_FOR:
            return None
        return _stood_for(row, use)

    async def claim(self, use: KeyUse, answer_id: str, instead_of: KeptKey | None) -> KeptKey:
        """Lets a key stand for an answer; what it does stand for then.

        That is another answer where somebody was quicker. ``instead_of`` is what it has stood for
        and what came to nothing.

        Raises:
            IdempotencyKeyRefused: Somebody was quicker, with another question.
        """
        now = int(self._clock())
        made = {"body_hash": use.body_hash, "answer_id": answer_id, "created_at": now}
        row = insert(idempotency_keys).values(
            caller=use.caller, episode_id=use.episode_id, key_hash=use.key_hash, **made
        )
        is_over = idempotency_keys.c.created_at <= now - _KEPT_FOR
        came_to_nothing = instead_of.answer_id if instead_of else ""
        claimed = row.on_conflict_do_update(
            index_elements=_IDENTITY,
            set_=made,
            where=is_over | (idempotency_keys.c.answer_id == came_to_nothing),
        ).returning(idempotency_keys.c.answer_id)
        while True:
            async with self._engine.begin() as connection:
                if (await connection.execute(claimed)).first() is not None:
                    return KeptKey(answer_id, now)
                other = (await connection.execute(_found(use))).first()
            if other is not None:  # else it was let go of just now
                return _stood_for(other, use)

    async def release(self, use: KeyUse, answer_id: str) -> None:
        """Lets a key stand for nothing again, if it stands for that answer."""
        own = idempotency_keys.c.answer_id == answer_id
        async with self._engine.begin() as connection:
            await connection.execute(_of(delete(idempotency_keys), use).where(own))

    async def forget(self, caller: str) -> None:
        """Deletes the keys of a caller."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(idempotency_keys).filter_by(caller=caller))

    async def purge(self) -> None:
        """Deletes keys that are older than a day."""
        old = idempotency_keys.c.created_at <= int(self._clock()) - _KEPT_FOR
        async with self._engine.begin() as connection:
            await connection.execute(delete(idempotency_keys).where(old))


def _stood_for(row: Row[Any], use: KeyUse) -> KeptKey:
    if row.body_hash != use.body_hash:
        raise IdempotencyKeyRefused(
            "This Idempotency-Key was sent with another question. Use a new key for each."
        )
    return KeptKey(row.answer_id, row.created_at)


def _found(use: KeyUse) -> Select[Any]:
    return _of(select(idempotency_keys), use)


def _of(statement: _Statement, use: KeyUse) -> _Statement:
    return statement.filter_by(caller=use.caller, episode_id=use.episode_id, key_hash=use.key_hash)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
