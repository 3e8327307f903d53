"""Buying after something went wrong: nobody is kept from it, and nobody pays twice."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import NoCustomer, PageKind, Payer, StripeBilling, StripeUnavailable
from billing.repository import BillingRecords
from billing.stripe_gateway import StripeGateway
from tests.billing.in_process import Clock, Paths, WorldApi, WorldGateway, offer_of, price_in
from tests.billing.listener import ANA, BACK, subscribe
from tests.local_stripe import World, answer


async def test_a_subscriber_whom_a_backup_lacks_does_not_pay_again(
    billing: StripeBilling, world: World, engine: AsyncEngine
) -> None:
    """The customer is found at Stripe, where the account is written on it."""
    await subscribe(billing, world)
    await BillingRecords(engine).unbind(ANA.account_id)
    # Two days later Stripe knows no idempotency key of then.
    cast("WorldGateway", billing._gateway).api.v1._answers.clear()
    assert (await billing.buy(ANA, BACK)).kind is PageKind.PORTAL
    assert len(world.all("customer")) == 1


async def test_who_has_no_address_buys_too(billing: StripeBilling, world: World) -> None:
    """A site's own login need not tell one: nothing is looked for at Stripe then."""
    page = await billing.buy(Payer("acc_login", None), BACK)
    assert page.kind is PageKind.CHECKOUT
    assert len(world.all("customer")) == 1


class Repeating(Paths):
    """Answers an idempotency key that failed with the same failure again, as Stripe does."""

    failed: set[str]
    broken: set[str]

    async def __call__(self, *given: Any) -> dict[str, Any]:
        keys = [one["idempotency_key"] for one in given[1:] if "idempotency_key" in one]
        service = self._path.rpartition("/")[0]
        if service in self.broken:
            self.failed.update(keys)
        if self.failed.intersection(keys):
            raise StripeUnavailable("An error of Stripe's own.")
        return await super().__call__(*given)

    def __getattr__(self, name: str) -> "Repeating":
        further = Repeating(self._world, self._answers, f"{self._path}/{name}")
        further.failed, further.broken = self.failed, self.broken
        return further


@pytest.mark.parametrize("service", ["/v1/customers", "/v1/checkout/sessions"])
async def test_an_error_of_stripes_does_not_keep_anybody_from_buying_for_a_day(
    world: World, engine: AsyncEngine, clock: Clock, service: str
) -> None:
    """Stripe repeats to an idempotency key what it answered first, for a day."""
    paths = Repeating(world, {})
    paths.failed, paths.broken = set(), {service}
    gateway = WorldGateway(world, WorldApi(paths))
    gateway._clock = clock
    price = price_in(world)
    billing = StripeBilling(gateway, engine, offer_of(price), clock)
    account = Payer("acc_no_address", None)
    with pytest.raises(StripeUnavailable):
        await billing.buy(account, BACK)
    paths.broken.clear()
    clock.now += 600
    assert (await billing.buy(account, BACK)).kind is PageKind.CHECKOUT


async def test_who_was_deleted_at_stripe_unheard_is_told_to_subscribe(
    billing: StripeBilling, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no portal of nobody; from then on it is known here."""
    await subscribe(billing, world)
    [customer] = world.all("customer")
    answer(world, "DELETE", f"/v1/customers/{customer['id']}", {})
    for _ in range(2):
        with pytest.raises(NoCustomer, match="Subscribe first"):
            await billing.manage(ANA.account_id, BACK)
        monkeypatch.setattr(StripeGateway, "create_portal", None)


class Interrupted(WorldApi):
    """Lets something happen before the n-th request; processes share what keys are answered."""

    def __init__(self, v1: Paths) -> None:
        super().__init__(v1)
        self.requests: dict[int, Callable[[], Awaitable[object]]] = {}
        self.asked = 0

    async def ask(self, what: Callable[[Any], Awaitable[Any]]) -> dict[str, Any]:
        await self._before()
        return await super().ask(what)

    async def ask_all(self, what: Callable[[Any], Awaitable[Any]]) -> list[dict[str, Any]]:
        await self._before()
        return await super().ask_all(what)

    async def _before(self) -> None:
        self.asked += 1
        happens = self.requests.pop(self.asked, None)
        if happens is not None:
            await happens()


@pytest.mark.parametrize("request_number", range(1, 8))
async def test_who_pays_in_another_process_meanwhile_is_offered_no_second_checkout(
    world: World, engine: AsyncEngine, clock: Clock, request_number: int
) -> None:
    """At whichever of this process's requests that happens."""
    answers: dict[str, Any] = {}
    here, there = (Interrupted(Paths(world, answers)) for _ in range(2))
    offer = offer_of(price_in(world))
    elsewhere = StripeBilling(WorldGateway(world, there), engine, offer, clock)
    here.requests[request_number] = lambda: subscribe(elsewhere, world)
    page = await StripeBilling(WorldGateway(world, here), engine, offer, clock).buy(ANA, BACK)
    assert not here.requests, "It happened."
    [session] = world.all("checkout.session")
    assert session["status"] == "complete"
    assert page.kind is PageKind.PORTAL or page.url.endswith(session["id"])
