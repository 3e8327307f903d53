"""Where every fault happens: two processes over PostgreSQL and Redis, mail, and a local Stripe."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from billing.tables import events
from tests.faults.dashboard import Dashboard
from tests.local_stripe import Card, Fault, Flush, LocalStripe
from tests.premium.listener import Listener
from tests.premium.processes import ServiceProcess
from tests.premium.services import Deployment
from tests.servers import PostgresServer, RedisServer
from tests.waiting import eventually

QUESTION = "How many hives did Ana lose?"
A_LOOK = 25.0
"""Seconds within which the product has looked after its inbox by itself: it does every ten."""

SDK_TRIES = 3
"""How often Stripe's SDK sends a request before it gives it up."""

HOUR, MINUTE = 1 / 24, 1 / 1_440
_DAY = 86_400


@dataclass(frozen=True)
class Scene:
    """The product and all that it speaks to; the first of its processes hears the webhooks."""

    deployment: Deployment
    dashboard: Dashboard
    postgres: PostgresServer
    redis: RedisServer
    database_url: str

    @property
    def stripe(self) -> LocalStripe:
        """The remote control of the local Stripe."""
        return self.deployment.stripe

    @property
    def first(self) -> ServiceProcess:
        """The process that hears the webhooks."""
        return self.deployment.services[0]

    @property
    def second(self) -> ServiceProcess:
        """The other process."""
        return self.deployment.services[1]

    @property
    def price(self) -> str:
        """What Premium is sold at."""
        return self.deployment.environment["STRIPE_PRICE_ID"]

    def hold_events(self) -> None:
        """Lets Stripe keep its events back until they are flushed or lost."""
        self.stripe.settings(paused=True)

    def settle(self) -> None:
        """Waits until every event that was sent came, and everyone that came was handled."""
        self.stripe.settle()
        eventually(lambda: self.waiting == 0, A_LOOK)

    def flush(self, flush: Flush | None = None) -> None:
        """Sends the events that were kept back, and waits until they are handled."""
        self.stripe.flush(flush)
        self.settle()

    def pay(self, listener: Listener, card: Card = Card.OK) -> str:
        """Pays at Stripe and does not come back; the address that Stripe's page leads to."""
        return self.stripe.pay(listener.check_out(), card, listener.email)

    def outcomes(self, listener: Listener) -> set[str | None]:
        """What the processes answer to a question: an outcome, or what to do before asking."""
        answers = [listener.ask(QUESTION).json() for _ in self.deployment.services]
        return {answer.get("outcome") or answer.get("action") for answer in answers}

    def advance_past_the_period(self, listener: Listener) -> None:
        """Moves time on to an hour after a subscription's period ended."""
        [item] = self.dashboard.subscriptions(listener.email)[0]["items"]["data"]
        days = (item["current_period_end"] - self.stripe.now()) / _DAY
        self.deployment.advance(days + HOUR)
        self.settle()

    def advance(self, days: float) -> None:
        """Moves time on, and waits until what fell due is heard and handled."""
        self.deployment.advance(days)
        self.settle()

    def trial(self, listener: Listener, card: str | None, **more: str) -> str:
        """Subscribes a listener on trial for seven days, without a page; the subscription's id."""
        listener.check_out()
        customer = self.dashboard.customer(listener.email)
        if card:
            self.dashboard.give_card(customer, card)
        wanted = {"items[0][price]": self.price, "trial_period_days": "7", **more}
        made = self.dashboard.post("subscriptions", customer=customer, **wanted)
        self.settle()
        return str(made["id"])

    def results_since(self, deliveries: int) -> set[int | str]:
        """What the product answered to the events that Stripe delivered after so many others."""
        return {one.result for one in self.stripe.log().deliveries[deliveries:]}

    def stripe_fails(self, method: str, path: str, status: int = 500, **more: Any) -> None:
        """Lets the next request to a path of Stripe's go wrong, with a status."""
        self.stripe.fault(Fault(method, path, status=status, **more))

    def stored(self, event: str) -> int:
        """How many rows the inbox has of an event."""
        return self._count(events.c.id == event)

    @property
    def waiting(self) -> int:
        """How many events were stored and are not handled yet."""
        return self._count(events.c.handled_at.is_(None))

    @property
    def failing(self) -> int:
        """How many of those were tried in vain."""
        return self._count(events.c.handled_at.is_(None), events.c.attempts > 0)

    def _count(self, *conditions: Any) -> int:
        return asyncio.run(_counted(self.database_url, conditions))


async def _counted(database_url: str, conditions: Sequence[Any]) -> int:
    engine = create_async_engine(database_url)
    wanted = select(func.count()).select_from(events).where(*conditions)
    try:
        async with engine.connect() as connection:
            return int((await connection.execute(wanted)).scalar_one())
    finally:
        await engine.dispose()


@contextlib.contextmanager
def asked_for(scene: Scene, path: str) -> Iterator[None]:
    """Waits at the end of the block until the product has asked Stripe for something again."""
    before = scene.stripe.log().asked("GET", path)
    yield
    eventually(lambda: scene.stripe.log().asked("GET", path) > before)
