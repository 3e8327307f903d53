"""Whatever happens at Stripe, and however its events come, we end where Stripe is.

A history is lived through at a world: buying, renewing, failing, cancelling, pausing, refunding,
disputing, deleting, a second subscription. Its events come in any order, some twice, some late,
some never. What is implied is worked out from Stripe's own objects by rules written here again.
"""

import asyncio
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import EVENT_TYPES, PageKind, Payer, PurchaseRefused, StripeBilling
from service.database import open_database
from tests.billing.in_process import DAY, Clock, billing_over, price_in, signed
from tests.local_stripe import Card, Payment, Refused, World, advance, answer, complete
from tests.local_stripe.account import disputes

HISTORIES = int(os.environ.get("HISTORIES", "60"))
"""`make faults` lives through 2,000 of them."""

GRACE = 3 * DAY
_HEARD_MEANWHILE, _NOTHING_LOST = 0.2, 0.5
STEPS = [
    *("buy", "buy with a card that fails later", "a second subscription"),
    *("cancel at period end", "cancel at period end", "go on after all", "cancel now"),
    *("a day", "a week", "a month", "a month", "three months"),
    *("refund", "dispute", "win", "lose", "replace the card", "delete the customer"),
    *("void invoices", "keep drafts", "collect again", "another price"),
]


@dataclass
class History:
    """One account's life at Stripe, and the events that it made."""

    clock: Clock
    world: World
    billing: StripeBilling
    payer: Payer
    events: list[dict[str, Any]] = field(default_factory=list)

    async def live(self, step: str) -> None:
        """Lets one thing happen; what Stripe refuses does not."""
        try:
            if step.startswith("buy"):
                card = Card.FAILS_LATER if "fails" in step else Card.OK
                await self._buy(card)
            else:
                self._happen(step)
        except (Refused, PurchaseRefused):
            pass

    async def _buy(self, card: Card) -> None:
        page = await self.billing.buy(self.payer, "https://hives.example.org/")
        if page.kind is PageKind.CHECKOUT:
            complete(self.world, page.url.rsplit("/", 1)[-1], Payment(card))

    def _happen(self, step: str) -> None:
        days = {"a day": 1, "a week": 7, "a month": 31, "three months": 93}
        if step in days:
            self.clock.now += days[step] * DAY
            advance(self.world, 0)
        elif step in ("refund", "dispute", "win", "lose"):
            self._with_a_charge(step)
        elif step in ("delete the customer", "replace the card", "a second subscription"):
            self._with_a_customer(step)
        else:
            self._with_a_subscription(step)

    def _with_a_charge(self, step: str) -> None:
        for charge in self.world.all("charge")[:1]:
            if step == "refund":
                answer(self.world, "POST", "/v1/refunds", {"charge": charge["id"]})
            elif step == "dispute" and not charge["disputed"]:
                disputes.begin(self.world, charge["id"], "needs_response")
            elif step in ("win", "lose") and charge["disputed"]:
                disputes.decide(self.world, charge["id"], "won" if step == "win" else "lost")

    def _with_a_customer(self, step: str) -> None:
        for customer in self.world.all("customer")[:1]:
            path = f"/v1/customers/{customer['id']}"
            if step == "delete the customer":
                answer(self.world, "DELETE", path, {})
                continue
            method = answer(
                self.world,
                "POST",
                "/v1/payment_methods/pm_card_visa/attach",
                {"customer": customer["id"]},
            )
            chosen = {"invoice_settings": {"default_payment_method": method["id"]}}
            answer(self.world, "POST", path, chosen)
            if step == "a second subscription":
                wanted = {"customer": customer["id"], "items": [{"price": price_in(self.world)}]}
                answer(self.world, "POST", "/v1/subscriptions", wanted)

    def _with_a_subscription(self, step: str) -> None:
        for subscription in self.world.all("subscription")[:1]:
            path = f"/v1/subscriptions/{subscription['id']}"
            if step == "cancel now":
                answer(self.world, "DELETE", path, {})
            elif step == "another price":
                item = subscription["items"]["data"][0]["id"]
                answer(self.world, "POST", path, {"items": [{"id": item, "price": self._other()}]})
            else:
                answer(self.world, "POST", path, CHANGES[step])

    def _other(self) -> str:
        about = {"currency": "usd", "unit_amount": "100", "recurring": {"interval": "month"}}
        named = {"product_data": {"name": "Stickers"}}
        return str(answer(self.world, "POST", "/v1/prices", about | named)["id"])

    async def deliver(self, events: list[dict[str, Any]]) -> None:
        for one in events:
            await self.billing.receive(*signed(one))
        await self.billing.settled()


