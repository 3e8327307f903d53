"""What Stripe says of a subscription is what is believed, over both databases."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import PageKind, Payer, PurchaseRefused, State, StripeBilling, StripeGateway
from billing.repository import BillingRecords
from tests.billing.in_process import DAY, Clock, billing_over, price_in
from tests.billing.listener import ANA, BACK, deliver, state_of, subscribe, told
from tests.local_stripe import World, advance, answer
from tests.local_stripe.account import disputes


async def test_canceled_at_the_end_of_the_period_it_is_paid_until_then(
    billing: StripeBilling, world: World, clock: Clock
) -> None:
    """And undone in time it goes on."""
    await subscribe(billing, world)
    [subscription] = world.all("subscription")
    path = f"/v1/subscriptions/{subscription['id']}"
    for wanted, expected in (("true", State.CANCELING), ("false", State.ACTIVE)):
        answer(world, "POST", path, {"cancel_at_period_end": wanted})
        await billing.sync(ANA)
        assert await state_of(billing) is expected
    answer(world, "POST", path, {"cancel_at_period_end": "true"})
    await billing.sync(ANA)
    ends = (await billing.entitlement(ANA.account_id)).until
    assert ends is not None
    clock.now = ends - 1
    assert await state_of(billing) is State.CANCELING
    clock.now = ends
    assert await state_of(billing) is State.CANCELED


async def test_a_second_subscription_is_ended_and_paid_back(
    billing: StripeBilling, world: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """However it came about: nobody pays twice. The older one stays."""
    await subscribe(billing, world)
    [first] = world.all("subscription")
    clock.now += 60
    answer(
        world,
        "POST",
        "/v1/subscriptions",
        {
            "customer": first["customer"],
            "items": [{"price": price_in(world)}],
            "default_payment_method": first["default_payment_method"],
        },
    )
    await billing.sync(ANA)
    newer, older = world.all("subscription")
    assert (older["id"], older["status"]) == (first["id"], "active")
    assert newer["status"] == "canceled"
    assert sorted(charge["amount_refunded"] for charge in world.all("charge")) == [0, 999]
    assert newer["id"] in caplog.text
    assert await state_of(billing) is State.ACTIVE
    await billing.sync(ANA)
    assert len(world.all("refund")) == 1


async def test_a_dispute_closes_the_door_and_a_won_one_opens_it_again(
    billing: StripeBilling, world: World
) -> None:
    """Nobody buys a second time meanwhile."""
    heard = told(world)
    await subscribe(billing, world)
    [charge] = world.all("charge")
    disputes.begin(world, charge["id"], "needs_response")
    await deliver(billing, *heard)
    assert await state_of(billing) is State.DISPUTED
    with pytest.raises(PurchaseRefused):
        await billing.buy(ANA, BACK)
    disputes.decide(world, charge["id"], "won")
    await deliver(billing, *heard)
    assert await state_of(billing) is State.ACTIVE


async def test_a_lost_dispute_ends_the_subscription(billing: StripeBilling, world: World) -> None:
    """Nobody pays for what they are not given."""
    heard = told(world)
    await subscribe(billing, world)
    [charge] = world.all("charge")
    disputes.begin(world, charge["id"], "needs_response")
    disputes.decide(world, charge["id"], "lost")
    await deliver(billing, *heard)
    assert await state_of(billing) is State.DISPUTED
    assert world.all("subscription")[0]["status"] == "canceled"


async def test_a_customer_who_was_deleted_at_stripe_can_buy_again(
    billing: StripeBilling, world: World
) -> None:
    """As a new customer; the account is the same."""
    heard = told(world)
    await subscribe(billing, world)
    [customer] = world.all("customer")
    answer(world, "DELETE", f"/v1/customers/{customer['id']}", {})
    await deliver(billing, *heard)
    assert await state_of(billing) is State.NONE
    await subscribe(billing, world)
    assert await state_of(billing) is State.ACTIVE
    assert world.all("customer")[0]["id"] != customer["id"]


async def test_a_customer_deleted_unheard_is_found_out_when_buying(
    billing: StripeBilling, world: World
) -> None:
    """No event had come."""
    await subscribe(billing, world)
    [customer] = world.all("customer")
    answer(world, "DELETE", f"/v1/customers/{customer['id']}", {})
    assert (await billing.buy(ANA, BACK)).kind is PageKind.CHECKOUT


async def test_a_customer_that_was_lost_here_is_found_again(
    billing: StripeBilling, world: World, engine: AsyncEngine
) -> None:
    """By the account that is written on it at Stripe; another one's is not taken."""
    await subscribe(billing, world)
    await BillingRecords(engine).unbind(ANA.account_id)
    assert await state_of(billing) is State.NONE
    eve = Payer("acc_eve", ANA.email)
    await billing.sync(eve)
    assert await state_of(billing, eve) is State.NONE
    await billing.sync(ANA)
    assert await state_of(billing) is State.ACTIVE


