"""A Stripe without HTTP: a world in this process, whose clock a test moves.

Thousands of histories can be lived through in a minute; `contracts/stripe_promises` holds the same
world to what Stripe promises, over HTTP.
"""

import copy
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import stripe
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import (
    AccessRules,
    Offer,
    Plan,
    StripeBilling,
    StripeConnection,
    StripeGateway,
    StripeRefused,
    Terms,
)
from billing.stripe_api import StripeApi
from tests.local_stripe import Refused, World, answer

SECRET = "whsec_in_process"
CONNECTION = StripeConnection("sk_test_in_process")
DAY = 86_400


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: int = 1_790_000_000) -> None:
        self.now = float(now)

    def __call__(self) -> float:
        return self.now


class Paths:
    """Stripe's services as the SDK names them, asked of a world: ``v1.prices.list_async(…)``.

    It spares the SDK's own work, of which thousands of histories would take minutes.
    """

    def __init__(self, world: World, answers: dict[str, Any], path: str = "/v1") -> None:
        self._world = world
        self._answers = answers
        self._path = path

    def __getattr__(self, name: str) -> "Paths":
        return Paths(self._world, self._answers, f"{self._path}/{name}")

    async def __call__(self, *given: Any) -> dict[str, Any]:
        """What the world answers to a method of a service, once for an idempotency key."""
        service, _, method = self._path.rpartition("/")
        identity = [one for one in given if isinstance(one, str)]
        found: list[dict[str, Any]] = [one for one in given if isinstance(one, dict)]
        parameters = found[0] if found else {}
        key = found[1].get("idempotency_key") if len(found) > 1 else None
        if key not in self._answers:
            path = "/".join([service, *identity])
            made = self._asked(METHODS[method], path, in_form(parameters))
            if key is None:
                return made
            self._answers[key] = made
        return dict(self._answers[key])

    def _asked(self, method: str, path: str, form: Any) -> dict[str, Any]:
        try:
            return copy.deepcopy(answer(self._world, method, path, form))
        except Refused as refusal:
            raise StripeRefused(str(refusal), refusal.error.get("code")) from refusal


METHODS = {
    "retrieve_async": "GET",
    "list_async": "GET",
    "create_async": "POST",
    "cancel_async": "DELETE",
    "delete_async": "DELETE",
}


def in_form(given: Any) -> Any:
    """Parameters as a form carries them: all text."""
    if isinstance(given, dict):
        return {name: in_form(value) for name, value in given.items()}
    if isinstance(given, list):
        return [in_form(value) for value in given]
    return str(given).lower() if isinstance(given, bool) else str(given)


class WorldApi(StripeApi):
    """Stripe's API, with a world where it has the SDK."""

    def __init__(self, v1: Paths) -> None:
        super().__init__(CONNECTION)
        self.v1 = v1

    async def ask(self, what: Callable[[Any], Awaitable[Any]]) -> dict[str, Any]:
        found: dict[str, Any] = await what(self.v1)
        return found

    async def ask_all(self, what: Callable[[Any], Awaitable[Any]]) -> list[dict[str, Any]]:
        page = await what(self.v1)
        assert not page["has_more"], "A test's world fits on one page."
        found: list[dict[str, Any]] = page["data"]
        return found


class WorldGateway(StripeGateway):
    """The real gateway to a world."""

    def __init__(self, world: World, api: WorldApi | None = None) -> None:
        super().__init__(CONNECTION)
        self._api = self.api = api or WorldApi(Paths(world, {}))


def signed(event: Mapping[str, Any], secret: str = SECRET) -> tuple[bytes, str]:
    """An event as Stripe delivers it: the body, and its signature of this moment."""
    payload = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(payload, secret)
    return payload.encode(), header


def offer_of(price: str, **rules: Any) -> Offer:
    """The plan at 9.99, of one price."""
    from decimal import Decimal

    plan = Plan("Premium", Decimal("9.99"), "usd", "month", 300, price)
    wanted = AccessRules(prices=frozenset({price}), questions=300, **rules)
    return Offer(plan, Terms(price), wanted, (SECRET,))


def billing_over(world: World, engine: AsyncEngine, clock: Clock, **rules: Any) -> StripeBilling:
    """Billing as it runs, over a world."""
    return StripeBilling(WorldGateway(world), engine, offer_of(price_in(world), **rules), clock)


def price_in(world: World) -> str:
    """The one price of a world, made if it is not there."""
    prices = world.all("price")
    if prices:
        return str(prices[0]["id"])
    made = answer(
        world,
        "POST",
        "/v1/prices",
        {
            "currency": "usd",
            "unit_amount": "999",
            "recurring": {"interval": "month"},
            "product_data": {"name": "Premium"},
        },
    )
    return str(made["id"])
