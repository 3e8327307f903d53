"""Invoices of subscriptions: made, charged, paid or not."""

from tests.local_stripe.account import payments
from tests.local_stripe.account.world import World
from tests.local_stripe.shapes import listed
from tests.local_stripe.shapes.parts import Resource, nulls


def draft(world: World, subscription: Resource, reason: str) -> Resource:
    """The invoice of a subscription's present period; it becomes its latest one.

    A trial costs nothing. Tax and proration are not computed.
    """
    [item] = subscription["items"]["data"]
    amount = item["price"]["unit_amount"] * item["quantity"]
    if subscription["status"] == "trialing":
        amount = 0
    customer = world.resources[subscription["customer"]]
    taxed = subscription["automatic_tax"]["enabled"]
    made = world.new(
        "invoice",
        **dict.fromkeys(("amount_due", "amount_remaining", "subtotal", "total"), amount),
        **dict.fromkeys(("subtotal_excluding_tax", "total_excluding_tax"), amount),
        automatic_tax={
            **nulls("disabled_reason liability provider"),
            "enabled": taxed,
            "status": "complete" if taxed else None,
        },
        billing_reason=reason,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        parent=_parent(subscription),
        period_start=item["current_period_start"],
        period_end=item["current_period_end"],
    )
    line = _line(world, made, item)
    made["lines"] = listed([line], f"/v1/invoices/{made['id']}/lines")
    subscription["latest_invoice"] = made["id"]
    return made


def _parent(subscription: Resource) -> Resource:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    kind = "subscription_details"
    return {"quote_details": None, kind: details, "type": kind}


def _line(world: World, invoice: Resource, item: Resource) -> Resource:
    price = item["price"]
    return world.new(
        "line_item",
        amount=invoice["total"],
        subtotal=invoice["total"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        subscription=item["subscription"],
        quantity=item["quantity"],
        quantity_decimal=str(item["quantity"]),
        period={"start": invoice["period_start"], "end": invoice["period_end"]},
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": item["subscription"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
    )


def finalize(world: World, invoice: Resource) -> None:
    """Opens a draft: it has a number now, and a payment that it asks for."""
    world.emit("invoice.created", invoice)
    number = len(world.all("invoice", customer=invoice["customer"]))
    url = f"{world.base_url}/i/{invoice['id']}"
    invoice.update(status="open", number=f"LOCAL-{number:04}", effective_at=world.now())
    invoice.update(hosted_invoice_url=url, invoice_pdf=f"{url}/pdf")
    invoice["status_transitions"]["finalized_at"] = world.now()
    if invoice["amount_due"]:
        _ask_for_payment(world, invoice)
    world.emit("invoice.finalized", invoice)


def _ask_for_payment(world: World, invoice: Resource) -> None:
    shared = {"currency": invoice["currency"]}
    amount = invoice["amount_due"]
    intent = world.new("payment_intent", amount=amount, customer=invoice["customer"], **shared)
    world.new(
        "invoice_payment",
        amount_requested=amount,
        invoice=invoice["id"],
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        **shared,
    )


def attempt(
    world: World, invoice: Resource, method: str | None, *, next_attempt: int | None
) -> bool:
    """Tries to have an open invoice paid by a payment method; returns whether it was.

    ``next_attempt`` is when Stripe will try again if this fails.
    """
    if invoice["amount_due"] and not _take(world, invoice, method):
        invoice["next_payment_attempt"] = next_attempt
        world.emit("invoice.payment_failed", invoice)
        return False
    _pay(world, invoice)
    return True


def _take(world: World, invoice: Resource, method: str | None) -> bool:
    first = invoice["billing_reason"] == "subscription_create"
    [payment] = world.all("invoice_payment", invoice=invoice["id"])
    intent = world.resources[payment["payment"]["payment_intent"]]
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    passes = payments.charge(world, intent, method, first=first)
    if passes:
        payment.update(status="paid", amount_paid=intent["amount"])
        payment["status_transitions"]["paid_at"] = world.now()
    return passes


def _pay(world: World, invoice: Resource) -> None:
    amount = invoice["amount_due"]
    invoice.update(status="paid", attempted=True, next_payment_attempt=None)
    invoice.update(amount_paid=amount, amount_remaining=0)
    invoice["status_transitions"]["paid_at"] = world.now()
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)


def set_aside(world: World, invoice: Resource, status: str) -> None:
    """Leaves a draft unpaid while collection is paused: ``draft``, ``uncollectible``, ``void``."""
    world.emit("invoice.created", invoice)
    invoice.update(status=status, auto_advance=False)
    moments = {"void": "voided_at", "uncollectible": "marked_uncollectible_at"}
    if status in moments:
        invoice["status_transitions"][moments[status]] = world.now()


def stop(world: World, invoice: Resource, *, void: bool) -> None:
    """No more is done to have an invoice paid; a void one was never owed."""
    if invoice["status"] not in ("draft", "open"):
        return
    invoice.update(auto_advance=False, next_payment_attempt=None)
    if void:
        invoice["status"] = "void"
        invoice["status_transitions"]["voided_at"] = world.now()
