"""Money end to end, over a Stripe in this process and both databases."""

import asyncio
import json
import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import (
    CheckoutNotFound,
    NoCustomer,
    PageKind,
    Payer,
    PurchaseRefused,
    SignatureRefused,
    State,
    StripeBilling,
    WebhookClosed,
)
from billing.inbox import Inbox
from billing.tables import events as inbox_table
from tests.billing.in_process import (
    DAY,
    SECRET,
    Clock,
    WorldGateway,
    billing_over,
    offer_of,
    price_in,
    signed,
)
from tests.local_stripe import Card, Payment, World, advance, answer, complete

ANA = Payer("acc_ana", "ana@example.org")
BACK = "https://hives.example.org/episode"


def session_in(url: str) -> str:
    return url.rsplit("/", 1)[-1]


async def subscribe(billing: StripeBilling, world: World, payer: Payer = ANA) -> str:
    """Buys and comes back; the id of the checkout."""
    page = await billing.buy(payer, BACK)
    session = session_in(page.url)
    complete(world, session, Payment(Card.OK))
    await billing.returned(payer.account_id, session)
    return session


async def state_of(billing: StripeBilling, payer: Payer = ANA) -> State:
    return (await billing.entitlement(payer.account_id)).state


def told(world: World) -> list[dict[str, Any]]:
    """Every event that a world makes from now on."""
    heard: list[dict[str, Any]] = []
    world.listeners.append(heard.append)
    return heard


async def deliver(billing: StripeBilling, *events: dict[str, Any]) -> None:
    for event in events:
        await billing.receive(*signed(event))
    await billing.settled()


async def test_who_comes_back_from_the_checkout_may_ask_at_once(
    billing: StripeBilling, world: World
) -> None:
    """No webhook has come yet."""
    assert await state_of(billing) is State.NONE
    await subscribe(billing, world)
    entitlement = await billing.entitlement(ANA.account_id)
    assert entitlement.state is State.ACTIVE
    assert entitlement.renews
    assert entitlement.until == entitlement.period_end


async def test_a_webhook_alone_opens_the_door(billing: StripeBilling, world: World) -> None:
    """Whoever pays and closes the tab has paid all the same."""
    heard = told(world)
    page = await billing.buy(ANA, BACK)
    complete(world, session_in(page.url), Payment(Card.OK))
    await deliver(billing, *heard)
    assert await state_of(billing) is State.ACTIVE


async def test_buying_again_leads_to_the_same_open_checkout(
    billing: StripeBilling, world: World
) -> None:
    """However many tabs, one customer and one checkout that can be paid."""
    pages = await asyncio.gather(*(billing.buy(ANA, f"{BACK}?tab={n}") for n in range(8)))
    assert len({page.url for page in pages}) == 1
    assert len(world.all("customer")) == 1
    assert len(world.all("checkout.session")) == 1


async def test_a_subscriber_who_buys_is_led_to_the_portal(
    billing: StripeBilling, world: World
) -> None:
    """Also one whose payments fail: what is not over may come back."""
    await subscribe(billing, world)
    assert (await billing.buy(ANA, BACK)).kind is PageKind.PORTAL
    world.cards[next(iter(world.cards))] = Card.FAILS
    [subscription] = world.all("subscription")
    subscription["status"] = "unpaid"
    assert (await billing.buy(ANA, BACK)).kind is PageKind.PORTAL


async def test_an_expired_checkout_is_followed_by_a_new_one(
    billing: StripeBilling, world: World
) -> None:
    """A day later, for example."""
    first = await billing.buy(ANA, BACK)
    advance(world, 2 * DAY)
    second = await billing.buy(ANA, BACK)
    assert second.kind is PageKind.CHECKOUT
    assert second.url != first.url


async def test_a_trial_is_given_once(world: World, engine: AsyncEngine, clock: Clock) -> None:
    """Not again to who has subscribed before."""
    import dataclasses

    offer = offer_of(price_in(world))
    offer = dataclasses.replace(offer, terms=dataclasses.replace(offer.terms, trial_days=7))
    billing = StripeBilling(WorldGateway(world), engine, offer, clock)
    await subscribe(billing, world)
    assert await state_of(billing) is State.TRIALING
    [trial] = world.all("subscription")
    answer(world, "DELETE", f"/v1/subscriptions/{trial['id']}", {})
    await subscribe(billing, world)
    assert await state_of(billing) is State.ACTIVE


async def test_somebody_elses_checkout_is_not_found(billing: StripeBilling, world: World) -> None:
    """Nor one that does not exist; nothing is told of either."""
    session = await subscribe(billing, world)
    eve = Payer("acc_eve", "eve@example.org")
    await billing.buy(eve, BACK)
    for account, wanted in (("acc_eve", session), ("acc_nobody", session), ("acc_eve", "cs_none")):
        with pytest.raises(CheckoutNotFound):
            await billing.returned(account, wanted)
    assert await state_of(billing, eve) is State.NONE


async def test_who_never_bought_has_nothing_to_manage(billing: StripeBilling) -> None:
    """The sentence says what to do first."""
    with pytest.raises(NoCustomer, match="Subscribe first"):
        await billing.manage(ANA.account_id, BACK)


async def test_an_event_is_handled_once_however_often_it_comes(
    billing: StripeBilling, world: World, engine: AsyncEngine
) -> None:
    """One row, one sync."""
    await subscribe(billing, world)
    heard = told(world)
    [subscription] = world.all("subscription")
    answer(
        world,
        "POST",
        f"/v1/subscriptions/{subscription['id']}",
        {"cancel_at_period_end": "true"},
    )
    await deliver(billing, *heard * 5)
    assert await state_of(billing) is State.CANCELING
    counts = await Inbox(engine).counts()
    assert counts.waiting == 0
    async with engine.connect() as connection:
        kept = (await connection.execute(select(inbox_table.c.id))).scalars().all()
    assert sorted(kept) == sorted({event["id"] for event in heard})


