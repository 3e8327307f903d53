"""What the tests of access share: a clock that they move, sessions, and a site with a login."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import Account, Accounts
from service.access.sessions import Sessions
from service.access.site_login import SiteLogin
from service.access.site_login_config import SiteLoginConfig
from tests.service.access.clock import Clock
from tests.service.access.key_server import KeyServer
from tests.service.access.signed_in import KEY
from tests.service.access.site_tokens import AUDIENCE, ISSUER


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


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.may_answer.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def login(server: KeyServer, clock: Clock) -> SiteLogin:
    """A site's login whose keys are published."""
    return SiteLogin(SiteLoginConfig(ISSUER, AUDIENCE, jwks_url=server.url), clock)
