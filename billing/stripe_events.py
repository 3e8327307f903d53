"""The events that Stripe sends us, and the little of them that we believe: whom they are about.

An event says that something changed, not what is true now: bodies come late, twice and out of
order. So nothing but ids is read from them, and the rest is fetched from Stripe again.
"""

from dataclasses import dataclass
from typing import Any

EVENT_TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "customer.deleted",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
)
"""What a webhook endpoint has to subscribe to. Stripe lists events of at most 20 types at once."""


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """An event as it is kept: when it was made, and the customer or the charge that it is about."""

    id: str
    type: str
    created_at: int
    livemode: bool
    customer: str | None
    charge: str | None

    @classmethod
    def of(cls, body: dict[str, Any]) -> "StripeEvent":
        """The event in a verified body.

        Raises:
            KeyError: It lacks what every event of Stripe's has.
        """
        about = body["data"]["object"]
        return cls(
            id=body["id"],
            type=body["type"],
            created_at=body["created"],
            livemode=body["livemode"],
            customer=_customer(about),
            charge=_id_of(about.get("charge")) if about.get("object") == "dispute" else None,
        )


def _customer(about: dict[str, Any]) -> str | None:
    return about["id"] if about.get("object") == "customer" else _id_of(about.get("customer"))


def _id_of(value: Any) -> str | None:  # noqa: ANN401 - an id, an expanded object, or nothing
    return value.get("id") if isinstance(value, dict) else value