async def test_forgetting_an_account_ends_its_subscription_at_stripe(
    billing: StripeBilling, world: World
) -> None:
    """Nothing of it stays here."""
    await subscribe(billing, world)
    await billing.forget(ANA.account_id)
    assert world.all("customer") == []
    assert world.all("subscription")[0]["status"] == "canceled"
    assert await billing.record(ANA.account_id) is None
    await billing.forget(ANA.account_id)


async def test_reconciling_finds_what_no_webhook_told(
    billing: StripeBilling, world: World, clock: Clock
) -> None:
    """Renewed and cancelled while nobody listened."""
    await subscribe(billing, world)
    [subscription] = world.all("subscription")
    clock.now += 33 * DAY
    advance(world, 0)
    assert await state_of(billing) is State.STALE
    found = await billing.reconcile()
    assert found.synced == 1
    assert found.missed > 0
    assert await state_of(billing) is State.ACTIVE
    answer(world, "DELETE", f"/v1/subscriptions/{subscription['id']}", {})
    await billing.reconcile()
    assert await state_of(billing) is State.CANCELED


async def test_a_price_that_is_not_ours_gives_nothing(billing: StripeBilling, world: World) -> None:
    """A subscription that was changed to something else is something else."""
    await subscribe(billing, world)
    other = answer(
        world,
        "POST",
        "/v1/prices",
        {
            "currency": "usd",
            "unit_amount": "100",
            "recurring": {"interval": "month"},
            "product_data": {"name": "Stickers"},
        },
    )
    [subscription] = world.all("subscription")
    item = subscription["items"]["data"][0]["id"]
    path = f"/v1/subscriptions/{subscription['id']}"
    answer(world, "POST", path, {"items": [{"id": item, "price": other["id"]}]})
    await billing.sync(ANA)
    assert await state_of(billing) is State.OTHER_PRICE


async def test_of_two_syncs_the_newer_reading_wins(
    world: World, engine: AsyncEngine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process asks early, is held up, and must not write last."""
    slow, quick = (billing_over(world, engine, clock) for _ in range(2))
    await subscribe(quick, world)
    read, go_on = asyncio.Event(), asyncio.Event()
    original = StripeGateway.state_of

    async def held_up(self: StripeGateway, customer: str) -> object:
        state = await original(self, customer)
        if self is slow_gateway and not read.is_set():
            read.set()
            await go_on.wait()
        return state

    slow_gateway = slow._gateway
    monkeypatch.setattr(StripeGateway, "state_of", held_up)
    early = asyncio.create_task(slow.sync(ANA))
    await read.wait()
    [subscription] = world.all("subscription")
    answer(world, "DELETE", f"/v1/subscriptions/{subscription['id']}", {})
    await quick.sync(ANA)
    go_on.set()
    await early
    assert await state_of(quick) is State.CANCELED
