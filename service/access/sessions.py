"""Sessions: that somebody stays signed in, in one browser, until they sign out or lose the token.

An access token says who asks, for ten minutes. A refresh token gets the next one; it is replaced
at most once a minute, and whoever presents the one before it within that minute gets the same
successor, so that two tabs or a lost answer sign nobody out. One that was replaced earlier can
only come from a copy: the session ends then, for the thief and for the owner alike. Refresh
tokens are not stored: each is a MAC of its session and generation.
"""

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.access.accounts import accounts
from service.access.secret_key import SecretKey
from service.database import metadata

if TYPE_CHECKING:
    from jwt.types import Options

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "account_id",
        String(32),
        ForeignKey(accounts.c.id, ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("origin", String(300), nullable=True),
    Column("generation", Integer, nullable=False),
    Column("rotated_at", BigInteger, nullable=False),
    Column("proved_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, nullable=True),
)

_ACCESS_SECONDS = 10 * 60
_FRESH_SECONDS = 10 * 60
_OVERLAP_SECONDS = 60
_IDLE_SECONDS = 90 * 24 * 60 * 60
_ID_BYTES = 16
_ALGORITHM = "HS256"
_AUDIENCE = "ask-episode"
_CLAIMS = ["sub", "sid", "iat", "exp", "aud", "typ"]
_REFRESH_TOKEN = re.compile(r"ask_rt_([0-9a-f]{32})_(0|[1-9][0-9]{0,8})_([0-9a-f]{64})")


class TokenRefused(ExplainedError):
    """A token that says nothing any more: made up, too old, or of a session that has ended."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a browser holds of its session; ``expires_in`` is the access token's life in seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True, slots=True)
class Session:
    """An account that is signed in on an origin; None is the service's own page.

    ``proved_at`` is when it was proved who that is, and ``expires_at`` when the session ends
    unless it is refreshed before; both in seconds since 1970.
    """

    id: str
    account_id: str
    origin: str | None
    proved_at: int
    expires_at: int


class Sessions:
    """The sessions in the service's database."""

    def __init__(
        self, engine: AsyncEngine, secret_key: SecretKey, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._secret_key = secret_key
        self._signing_key = secret_key.signing_key("access token")
        self._clock = clock

    async def begin(self, account_id: str, origin: str | None) -> Tokens:
        """A new session of somebody who has just proved who they are."""
        now = self._now()
        session_id = secrets.token_hex(_ID_BYTES)
        begun = insert(sessions).values(
            id=session_id,
            account_id=account_id,
            origin=origin,
            generation=0,
            rotated_at=now,
            proved_at=now,
            expires_at=now + _IDLE_SECONDS,
        )
        async with self._engine.begin() as connection:
            await connection.execute(begun)
        return self._tokens(session_id, account_id, generation=0)

    async def session_of(self, access_token: str) -> Session:
        """The session that an access token stands for.

        Raises:
            TokenRefused: The token is not ours or too old, or its session has ended.
        """
        session_id, account_id = self._read_access_token(access_token)
        row = await self._live(session_id)
        if row.account_id != account_id:
            raise _refused()
        return Session(row.id, row.account_id, row.origin, row.proved_at, row.expires_at)

    async def refresh(self, refresh_token: str, origin: str | None) -> Tokens:
        """The next tokens of a session.

        Raises:
            TokenRefused: The token is not ours, was given to another origin, or was replaced more
                than a minute ago (which ends the session), or the session has ended.
        """
        session_id, generation = self._read_refresh_token(refresh_token)
        replaced_before = self._now() - _OVERLAP_SECONDS
        await self._rotate(session_id, generation, origin, replaced_before)
        session = await self._live(session_id)
        # Another origin's page gets nothing, but does not end the session either: the page that
        # the token was given to has done nothing wrong, and goes on.
        if session.origin != origin:
            raise _refused()
        newest = session.generation
        just_replaced = session.rotated_at >= replaced_before
        if generation == newest or (generation == newest - 1 and just_replaced):
            return self._tokens(session_id, session.account_id, newest)
        if generation < newest:
            await self.end(session_id)
        raise _refused()

    async def end(self, session_id: str) -> None:
        """Ends a session: its tokens are refused from now on."""
        await self._end(sessions.c.id == session_id)

    async def end_all(self, account_id: str) -> None:
        """Ends every session of an account."""
        await self._end(sessions.c.account_id == account_id)

    def is_fresh(self, proved_at: int) -> bool:
        """Whether somebody who proved at a time who they are did so in the last ten minutes."""
        return self._now() - proved_at <= _FRESH_SECONDS

    async def purge(self) -> None:
        """Forgets the sessions that have ended."""
        ended = sessions.c.revoked_at.is_not(None) | (sessions.c.expires_at <= self._now())
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(ended))

    async def _rotate(
        self, session_id: str, generation: int, origin: str | None, replaced_before: int
    ) -> None:
        """Makes the next generation, if this one is the newest and more than a minute old.

        Of several requests that try at once, one does; the others then find its generation.
        """
        now = self._now()
        rotated = (
            update(sessions)
            .where(sessions.c.id == session_id)
            .where(sessions.c.generation == generation)
            .where(sessions.c.rotated_at < replaced_before)
            .where(sessions.c.origin.is_not_distinct_from(origin))
            .where(sessions.c.revoked_at.is_(None))
            .where(sessions.c.expires_at > now)
            .values(generation=generation + 1, rotated_at=now, expires_at=now + _IDLE_SECONDS)
        )
        async with self._engine.begin() as connection:
            await connection.execute(rotated)

    async def _live(self, session_id: str) -> Row[Any]:
        """The row of a session that has not ended; a deleted account has none."""
        query = (
            select(sessions)
            .where(sessions.c.id == session_id)
            .where(sessions.c.revoked_at.is_(None))
            .where(sessions.c.expires_at > self._now())
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise _refused()
        return row

    async def _end(self, which: ColumnElement[bool]) -> None:
        ended = update(sessions).where(which).where(sessions.c.revoked_at.is_(None))
        async with self._engine.begin() as connection:
            await connection.execute(ended.values(revoked_at=self._now()))

    def _tokens(self, session_id: str, account_id: str, generation: int) -> Tokens:
        proof = self._secret_key.mac("refresh token", session_id, str(generation))
        return Tokens(
            access_token=self._access_token(session_id, account_id),
            refresh_token=f"ask_rt_{session_id}_{generation}_{proof}",
            expires_in=_ACCESS_SECONDS,
        )

    def _access_token(self, session_id: str, account_id: str) -> str:
        import jwt

        now = self._now()
        claims = {
            "sub": account_id,
            "sid": session_id,
            "iat": now,
            "exp": now + _ACCESS_SECONDS,
            "aud": _AUDIENCE,
            "typ": "access",
        }
        return jwt.encode(claims, self._signing_key, algorithm=_ALGORITHM)

    def _read_access_token(self, token: str) -> tuple[str, str]:
        """The session and the account that an access token names, if it is still good."""
        import jwt

        # The times are compared with the service's clock, below.
        options: Options = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, self._signing_key, [_ALGORITHM], options, audience=_AUDIENCE)
        except (jwt.InvalidTokenError, UnicodeError) as error:
            raise _refused() from error
        if claims["typ"] != "access" or claims["exp"] <= self._now():
            raise _refused()
        return claims["sid"], claims["sub"]

    def _read_refresh_token(self, token: str) -> tuple[str, int]:
        """The session and the generation that a refresh token of ours names."""
        found = _REFRESH_TOKEN.fullmatch(token)
        if not found:
            raise _refused()
        session_id, generation, proof = found.groups()
        if not self._secret_key.matches(proof, "refresh token", session_id, generation):
            raise _refused()
        return session_id, int(generation)

    def _now(self) -> int:
        return int(self._clock())


def _refused() -> TokenRefused:
    return TokenRefused("You are no longer signed in. Sign in again.")
