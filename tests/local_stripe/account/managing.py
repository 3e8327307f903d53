"""What a service may do with a subscription through the API."""

from collections.abc import Callable
from typing import Any

from tests.local_stripe.account import invoices, subscriptions
from tests.local_stripe.account.paying import missing_payment_method
from tests.local_stripe.account.refusals import Refused, declined, invalid, not_found
from tests.local_stripe.account.subscribing import Order, begin, plan_of
from tests.local_stripe.account.world import World, merged
from tests.local_stripe.shapes.parts import Resource


def create(world: World, parameters: Resource) -> Resource:
    """Subscribes a customer without the hosted page.

    Raises:
        Refused: Something named is not there, or the card is declined and the caller wanted that
            to be an error.
    """
    customer = world.named("customer", parameters["customer"], "customer")
    [item] = parameters.get("items", ()) or [{}]
    if "price" not in item:
        raise invalid("Missing required param: items[0][price].", "items[0][price]")
    method = parameters.get("default_payment_method")
    if method:
        world.named("payment_method", method, "default_payment_method")
    card = method or customer["invoice_settings"]["default_payment_method"]
    trial = parameters.get("trial_period_days", 0)
    pays = trial or (card and world.cards[card].pays(first=True))
    if parameters.get("payment_behavior") == "error_if_incomplete" and not pays:
        raise declined()
    return begin(
        world,
        Order(
            customer=customer["id"],
            price=world.named("price", item["price"], "items[0][price]"),
            quantity=item.get("quantity", 1),
            trial_days=trial,
            payment_method=method,
            missing_payment_method=missing_payment_method(parameters),
            metadata=merged({}, parameters.get("metadata")),
        ),
    )


def update(world: World, identity: str, parameters: Resource) -> Resource:
    """Changes a subscription.

    Raises:
        Refused: It has ended: then only its metadata can change; or something named is not there.
    """
    subscription = world.get("subscription", identity)
    if subscription["status"] in subscriptions.ENDED and parameters.keys() - {"metadata"}:
        raise Refused(400, "A canceled subscription can only update its metadata.")
    with world.changing(subscription, subscriptions.UPDATED):
        subscription["metadata"] = merged(subscription["metadata"], parameters.get("metadata"))
        for name, change in _CHANGES.items():
            if name in parameters:
                change(world, subscription, parameters[name])
    if "trial_end" in parameters:
        _end_trial(world, subscription, parameters["trial_end"])
    return subscription


def _set_method(world: World, subscription: Resource, method: str) -> None:
    if method:
        world.named("payment_method", method, "default_payment_method")
    subscription["default_payment_method"] = method or None


def _set_collection(_: World, subscription: Resource, given: Any) -> None:
    subscription["pause_collection"] = {"resumes_at": None, **given} if given else None


def _set_items(world: World, subscription: Resource, given: list[Resource]) -> None:
    [item], [change] = subscription["items"]["data"], given
    if change.get("id") != item["id"]:
        raise invalid("This Stripe has subscriptions of one item.", "items[0][id]")
    if "price" in change:
        item["price"] = world.named("price", change["price"], "items[0][price]")
        item["plan"] = plan_of(item["price"])
    item["quantity"] = change.get("quantity", item["quantity"])


def _set_cancellation(world: World, subscription: Resource, wanted: bool | str | int) -> None:
    """Plans the end: at the end of the period (True) or at a moment; not at all if empty."""
    [item] = subscription["items"]["data"]
    at_period_end = wanted in (True, "min_period_end", "max_period_end")
    moment = item["current_period_end"] if at_period_end else wanted or None
    details = subscription["cancellation_details"]
    subscription.update(
        cancel_at_period_end=wanted is True,
        cancel_at=moment,
        canceled_at=world.now() if moment else None,
        cancellation_details={**details, "reason": "cancellation_requested" if moment else None},
    )


def _explain_cancellation(_: World, subscription: Resource, given: Resource) -> None:
    explained = {name: value or None for name, value in given.items()}
    subscription["cancellation_details"] = {**subscription["cancellation_details"], **explained}


_CHANGES: dict[str, Callable[[World, Resource, Any], None]] = {
    "cancel_at": _set_cancellation,
    "cancel_at_period_end": _set_cancellation,
    "cancellation_details": _explain_cancellation,
    "default_payment_method": _set_method,
    "items": _set_items,
    "pause_collection": _set_collection,
}


def _end_trial(world: World, subscription: Resource, moment: str | int) -> None:
    if moment != "now" or subscription["status"] != "trialing":
        raise invalid("This Stripe ends a trial `now`, and changes no other.", "trial_end")
    now = world.now()
    [item] = subscription["items"]["data"]
    item["current_period_end"] = now
    subscription.update(trial_end=now, billing_cycle_anchor=now)
    subscriptions.renew(world, subscription)


def cancel(world: World, identity: str, parameters: Resource) -> Resource:
    """Ends a subscription now.

    Raises:
        Refused: It has ended already.
    """
    subscription = world.get("subscription", identity)
    if subscription["status"] in subscriptions.ENDED:
        raise not_found("subscription", identity)
    _explain_cancellation(world, subscription, parameters.get("cancellation_details", {}))
    subscriptions.end(world, subscription, "cancellation_requested")
    return subscription


def resume(world: World, identity: str, _: Resource) -> Resource:
    """Resumes a paused subscription."""
    subscription = world.get("subscription", identity)
    subscriptions.resume(world, subscription)
    return subscription


def pay(world: World, identity: str, parameters: Resource) -> Resource:
    """Tries again to have an invoice paid, with another card if one is named.

    Raises:
        Refused: It is not open, or the card is declined.
    """
    invoice = world.get("invoice", identity)
    if invoice["status"] == "paid":
        raise Refused(400, "Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] != "open":
        raise Refused(400, "Invoice is not open", code="invoice_not_open")
    subscription = world.resources[invoice["parent"]["subscription_details"]["subscription"]]
    method = parameters.get("payment_method") or subscriptions.payment_method(world, subscription)
    next_attempt = invoice["next_payment_attempt"]
    if not invoices.attempt(world, invoice, method, next_attempt=next_attempt):
        raise declined()
    latest = subscription["latest_invoice"] == identity
    if latest and subscription["status"] not in subscriptions.ENDED:
        subscriptions.settle(world, subscription)
    return invoice
