"""How a subscription begins: with a trial, or with a first payment."""

from dataclasses import dataclass, field

from tests.local_stripe.account import invoices, subscriptions
from tests.local_stripe.account.periods import next_end
from tests.local_stripe.account.world import DAY, Outlook, World
from tests.local_stripe.shapes import listed
from tests.local_stripe.shapes.parts import Resource


@dataclass(frozen=True)
class Order:
    """What is subscribed to, by whom, and how it begins."""

    customer: str
    price: Resource
    quantity: int = 1
    trial_days: int = 0
    payment_method: str | None = None
    missing_payment_method: str = "create_invoice"
    automatic_tax: bool = False
    metadata: dict[str, str] = field(default_factory=dict)


def begin(world: World, order: Order) -> Resource:
    """A new subscription: trialing, active if its first payment passed, or else incomplete.

    The event of its creation shows it as it was before the payment, as Stripe's do.
    """
    now = world.now()
    trial_end = now + order.trial_days * DAY if order.trial_days else None
    subscription = world.new(
        "subscription",
        automatic_tax={
            "disabled_reason": None,
            "enabled": order.automatic_tax,
            "liability": {"type": "self"} if order.automatic_tax else None,
        },
        billing_cycle_anchor=trial_end or now,
        currency=order.price["currency"],
        customer=order.customer,
        default_payment_method=order.payment_method,
        metadata=order.metadata,
        start_date=now,
        status="trialing" if trial_end else "incomplete",
        trial_start=now if trial_end else None,
        trial_end=trial_end,
        trial_settings={"end_behavior": {"missing_payment_method": order.missing_payment_method}},
    )
    item = _item(world, subscription, order)
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = listed([item], url)
    world.outlooks[subscription["id"]] = Outlook()
    _first_invoice(world, subscription)
    return subscription


def _item(world: World, subscription: Resource, order: Order) -> Resource:
    start, trial_end = subscription["start_date"], subscription["trial_end"]
    return world.new(
        "subscription_item",
        current_period_start=start,
        current_period_end=trial_end or next_end(start, start, order.price["recurring"]),
        plan=plan_of(order.price),
        price=order.price,
        quantity=order.quantity,
        subscription=subscription["id"],
    )


def plan_of(price: Resource) -> Resource:
    """What Stripe still calls the plan of a price, for older integrations."""
    same = ("id", "active", "billing_scheme", "created", "currency", "livemode", "metadata")
    recurring = price["recurring"]
    return {
        **{name: price[name] for name in (*same, "nickname", "product", "tiers_mode")},
        **{name: recurring[name] for name in ("interval", "interval_count", "meter")},
        "object": "plan",
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": recurring["usage_type"],
    }


def _first_invoice(world: World, subscription: Resource) -> None:
    invoice = invoices.draft(world, subscription, "subscription_create")
    world.emit("customer.subscription.created", subscription)
    invoices.finalize(world, invoice)
    method = subscriptions.payment_method(world, subscription)
    if invoices.attempt(world, invoice, method, next_attempt=None):
        subscriptions.settle(world, subscription)
