"""The life of a subscription: payments, renewals, failed payments, pauses, the end."""

from tests.local_stripe.account import invoices
from tests.local_stripe.account.periods import next_end
from tests.local_stripe.account.refusals import Refused, declined
from tests.local_stripe.account.world import DAY, World
from tests.local_stripe.shapes.parts import Resource

ENDED = ("canceled", "incomplete_expired")
UPDATED = "customer.subscription.updated"


def living(world: World, customer: str | None = None) -> list[Resource]:
    """The subscriptions, of one customer or all, that have not ended, newest first."""
    found = world.all("subscription", customer=customer)
    return [subscription for subscription in found if subscription["status"] not in ENDED]


def payment_method(world: World, subscription: Resource) -> str | None:
    """The id of the card that a subscription is paid with: its own, or its customer's."""
    settings = world.resources[subscription["customer"]]["invoice_settings"]
    method: str | None = (
        subscription["default_payment_method"] or settings["default_payment_method"]
    )
    return method


def settle(world: World, subscription: Resource) -> None:
    """The latest invoice is paid: nothing is owed, and what is not a trial is active."""
    outlook = world.outlooks[subscription["id"]]
    outlook.retry_at, outlook.failed_payments = None, 0
    with world.changing(subscription, UPDATED):
        if subscription["status"] != "trialing":
            subscription["status"] = "active"


def renew(world: World, subscription: Resource) -> None:
    """A period is over: the next begins, and is paid for."""
    if subscription["status"] == "trialing" and not payment_method(world, subscription):
        missing = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
        if missing == "cancel":
            end(world, subscription, None)
            return
        if missing == "pause":
            _pause(world, subscription)
            return
    with world.changing(subscription, UPDATED):
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        [item] = subscription["items"]["data"]
        start, anchor = item["current_period_end"], subscription["billing_cycle_anchor"]
        period_end = next_end(anchor, start, item["price"]["recurring"])
        item.update(current_period_start=start, current_period_end=period_end)
        invoice = invoices.draft(world, subscription, "subscription_cycle")
    _collect(world, subscription, invoice)


def _collect(world: World, subscription: Resource, invoice: Resource) -> None:
    paused = subscription["pause_collection"]
    if paused:
        statuses = {"keep_as_draft": "draft", "mark_uncollectible": "uncollectible"}
        invoices.set_aside(world, invoice, statuses.get(paused["behavior"], "void"))
    elif subscription["status"] == "unpaid":
        invoices.set_aside(world, invoice, "draft")
    else:
        invoices.finalize(world, invoice)
        take_payment(world, subscription)


def take_payment(world: World, subscription: Resource) -> None:
    """Tries to have the latest invoice paid; what follows if not is set by the dunning days."""
    outlook, days = world.outlooks[subscription["id"]], world.settings.dunning_days
    more = outlook.failed_payments < len(days)
    retry_at = world.now() + days[outlook.failed_payments] * DAY if more else None
    invoice = world.resources[subscription["latest_invoice"]]
    method = payment_method(world, subscription)
    if invoices.attempt(world, invoice, method, next_attempt=retry_at):
        settle(world, subscription)
        return
    outlook.retry_at = retry_at
    outlook.failed_payments += 1
    if more:
        with world.changing(subscription, UPDATED):
            subscription["status"] = "past_due"
    else:
        _give_up(world, subscription)


def _give_up(world: World, subscription: Resource) -> None:
    if world.settings.final == "canceled":
        end(world, subscription, "payment_failed")
        return
    with world.changing(subscription, UPDATED):
        subscription["status"] = world.settings.final


def _pause(world: World, subscription: Resource) -> None:
    with world.changing(subscription, UPDATED):
        subscription["status"] = "paused"
    world.emit("customer.subscription.paused", subscription)


def resume(world: World, subscription: Resource) -> None:
    """Begins a paused subscription anew, with a payment.

    Raises:
        Refused: It is not paused, or the payment failed.
    """
    if subscription["status"] != "paused":
        raise Refused(400, "Only paused subscriptions can be resumed.")
    now = world.now()
    with world.changing(subscription, UPDATED):
        [item] = subscription["items"]["data"]
        period_end = next_end(now, now, item["price"]["recurring"])
        item.update(current_period_start=now, current_period_end=period_end)
        subscription["billing_cycle_anchor"] = now
        invoice = invoices.draft(world, subscription, "subscription_cycle")
    invoices.finalize(world, invoice)
    method = payment_method(world, subscription)
    if not invoices.attempt(world, invoice, method, next_attempt=None):
        invoices.stop(world, invoice, void=True)
        raise declined()
    settle(world, subscription)
    world.emit("customer.subscription.resumed", subscription)


def end(world: World, subscription: Resource, reason: str | None) -> None:
    """Cancels a subscription now; ``reason`` is Stripe's word for why, if it has one."""
    now = world.now()
    details = {**subscription["cancellation_details"], "reason": reason}
    subscription.update(status="canceled", ended_at=now, cancellation_details=details)
    subscription["canceled_at"] = subscription["canceled_at"] or now
    _forget(world, subscription)
    world.emit("customer.subscription.deleted", subscription)


def expire(world: World, subscription: Resource) -> None:
    """A subscription whose first payment never passed comes to nothing."""
    now = world.now()
    with world.changing(subscription, UPDATED):
        subscription.update(status="incomplete_expired", ended_at=now, canceled_at=now)
    _forget(world, subscription, void=True)


def _forget(world: World, subscription: Resource, *, void: bool = False) -> None:
    world.outlooks[subscription["id"]].retry_at = None
    invoices.stop(world, world.resources[subscription["latest_invoice"]], void=void)


def tell_trial_end(world: World, subscription: Resource) -> None:
    """Tells, three days before, that a trial will end."""
    world.outlooks[subscription["id"]].trial_end_told = True
    world.emit("customer.subscription.trial_will_end", subscription)


def resume_collection(world: World, subscription: Resource) -> None:
    """Payments are collected again."""
    with world.changing(subscription, UPDATED):
        subscription["pause_collection"] = None
