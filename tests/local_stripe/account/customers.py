"""Customers: who subscribes and pays."""

from tests.local_stripe.account import subscriptions
from tests.local_stripe.account.payments import attach
from tests.local_stripe.account.world import World, merged
from tests.local_stripe.shapes.parts import Resource

_PLAIN = ("address", "description", "email", "name", "phone", "preferred_locales")


def create(world: World, parameters: Resource) -> Resource:
    """A new customer, with a card if ``payment_method`` names one."""
    fields = {name: parameters[name] for name in _PLAIN if name in parameters}
    customer = world.new("customer", metadata=merged({}, parameters.get("metadata")), **fields)
    _set_invoice_settings(customer, parameters)
    if "payment_method" in parameters:
        attach(world, parameters["payment_method"], {"customer": customer["id"]})
    world.emit("customer.created", customer)
    return customer


def update(world: World, identity: str, parameters: Resource) -> Resource:
    """Changes a customer."""
    customer = world.get("customer", identity)
    with world.changing(customer, "customer.updated"):
        customer.update({name: parameters[name] or None for name in _PLAIN if name in parameters})
        customer["metadata"] = merged(customer["metadata"], parameters.get("metadata"))
        _set_invoice_settings(customer, parameters)
    return customer


def _set_invoice_settings(customer: Resource, parameters: Resource) -> None:
    given = parameters.get("invoice_settings", {})
    if "default_payment_method" in given:
        method = given["default_payment_method"] or None
        settings = customer["invoice_settings"]
        customer["invoice_settings"] = {**settings, "default_payment_method": method}


def delete(world: World, identity: str, _: Resource) -> Resource:
    """Deletes a customer for good, and cancels what it subscribed to."""
    customer = world.get("customer", identity)
    for subscription in subscriptions.living(world, identity):
        subscriptions.end(world, subscription, "cancellation_requested")
    world.emit("customer.deleted", customer)
    deleted = {"id": identity, "object": "customer", "deleted": True}
    world.resources[identity] = deleted
    return deleted


def retrieve(world: World, identity: str, _: Resource) -> Resource:
    """A customer; of a deleted one only that it is deleted."""
    found = world.resources.get(identity, {})
    return found if found.get("deleted") else world.get("customer", identity)
