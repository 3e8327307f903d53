"""Accounts: somebody who proved an e-mail address, or whom a site's own login vouches for."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, Column, String, Table, UniqueConstraint, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError
from service.database import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(320), nullable=True, unique=True),
    Column("issuer", String(500), nullable=True),
    Column("subject", String(500), nullable=True),
    Column("created_at", BigInteger, nullable=False),
    Column("granted_until", BigInteger, nullable=True),
    UniqueConstraint("issuer", "subject"),
)

_ID_BYTES = 12


class AddressRefused(ExplainedError):
    """A text that is no e-mail address."""


class AccountNotFound(ExplainedError):
    """No account has this id."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can ask, and pay.

    It has an ``email``, or the ``issuer`` and ``subject`` of a site's login; no repr shows them.
    ``granted_until`` is the time until which it was given the paid plan for nothing. Times are
    seconds since 1970.
    """

    id: str
    email: str | None = field(repr=False)
    issuer: str | None
    subject: str | None = field(repr=False)
    created_at: int
    granted_until: int | None


class Accounts:
    """The accounts in the service's database."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def get(self, account_id: str) -> Account:
        """The account with an id.

        Raises:
            AccountNotFound: There is none.
        """
        account = await self._find(id=account_id)
        if account is None:
            raise _not_found()
        return account

    async def by_email(self, address: str) -> Account | None:
        """The account with an e-mail address, if there is one.

        Raises:
            AddressRefused: It is no address.
        """
        return await self._find(email=normalised_address(address))

    async def for_email(self, address: str) -> Account:
        """The account with an e-mail address, made when there is none.

        Raises:
            AddressRefused: It is no address.
        """
        return await self._found_or_made(email=normalised_address(address))

    async def for_login(self, issuer: str, subject: str) -> Account:
        """The account of somebody whom a site's login names, made when there is none."""
        return await self._found_or_made(issuer=issuer, subject=subject)

    async def grant(self, account_id: str, until: int | None) -> None:
        """Gives an account the paid plan for nothing until a time; None takes it back.

        Raises:
            AccountNotFound: There is no such account.
        """
        granted = update(accounts).filter_by(id=account_id).values(granted_until=until)
        async with self._engine.begin() as connection:
            found = await connection.execute(granted)
        if not found.rowcount:
            raise _not_found()

    async def delete(self, account_id: str) -> None:
        """Forgets an account, which ends its sessions too."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(accounts).filter_by(id=account_id))

    async def _found_or_made(self, **identity: str) -> Account:
        return await self._find(**identity) or await self._make(identity)

    async def _find(self, **values: str) -> Account | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(select(accounts).filter_by(**values))
        row = found.first()
        return Account(**row._mapping) if row else None

    async def _make(self, identity: dict[str, str]) -> Account:
        account_id = f"acc_{secrets.token_hex(_ID_BYTES)}"
        made = insert(accounts).values(
            id=account_id, created_at=int(self._clock()), granted_until=None, **identity
        )
        # Another request may just have made it: an update that changes nothing gives back its row.
        made = made.on_conflict_do_update(index_elements=list(identity), set_=identity)
        async with self._engine.begin() as connection:
            found = await connection.execute(made.returning(accounts))
        return Account(**found.one()._mapping)


def normalised_address(text: str) -> str:
    """The one form of an e-mail address, however it was typed: ASCII, in small letters.

    Two addresses that differ only in case are one person's nearly everywhere, and mail goes to
    the form that is kept, so an address that merely looks alike never gets another's code.

    Raises:
        AddressRefused: No mail can be sent to it.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        # Letters beyond ASCII before the @ need an extension that few mail servers speak.
        valid = validate_email(text.strip(), allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressRefused(
            "No mail can be sent to this address. Write it like name@example.org."
        ) from error
    assert valid.ascii_email is not None  # what allow_smtputf8=False promises
    return valid.ascii_email.lower()


def _not_found() -> AccountNotFound:
    return AccountNotFound("There is no account with this id.")
