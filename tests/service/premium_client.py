"""A service that sells Premium, over a local Stripe and a real mail server, and its listeners."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.api_key import NewKey, Scope
from service.access.api_keys import ApiKeys
from service.access.secret_key import SecretKey
from service.access.sites import Sites
from service.database import open_database
from service.settings import Settings
from tests.local_stripe import API_KEY, LocalStripe, local_stripe
from tests.premium.mailbox import Mailbox, mail_server
from tests.service.conftest import roomy_settings, serving
from tests.waiting import eventually

SECRET = "a secret of the tests that nobody could guess"
WEBHOOK_SECRET = "whsec_of_the_service"
WEBHOOK = "/v1/stripe/webhook"
SITE, OTHER_SITE = "https://podcast.example", "https://elsewhere.example"
STRANGER = "https://evil.example"
ANSWERS = "/v1/episodes/winter/answers"
HIVES = {"question": "How many hives did Ana lose?"}
UNANSWERABLE = {"question": "Which country won the football world cup?"}

T = TypeVar("T")
_numbers = itertools.count()


def new_address() -> str:
    """An e-mail address that no test has used."""
    return f"listener-{next(_numbers)}@example.org"


def ask(http: httpx.Client, body: dict[str, str] = HIVES) -> httpx.Response:
    """Asks the small conversation."""
    return http.post(ANSWERS, json=body)


def problem_type(response: httpx.Response) -> tuple[int, str]:
    """The status of an error, and the name of it."""
    return response.status_code, response.json()["type"].removeprefix("urn:ask-episode:problem:")


@dataclass(frozen=True)
class Listener:
    """Somebody who is signed in; ``http`` sends their access token with every request."""

    email: str
    http: httpx.Client
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)

    def me(self) -> dict[str, Any]:
        """What the service says of the listener."""
        found: dict[str, Any] = self.http.get("/v1/me").raise_for_status().json()
        return found

    @property
    def account_id(self) -> str:
        """The id of the listener's account."""
        return str(self.me()["account"]["id"])

    def check_out(self) -> tuple[str, str]:
        """A checkout that is begun: the id of its session, and the address of Stripe's page."""
        page = self.http.post("/v1/checkout", json={}).raise_for_status().json()
        assert page["kind"] == "checkout"
        return page["url"].rpartition("/")[2], page["url"]

    def refresh(self, http: httpx.Client) -> httpx.Response:
        """Presents the refresh token by a program's client."""
        return http.post("/v1/token/refresh", json={"refresh_token": self.refresh_token})


