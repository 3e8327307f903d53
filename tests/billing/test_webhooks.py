"""Events as Stripe delivers them: signed, kept once, handled, or tried again."""

import json
import time

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import (
    SignatureRefused,
    State,
    StripeBilling,
    StripeGateway,
    StripeUnavailable,
    WebhookClosed,
)
from billing.inbox import Inbox
from billing.tables import events as inbox_table
from tests.billing.in_process import SECRET, Clock, WorldGateway, offer_of, price_in, signed
from tests.billing.listener import ANA, BACK, deliver, state_of, subscribe, told
from tests.local_stripe import World, answer


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


async def test_an_event_that_could_not_be_handled_is_tried_again(
    billing: StripeBilling, world: World, engine: AsyncEngine, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Later, and ever later; Stripe was told that it came."""
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
