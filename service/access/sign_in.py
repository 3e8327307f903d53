"""Signing in by a code that a mail brings: whoever can read an address's mail owns the account.

Neither the address nor the code is kept in clear: both are MACs by the service's secret. What is
counted is counted in one statement each, so that requests made side by side get no extra tries.
Nothing here looks at accounts, so an address that has none is treated like one that has. Days are
UTC.
"""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    Update,
    delete,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from indexer import ExplainedError
from service.access.accounts import normalised_address
from service.access.mail import Mailer, MailNotSent, sign_in_mail
from service.access.secret_key import SecretKey
from service.database import metadata

codes = Table(
    "sign_in_codes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("address_hash", String(64), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
)
days = Table(
    "sign_in_days",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("mails", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
)

CODE_SECONDS = 15 * 60
"""How long a code is good for."""

_SERVICE_NAME = "Ask this episode"
_DIGITS = 6
_ID_BYTES = 16
_MAILS_A_DAY = 5
_WRONG_A_DAY = 10
_TRIES_A_CODE = 5
_DAY = 24 * 60 * 60
_KEPT_DAYS = 2
_BETWEEN_DIGITS = str.maketrans("", "", " -\u00a0\u2013\t\r\n")


class CodeRefused(ExplainedError):
    """A code that does not sign anybody in: wrong, used, tried too often or too old."""


class TooManyCodes(ExplainedError):
    """An address has had its mails, or its wrong codes, of the day.

    ``retry_after`` is the number of seconds until the next day.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "Too many codes were sent to this address or typed wrongly today. Try again after "
            "midnight, UTC."
        )
        self.retry_after = retry_after


class SignIn:
    """Sends codes and checks them."""

    def __init__(
        self,
        engine: AsyncEngine,
        secret_key: SecretKey,
        mailer: Mailer,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._secret_key = secret_key
        self._mailer = mailer
        self._clock = clock

    async def send_code(self, address: str) -> None:
        """Mails a code to an address.

        Raises:
            AddressRefused: It is no address.
            TooManyCodes: It has had its mails of the day, or too many wrong codes.
            MailNotSent: The mail did not go out; it is not counted.
        """
        address = normalised_address(address)
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        code_id = secrets.token_hex(_ID_BYTES)
        today = self._today(address)
        await self._keep(code_id, code, today)
        mail = sign_in_mail(_SERVICE_NAME, code, minutes=CODE_SECONDS // 60)
        try:
            await self._mailer.send(address, mail.subject, mail.text)
        except MailNotSent:
            await self._take_back(code_id, today)
            raise

    async def verify(self, address: str, code: str) -> None:
        """Uses up a code that was mailed to an address; any that is still good will do.

        Raises:
            AddressRefused: It is no address.
            CodeRefused: The code is none of them.
            TooManyCodes: Too many wrong codes were typed for the address today.
        """
        today = self._today(normalised_address(address))
        digits = code.translate(_BETWEEN_DIGITS)
        async with self._engine.begin() as connection:
            # It counts as wrong until it turns out right. The count comes first because it is
            # what verifications of one address wait for, those made side by side included.
            await self._count(connection, today, days.c.wrong, days.c.wrong < _WRONG_A_DAY)
            used = await self._use(connection, today["address_hash"], digits)
            if used:
                await connection.execute(_one_less(today, days.c.wrong))
        # Only now, so that what was counted stays.
        if not used:
            raise _refused()

    async def purge(self) -> None:
        """Forgets codes that are too old, and what was counted more than two days ago."""
        oldest = (self._date() - timedelta(days=_KEPT_DAYS)).isoformat()
        async with self._engine.begin() as connection:
            await connection.execute(delete(days).where(days.c.day < oldest))
            await connection.execute(delete(codes).where(codes.c.expires_at <= self._now()))

    async def _keep(self, code_id: str, code: str, today: dict[str, str]) -> None:
        address_hash = today["address_hash"]
        kept = insert(codes).values(
            id=code_id,
            address_hash=address_hash,
            code_hash=self._code_hash(address_hash, code),
            expires_at=self._now() + CODE_SECONDS,
            tries=0,
        )
        # A code is of no use once nothing may be typed any more, so none is sent then.
        within = (days.c.mails < _MAILS_A_DAY) & (days.c.wrong < _WRONG_A_DAY)
        async with self._engine.begin() as connection:
            await self._count(connection, today, days.c.mails, within)
            await connection.execute(kept)

    async def _take_back(self, code_id: str, today: dict[str, str]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(_one_less(today, days.c.mails))
            await connection.execute(delete(codes).filter_by(id=code_id))

    async def _count(
        self,
        connection: AsyncConnection,
        today: dict[str, str],
        counted: Column[int],
        within: ColumnElement[bool],
    ) -> None:
        """Counts one more of an address's day, or raises TooManyCodes."""
        first = {"mails": 0, "wrong": 0, counted.name: 1}
        counting = (
            insert(days)
            .values(**today, **first)
            .on_conflict_do_update(
                index_elements=list(today), set_={counted.name: counted + 1}, where=within
            )
            .returning(days.c.day)
        )
        if (await connection.execute(counting)).first() is None:
            raise TooManyCodes(retry_after=_DAY - self._now() % _DAY)

    async def _use(self, connection: AsyncConnection, address_hash: str, digits: str) -> bool:
        """Whether some digits are a live code, which is used up then; each such code is tried.

        Raises:
            CodeRefused: No code of the address is live, so nothing was guessed at.
        """
        tried = (
            update(codes)
            .where(codes.c.address_hash == address_hash)
            .where(codes.c.expires_at > self._now())
            .where(codes.c.tries < _TRIES_A_CODE)
            .values(tries=codes.c.tries + 1)
            .returning(codes.c.id, codes.c.code_hash)
        )
        live = (await connection.execute(tried)).all()
        if not live:
            raise _refused()
        typed = self._code_hash(address_hash, digits)
        right = [code.id for code in live if secrets.compare_digest(code.code_hash, typed)]
        await connection.execute(delete(codes).where(codes.c.id.in_(right)))
        return bool(right)

    def _today(self, address: str) -> dict[str, str]:
        """The key of an address's row in ``sign_in_days``."""
        address_hash = self._secret_key.mac("sign-in address", address)
        return {"address_hash": address_hash, "day": self._date().isoformat()}

    def _code_hash(self, address_hash: str, code: str) -> str:
        return self._secret_key.mac("sign-in code", address_hash, code)

    def _date(self) -> date:
        return datetime.fromtimestamp(self._now(), UTC).date()

    def _now(self) -> int:
        return int(self._clock())


def _one_less(today: dict[str, str], counted: Column[int]) -> Update:
    return update(days).filter_by(**today).values({counted.name: counted - 1})


def _refused() -> CodeRefused:
    return CodeRefused("The code is wrong or no longer valid. Ask for a new one.")
