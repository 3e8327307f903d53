"""API keys: for the servers of other frontends, and for the operator.

Of a key only a MAC is kept, so that it can be shown once and never again. Random keys need no slow
password hash: nobody can try 190 bits.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import ExplainedError
from service.access.api_key import ApiKey, NewKey, Scope, first_key, next_key
from service.access.key_text import id_in_key
from service.access.secret_key import SecretKey
from service.database import DatabaseUnreachable, metadata

keys = Table(
    "api_keys",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("family", String(8), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("test", Boolean, nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("origins", Text, nullable=False),
    Column("monthly_questions", Integer, nullable=False),
    Column("rate", String(50), nullable=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=True),
    Column("revoked_at", BigInteger, nullable=True),
    Column("last_used_at", BigInteger, nullable=True),
)

_PURPOSE = "api key"
_USE_NOTED_SECONDS = 60
_log = logging.getLogger(__name__)


class KeyRefused(ExplainedError):
    """A text that lets nobody in. Whether its key is unknown, expired or revoked is not told."""


class OriginRefused(ExplainedError):
    """A key that was sent from a page on which it may not be used."""


class KeyNotFound(ExplainedError):
    """No key has this id."""


class KeyReplaced(ExplainedError):
    """A key that cannot be rotated: it was revoked, or another one has its place."""


class ApiKeys:
    """The keys, in the service's database."""

    def __init__(
        self,
        engine: AsyncEngine,
        secret_key: SecretKey,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._secret_key = secret_key
        self._clock = clock

    async def create(self, new: NewKey) -> tuple[ApiKey, str]:
        """Makes a key; gives it with its text, which nobody can read again.

        Raises:
            KeyInvalid: It cannot be made like that.
            OriginInvalid: One of its origins is none.
            RateRefused: Its rate cannot be read.
        """
        key, text = first_key(new, int(self._clock()))
        async with self._engine.begin() as connection:
            await self._insert(connection, key, text)
        return key, text

    async def listed(self) -> list[ApiKey]:
        """All keys, also those that let nobody in any more, oldest first."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))
            return [_key(row) for row in found.mappings()]

    async def rotate(self, key_id: str, overlap_seconds: int) -> tuple[ApiKey, str]:
        """Makes a key that replaces another one and lives as long; gives it with its text.

        The other one still lets in for ``overlap_seconds``, unless it ends before.

        Raises:
            KeyNotFound: There is none with this id.
            KeyReplaced: It was revoked, or another one has replaced it.
        """
        now = int(self._clock())
        async with self._engine.begin() as connection:
            old = await _taken(connection, key_id)
            new, text = next_key(old, now)
            await self._insert(connection, new, text)
            ends = now + overlap_seconds
            await connection.execute(
                update(keys)
                .where(keys.c.id == key_id)
                .where(or_(keys.c.expires_at.is_(None), keys.c.expires_at > ends))
                .values(expires_at=ends)
            )
        return new, text

    async def revoke(self, key_id: str) -> None:
        """Ends a key at once, and none of its family besides.

        Raises:
            KeyNotFound: There is none with this id.
        """
        revoked = (
            update(keys)
            .where(keys.c.id == key_id)
            .values(revoked_at=func.coalesce(keys.c.revoked_at, int(self._clock())))
        )
        async with self._engine.begin() as connection:
            found = await connection.execute(revoked)
        if not found.rowcount:
            raise _not_found(key_id)

    async def authenticate(self, text: str, origin: str | None) -> ApiKey:
        """The key of a text that somebody sent.

        Args:
            text: What was sent as a key.
            origin: The request's Origin header: only browsers send one.

        Raises:
            KeyRefused: It is no key, or one that lets nobody in.
            OriginRefused: The key may not be used by the origin's pages.
        """
        key_id = id_in_key(text)
        if key_id is None:
            raise KeyRefused("This is not a key of ours: a character may be missing.")
        row, now = await self._row(key_id), int(self._clock())
        if row is None or not self._lets_in(row, text, now):
            raise KeyRefused("This key is not valid: it is unknown, expired or revoked.")
        key = _key(row)
        if origin is not None and origin not in key.origins:
            raise OriginRefused(
                f"This key may not be used by pages of {origin!r:.100}: keys are for servers. "
                "Whoever runs the service can make one for a page."
            )
        await self._note_use(key, now)
        return key

    async def _row(self, key_id: str) -> RowMapping | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(select(keys).where(keys.c.id == key_id))
            return found.mappings().first()

    def _lets_in(self, row: RowMapping, text: str, now: int) -> bool:
        return (
            self._secret_key.matches(row["secret_hash"], _PURPOSE, text)
            and row["revoked_at"] is None
            and (row["expires_at"] is None or now < row["expires_at"])
        )

    async def _note_use(self, key: ApiKey, now: int) -> None:
        noted_before = now - _USE_NOTED_SECONDS
        if key.last_used_at is not None and key.last_used_at > noted_before:
            return
        noted = (
            update(keys)
            .where(keys.c.id == key.id)
            .where(or_(keys.c.last_used_at.is_(None), keys.c.last_used_at <= noted_before))
            .values(last_used_at=now)
        )
        try:
            async with self._engine.begin() as connection:
                await connection.execute(noted)
        except (SQLAlchemyError, DatabaseUnreachable) as error:
            # Nobody is turned away because a note could not be taken.
            reason = getattr(error, "orig", error)
            _log.warning("When the key %s was used could not be noted: %s", key.id, reason)

    async def _insert(self, connection: AsyncConnection, key: ApiKey, text: str) -> None:
        row = asdict(key) | {
            "scopes": " ".join(sorted(key.scopes)),
            "origins": " ".join(key.origins),
            "secret_hash": self._secret_key.mac(_PURPOSE, text),
        }
        await connection.execute(insert(keys).values(row))


async def _taken(connection: AsyncConnection, key_id: str) -> ApiKey:
    """A key that can be rotated; nobody else rotates it before the transaction ends."""
    # Both databases let one transaction at a time write a row, even one that changes nothing.
    taken = update(keys).where(keys.c.id == key_id).values(family=keys.c.family).returning(*keys.c)
    row = (await connection.execute(taken)).mappings().first()
    if row is None:
        raise _not_found(key_id)
    key = _key(row)
    if key.revoked_at is not None:
        raise KeyReplaced(f"The key {key_id} was revoked. `ask-episode keys create` makes another.")
    family = select(keys.c.id).where(keys.c.family == key.family)
    newest = await connection.scalar(family.order_by(keys.c.created_at.desc()).limit(1))
    if newest != key_id:
        raise KeyReplaced(f"The key {key_id} was replaced by {newest}: rotate that one.")
    return key


def _key(row: RowMapping) -> ApiKey:
    facts = {name: value for name, value in row.items() if name != keys.c.secret_hash.name}
    scopes = frozenset(map(Scope, row["scopes"].split()))
    return ApiKey(**facts | {"scopes": scopes, "origins": tuple(row["origins"].split())})


def _not_found(key_id: str) -> KeyNotFound:
    return KeyNotFound(f"There is no key {key_id!r:.20}. `ask-episode keys list` shows all.")