@pytest.mark.parametrize(
    ("secret", "age"),
    [("whsec_evil", 0), (SECRET, 301), (SECRET, 10_000)],
    ids=["forged", "just too old", "replayed"],
)
async def test_what_stripe_did_not_sign_just_now_is_refused(
    billing: StripeBilling, world: World, engine: AsyncEngine, secret: str, age: int
) -> None:
    """Nothing of it is kept."""
    import stripe

    await subscribe(billing, world)
    event = world.all("event")[0]
    payload = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(
        payload, secret, timestamp=int(time.time()) - age
    )
    with pytest.raises(SignatureRefused):
        await billing.receive(payload.encode(), header)
    assert await Inbox(engine).waiting([event["id"]]) == []


@pytest.mark.parametrize("header", [None, "", "t=1", "v1=00", "nonsense", "t=x,v1=y"])
async def test_a_webhook_without_a_right_signature_is_refused(
    billing: StripeBilling, header: str | None
) -> None:
    """Whatever its header looks like."""
    with pytest.raises(SignatureRefused):
        await billing.receive(b"{}", header)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[]", b"{}", b'"x"', b'{"id": 1}'])
async def test_a_signed_body_that_is_no_event_is_refused(
    billing: StripeBilling, body: bytes
) -> None:
    """As a wrong signature is: it does not come from Stripe."""
    import hashlib
    import hmac

    now = int(time.time())
    mac = hmac.new(SECRET.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    with pytest.raises(SignatureRefused):
        await billing.receive(body, f"t={now},v1={mac}")


async def test_while_secrets_are_changed_both_are_good(
    world: World, engine: AsyncEngine, clock: Clock
) -> None:
    """Stripe signs with both for a while."""
    import dataclasses

    offer = dataclasses.replace(offer_of(price_in(world)), webhook_secrets=("whsec_new", SECRET))
    billing = StripeBilling(WorldGateway(world), engine, offer, clock)
    event = world.all("event")[0] if world.all("event") else None
    await billing.buy(ANA, BACK)
    event = event or world.all("event")[0]
    await billing.receive(*signed(event, "whsec_new"))
    await billing.receive(*signed(event, SECRET))


async def test_without_a_secret_the_door_is_closed(
    world: World, engine: AsyncEngine, clock: Clock
) -> None:
    """There is no way to let unsigned events in."""
    import dataclasses

    offer = dataclasses.replace(offer_of(price_in(world)), webhook_secrets=())
    billing = StripeBilling(WorldGateway(world), engine, offer, clock)
    with pytest.raises(WebhookClosed, match="STRIPE_WEBHOOK_SECRET"):
        await billing.receive(*signed({"id": "evt_1"}, ""))


async def test_an_event_of_the_other_mode_is_counted_and_ignored(
    billing: StripeBilling, world: World, engine: AsyncEngine
) -> None:
    """Accepted, so that Stripe does not send it for three days."""
    await subscribe(billing, world)
    event = world.all("event")[0] | {"livemode": True, "id": "evt_live"}
    await deliver(billing, event)
    counts = await Inbox(engine).counts()
    assert (counts.waiting, counts.other_mode) == (0, 1)


async def test_events_of_somebody_elses_customer_do_nothing(
    billing: StripeBilling, world: World, engine: AsyncEngine
) -> None:
    """Another application may use the same Stripe account."""
    heard = told(world)
    customer = answer(world, "POST", "/v1/customers", {"email": "other@example.org"})
    answer(world, "DELETE", f"/v1/customers/{customer['id']}", {})
    await deliver(billing, *heard)
    assert (await Inbox(engine).counts()).waiting == 0


async def test_a_dispute_of_a_charge_that_is_gone_is_not_tried_for_ever(
    billing: StripeBilling, engine: AsyncEngine
) -> None:
    """There is nobody whom it could be about."""
    about = {"object": "dispute", "id": "dp_1", "charge": "ch_gone"}
    event = {
        "id": "evt_1",
        "type": "charge.dispute.created",
        "created": 1,
        "livemode": False,
        "data": {"object": about},
    }
    await deliver(billing, event)
    assert (await Inbox(engine).counts()).waiting == 0


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
    from tests.local_stripe.account import disputes

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
    from tests.local_stripe.account import disputes

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
    from billing.repository import BillingRecords

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


async def test_an_event_that_could_not_be_handled_is_tried_again(
    billing: StripeBilling, world: World, engine: AsyncEngine, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Later, and ever later; Stripe was told that it came."""
    from billing import StripeGateway, StripeUnavailable

    await subscribe(billing, world)
    heard = told(world)
    [subscription] = world.all("subscription")
    answer(world, "DELETE", f"/v1/subscriptions/{subscription['id']}", {})

    async def away(*_: object) -> None:
        raise StripeUnavailable("Away.")

    with monkeypatch.context() as patch:
        patch.setattr(StripeGateway, "state_of", away)
        await deliver(billing, *heard)
    inbox = Inbox(engine)
    counts = await inbox.counts()
    assert counts.waiting == counts.failing == len(heard)
    assert await state_of(billing) is State.ACTIVE
    assert await inbox.due(int(clock())) == []
    clock.now += 3_600
    await billing.reconcile()
    assert (await inbox.counts()).waiting == 0
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
    from billing import StripeGateway

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
