"""From the wish to subscribe to access, over both databases."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import CheckoutNotFound, NoCustomer, PageKind, Payer, State, StripeBilling
from tests.billing.in_process import DAY, Clock, WorldGateway, offer_of, price_in
from tests.billing.listener import ANA, BACK, deliver, session_in, state_of, subscribe, told
from tests.local_stripe import Card, Payment, World, advance, answer, complete


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
