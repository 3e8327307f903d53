"""What is ended by ourselves, and what never is."""

import dataclasses
import logging

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import State, StripeBilling, StripeGateway, StripeRefused
from billing.corrections import superfluous, unwelcome
from billing.subscription import Charge, CustomerState, Status, Subscription
from tests.billing.in_process import Clock, WorldGateway, billing_over, price_in
from tests.billing.listener import ANA, BACK, session_in, state_of, subscribe
from tests.local_stripe import Card, Payment, World, answer, complete

OURS = frozenset({"price_ours"})
OLDER = Subscription("sub_older", Status.ACTIVE, "price_ours", 1_000, 1_000, 9_000)
NEWER = dataclasses.replace(OLDER, id="sub_newer", created_at=2_000, period_start=2_000)
LOST = Charge("ch_1", 1_000, paid=True, amount=999, dispute_status="lost")


def changed(subscription: Subscription, **changes: object) -> Subscription:
    return dataclasses.replace(subscription, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("older", "ended"),
    [
        (OLDER, "sub_newer"),
        (changed(OLDER, status=Status.TRIALING), "sub_newer"),
        (changed(OLDER, status=Status.INCOMPLETE), "sub_older"),
        (changed(OLDER, status=Status.PAST_DUE), "sub_older"),
        (changed(OLDER, status=Status.UNPAID), "sub_older"),
        (changed(OLDER, status=Status.PAUSED), "sub_older"),
        (changed(OLDER, pause_behavior="void"), "sub_older"),
    ],
    ids=["active", "trialing", "incomplete", "past due", "unpaid", "paused", "voided"],
)
def test_beside_one_that_is_paid_the_one_that_gives_less_is_ended(
    older: Subscription, ended: str
) -> None:
    """Whoever has just paid is not locked out for the sake of one that failed."""
    for both in ((older, NEWER), (NEWER, older)):
        assert [one.id for one in superfluous(CustomerState(both), OURS)] == [ended]


@pytest.mark.parametrize("status", [Status.CANCELED, Status.INCOMPLETE_EXPIRED])
def test_one_that_is_over_counts_for_nothing(status: Status) -> None:
    """Nobody's second subscription is it."""
    assert superfluous(CustomerState((changed(OLDER, status=status), NEWER)), OURS) == []


def test_what_else_is_sold_to_a_customer_is_let_alone() -> None:
    """A second subscription of something else is none; nor is it ended after a dispute."""
    stickers = changed(NEWER, price="price_stickers")
    assert superfluous(CustomerState((OLDER, stickers)), OURS) == []
    assert unwelcome(CustomerState((OLDER, stickers), (LOST,)), OURS) == [OLDER]


async def second(billing: StripeBilling, world: World, clock: Clock) -> str:
    """Ana has paid a second time; the id of that subscription."""
    await subscribe(billing, world)
    [first] = world.all("subscription")
    clock.now += 60
    wanted = {
        "customer": first["customer"],
        "items": [{"price": price_in(world)}],
        "default_payment_method": first["default_payment_method"],
    }
    return str(answer(world, "POST", "/v1/subscriptions", wanted)["id"])


def status_of(world: World, subscription: str) -> str:
    return str(world.get("subscription", subscription)["status"])


async def test_what_cannot_be_refunded_is_ended_all_the_same(
    billing: StripeBilling,
    world: World,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A disputed payment, for example; the operator is told to give it back by hand."""

    async def refused(*_: object) -> bool:
        raise StripeRefused("Stripe refused: disputed.", "charge_disputed")

    newer = await second(billing, world, clock)
    monkeypatch.setattr(StripeGateway, "refund_latest", refused)
    await billing.sync(ANA)
    assert status_of(world, newer) == "canceled"
    assert await state_of(billing) is State.ACTIVE
    assert "by hand: Stripe refused: disputed." in caplog.text


async def test_a_key_that_may_end_nothing_keeps_nobody_out(
    world: World, engine: AsyncEngine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Who comes back from a checkout has paid; the operator is told what goes on running."""

    class Restricted(WorldGateway):
        async def cancel(self, subscription: str) -> None:
            raise StripeRefused(f"Stripe refused to end {subscription}.", None)

    billing = billing_over(world, engine, clock)
    page = await billing.buy(ANA, BACK)
    session = session_in(page.url)
    complete(world, session, Payment(Card.OK))
    [first] = world.all("subscription")
    wanted = {
        "customer": first["customer"],
        "items": [{"price": price_in(world)}],
        "default_payment_method": first["default_payment_method"],
    }
    answer(world, "POST", "/v1/subscriptions", wanted)
    restricted = StripeBilling(Restricted(world), engine, billing._offer, clock)
    assert await restricted.returned(ANA.account_id, session) == "complete"
    assert await state_of(restricted) is State.ACTIVE
    assert [r.levelno for r in caplog.records if "does not let us end" in r.message] == [
        logging.ERROR
    ]