CHANGES: dict[str, dict[str, Any]] = {
    "cancel at period end": {"cancel_at_period_end": "true"},
    "go on after all": {"cancel_at_period_end": "false"},
    "void invoices": {"pause_collection": {"behavior": "void"}},
    "keep drafts": {"pause_collection": {"behavior": "keep_as_draft"}},
    "collect again": {"pause_collection": ""},
}


def may_ask(world: World, price: str, now: float) -> bool:
    """What Stripe's own objects imply, for the one account of a world."""
    customers = world.all("customer")
    if not customers:
        return False
    customer = customers[0]["id"]
    charges = list(world.all("charge", customer=customer))
    blocked = {"needs_response", "under_review", "lost"}
    ids = {charge["id"] for charge in charges}
    if any(d["charge"] in ids and d["status"] in blocked for d in world.all("dispute")):
        return False
    mine = world.all("subscription", customer=customer)
    return any(_gives(subscription, charges, price, now) for subscription in mine)


def _gives(
    subscription: dict[str, Any], charges: list[dict[str, Any]], price: str, now: float
) -> bool:
    item = subscription["items"]["data"][0]
    if item["price"]["id"] != price:
        return False
    if subscription["status"] == "past_due":
        return bool(now < item["current_period_start"] + GRACE)
    if subscription["status"] not in ("active", "trialing"):
        return False
    paused = subscription["pause_collection"]
    if paused and paused["behavior"] == "void":
        paid_from = item["current_period_start"] - DAY
        if not any(c["paid"] and c["created"] >= paid_from for c in charges):
            return False
    ends = subscription["cancel_at"]
    return ends is None or bool(now < ends)


def shaken(
    events: list[dict[str, Any]], chance: random.Random, times: list[int]
) -> list[dict[str, Any]]:
    """Events as they may come: each as often as is drawn from ``times``, in any order."""
    known = [event for event in events if event["type"] in EVENT_TYPES]
    coming = [event for event in known for _ in range(chance.choice(times))]
    chance.shuffle(coming)
    return coming


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def database(
    runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AsyncEngine]:
    path = tmp_path_factory.mktemp("histories") / "ask.sqlite3"
    engine = runner.run(open_database(f"sqlite+aiosqlite:///{path}"))
    # Nothing here outlives the machine.
    event.listen(engine.sync_engine, "connect", _without_syncing)
    runner.run(engine.dispose())
    yield engine
    runner.run(engine.dispose())


def _without_syncing(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()


ACCOUNTS = iter(range(1_000_000))


def begun(engine: AsyncEngine) -> History:
    number = next(ACCOUNTS)
    # Ids at Stripe are drawn by chance, which hypothesis begins anew for every example, and all
    # examples share a database.
    random.seed(number)
    clock = Clock()
    world = World(clock=clock)
    price_in(world)
    payer = Payer(f"acc_{number}", "listener@example.org")
    history = History(clock, world, billing_over(world, engine, clock), payer)
    world.listeners.append(history.events.append)
    return history


@given(
    steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=5),
    seed=st.integers(0, 2**32),
)
@settings(
    max_examples=HISTORIES,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_history_ends_where_stripe_is(
    runner: asyncio.Runner, database: AsyncEngine, steps: list[str], seed: int
) -> None:
    """Delivered whole, in whatever order, or with losses and reconciled afterwards."""
    runner.run(_live_through(begun(database), steps, random.Random(seed)))


async def _live_through(history: History, steps: list[str], chance: random.Random) -> None:
    price = price_in(history.world)
    await history.live("buy")
    for step in steps:
        await history.live(step)
        if chance.random() < _HEARD_MEANWHILE:
            await history.deliver(shaken(history.events, chance, [0, 0, 0, 1]))
    if chance.random() < _NOTHING_LOST:
        await history.deliver(shaken(history.events, chance, [1, 1, 1, 2]))
    else:
        await history.deliver(shaken(history.events, chance, [0, 0, 1]))
        await history.billing.reconcile()
    entitlement = await history.billing.entitlement(history.payer.account_id)
    expected = may_ask(history.world, price, history.clock.now)
    assert entitlement.is_premium is expected, (steps, entitlement)
    running = [
        s
        for s in history.world.all("subscription")
        if s["status"] not in ("canceled", "incomplete_expired")
        and s["items"]["data"][0]["price"]["id"] == price
    ]
    assert len(running) <= 1, "Nobody pays twice."