@dataclass(frozen=True)
class Premium:
    """A running service that sells Premium, and what stands around it."""

    url: str
    settings: Settings
    stripe: LocalStripe
    mailbox: Mailbox
    _open: contextlib.ExitStack = field(repr=False)

    def client(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A program that sends a token, and header fields, with every request."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            given["Authorization"] = f"Bearer {token}"
        # Nothing is encrypted on the way; loading certificates would only take time.
        client = httpx.Client(base_url=self.url, headers=given, timeout=30, verify=False)
        return self._open.enter_context(client)

    def code_for(self, email: str, **headers: str) -> str:
        """A code that was just mailed to an address."""
        sent = self.client(**headers).post("/v1/sign-in", json={"email": email})
        assert sent.status_code == 202, sent.text
        return self.mailbox.code_for(email)

    def sign_in(self, email: str | None = None, **headers: str) -> Listener:
        """Somebody signs in by a mailed code; a new listener unless an address is given."""
        email = email or new_address()
        given = {"email": email, "code": self.code_for(email, **headers)}
        pair = self.client(**headers).post("/v1/sign-in/verify", json=given)
        tokens = pair.raise_for_status().json()
        http = self.client(tokens["access_token"], **headers)
        return Listener(email, http, tokens["access_token"], tokens["refresh_token"])

    def subscriber(self) -> Listener:
        """A new listener who has paid on Stripe's page."""
        listener = self.sign_in()
        self.stripe.pay(listener.check_out()[1])
        eventually(lambda: bool(listener.me()["entitlement"]["is_premium"]))
        return listener

    def make_key(self, *scopes: Scope, clock: Callable[[], float] = time.time, **more: Any) -> str:
        """The text of a new API key."""
        wanted = {"name": "a frontend", "monthly_questions": 100, **more}
        new = NewKey(scopes=frozenset(scopes), **wanted)

        async def made(engine: AsyncEngine) -> str:
            return (await ApiKeys(engine, SecretKey(SECRET.encode()), clock).create(new))[1]

        return self.in_database(made)

    def register(self, origin: str) -> None:
        """Registers a site; a service that has not looked for sites yet knows it at once."""
        self.in_database(lambda engine: Sites(engine).add(origin))

    def change(self, statement: str, **values: Any) -> None:
        """Changes rows in the database: to let time go by, for example."""

        async def changed(engine: AsyncEngine) -> int:
            async with engine.begin() as connection:
                return (await connection.execute(text(statement), values)).rowcount

        assert self.in_database(changed), "Nothing was changed."

    def value(self, query: str, **values: Any) -> Any:
        """The one value that a query of the database gives."""

        async def found(engine: AsyncEngine) -> Any:
            async with engine.connect() as connection:
                return (await connection.execute(text(query), values)).scalar_one()

        return self.in_database(found)

    def in_database(self, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
        """What some work in the service's database comes to."""

        async def done() -> T:
            engine = await open_database(self.settings.database)
            try:
                return await work(engine)
            finally:
                await engine.dispose()

        return asyncio.run(done())

    def pages_begun(self) -> int:
        """How many pages of Stripe's were asked for; what events ask of Stripe meanwhile is not."""
        log = self.stripe.log()
        paths = ("/v1/checkout/sessions", "/v1/billing_portal/sessions")
        return sum(log.asked("POST", path) for path in paths)

    def let_sign_in_age(self, listener: Listener, seconds: int) -> None:
        """Lets a listener's typing of a code lie so much further back."""
        self.change(
            "UPDATE sessions SET proved_at = proved_at - :seconds WHERE account_id = :account",
            seconds=seconds,
            account=listener.account_id,
        )

    def let_rotation_age(self, listener: Listener, seconds: int) -> None:
        """Lets the last replacement of a listener's refresh token lie so much further back."""
        self.change(
            "UPDATE sessions SET rotated_at = rotated_at - :seconds WHERE account_id = :account",
            seconds=seconds,
            account=listener.account_id,
        )


@contextlib.contextmanager
def premium_service(
    data: Path, database: str, *, remembers: bool = False, **given: Any
) -> Iterator[Premium]:
    """Runs a service that sells Premium at 9.99 a month; ``given`` are further settings."""
    with contextlib.ExitStack() as opened:
        stripe = opened.enter_context(local_stripe())
        mailbox = opened.enter_context(mail_server())
        usual = {
            "data_dir": data,
            "database_url": database,
            "secret_key": SECRET,
            "stripe_secret_key": API_KEY,
            "stripe_api_base": stripe.url,
            "stripe_price_id": stripe.make_price(),
            "stripe_webhook_secret": WEBHOOK_SECRET,
            "smtp_url": mailbox.url,
            "mail_from": "Ask <no-reply@podcast.example>",
            "sign_in_rate": "1000000/hour",
        }
        settings = roomy_settings(**{**usual, **given})
        url = opened.enter_context(serving(settings, remembers=remembers))
        stripe.endpoint(f"{url}{WEBHOOK}", WEBHOOK_SECRET)
        yield Premium(url, settings, stripe, mailbox, opened)


@contextlib.contextmanager
def sqlite_premium(data: Path, folder: Path, **given: Any) -> Iterator[Premium]:
    """Runs a service that sells Premium over a database of its own in a folder."""
    with premium_service(data, f"sqlite+aiosqlite:///{folder / 'ask.sqlite3'}", **given) as made:
        yield made
