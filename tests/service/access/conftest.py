"""What the tests of access share: a clock that they move, accounts and their sessions."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import Account, Accounts
from service.access.sessions import Sessions
from tests.service.access.clock import Clock
from tests.service.access.signed_in import KEY


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(engine: AsyncEngine) -> Accounts:
    return Accounts(engine)


@pytest.fixture
async def mara(accounts: Accounts) -> Account:
    return await accounts.for_email("mara@example.org")


@pytest.fixture
def kept(engine: AsyncEngine, clock: Clock) -> Sessions:
    """Sessions in an empty database."""
    return Sessions(engine, KEY, clock)
