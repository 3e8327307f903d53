"""The lists of the API: which objects each of them holds, newest first."""

import operator
from typing import Any

from tests.local_stripe.account import subscriptions as life
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource

_COMPARISONS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


def _listing(world: World, kind: str, parameters: Resource, names: str = "") -> list[Resource]:
    """The objects of a kind whose fields of these names are as the parameters have them.

    Raises:
        Refused: There never was such a customer.
    """
    customer = world.resources.get(parameters.get("customer", ""), {})
    if "customer" in parameters and not customer.get("deleted"):
        world.named("customer", parameters["customer"], "customer")
    found = world.all(kind, **{name: parameters.get(name) for name in names.split()})
    return [each for each in found if _was_made(each, parameters.get("created", {}))]


def _was_made(resource: Resource, bounds: Any) -> bool:
    if isinstance(bounds, int):
        return bool(resource["created"] == bounds)
    return all(_COMPARISONS[name](resource["created"], bound) for name, bound in bounds.items())


def customers(world: World, parameters: Resource) -> list[Resource]:
    """Customers, of an e-mail address."""
    return _listing(world, "customer", parameters, "email")


def products(world: World, parameters: Resource) -> list[Resource]:
    """Products."""
    return _listing(world, "product", parameters, "active")


def prices(world: World, parameters: Resource) -> list[Resource]:
    """Prices, of a product or of lookup keys."""
    found = _listing(world, "price", parameters, "active product")
    keys = parameters.get("lookup_keys")
    return [price for price in found if keys is None or price["lookup_key"] in keys]


def checkout_sessions(world: World, parameters: Resource) -> list[Resource]:
    """Sessions of Checkout."""
    return _listing(world, "checkout.session", parameters, "customer status subscription")


def portal_configurations(world: World, parameters: Resource) -> list[Resource]:
    """What the portal allows: there is one configuration."""
    return _listing(world, "billing_portal.configuration", parameters, "active is_default")


def subscriptions(world: World, parameters: Resource) -> list[Resource]:
    """Subscriptions: without a status those that have not ended, ``all`` of them, ``ended``."""
    found = _listing(world, "subscription", parameters, "customer")
    if "price" in parameters:
        found = [each for each in found if _price_of(each) == parameters["price"]]
    status = parameters.get("status")
    if status is None:
        return [each for each in found if each["status"] not in life.ENDED]
    if status == "ended":
        return [each for each in found if each["status"] in life.ENDED]
    return [each for each in found if status in ("all", each["status"])]


def _price_of(subscription: Resource) -> str:
    [item] = subscription["items"]["data"]
    return str(item["price"]["id"])


def invoices(world: World, parameters: Resource) -> list[Resource]:
    """Invoices, of a customer or a subscription."""
    found = _listing(world, "invoice", parameters, "customer status")
    wanted = parameters.get("subscription")
    details = [each["parent"]["subscription_details"] for each in found]
    return [
        invoice
        for invoice, detail in zip(found, details, strict=True)
        if wanted in (None, detail["subscription"])
    ]


def invoice_payments(world: World, parameters: Resource) -> list[Resource]:
    """The payments that invoices asked for."""
    found = _listing(world, "invoice_payment", parameters, "invoice status")
    intent = parameters.get("payment", {}).get("payment_intent")
    return [each for each in found if intent in (None, each["payment"]["payment_intent"])]


def charges(world: World, parameters: Resource) -> list[Resource]:
    """Charges, passed and failed."""
    return _listing(world, "charge", parameters, "customer payment_intent")


def refunds(world: World, parameters: Resource) -> list[Resource]:
    """Refunds."""
    return _listing(world, "refund", parameters, "charge payment_intent")


def disputes(world: World, parameters: Resource) -> list[Resource]:
    """Disputes."""
    return _listing(world, "dispute", parameters, "charge payment_intent")


def webhook_endpoints(world: World, parameters: Resource) -> list[Resource]:
    """Where events are delivered to."""
    return _listing(world, "webhook_endpoint", parameters)


def events(world: World, parameters: Resource) -> list[Resource]:
    """What happened, of some types, delivered everywhere or not."""
    found = _listing(world, "event", parameters, "type")
    if "types" in parameters:
        found = [event for event in found if event["type"] in parameters["types"]]
    if "delivery_success" in parameters:
        wanted = parameters["delivery_success"]
        found = [event for event in found if (event["pending_webhooks"] == 0) is wanted]
    return found
