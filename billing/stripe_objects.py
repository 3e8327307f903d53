"""Stripe's objects, read into ours, and ours written as Stripe wants them. Pure.

Fields stand where API version 2026-10-28.endive has them: a subscription's period, for example, on
its item alone.
"""

from dataclasses import dataclass
from typing import Any, Literal

from billing.plans import Price
from billing.subscription import Charge, Status, Subscription, worst_dispute

_REFUNDABLE = frozenset({"payment_intent", "charge"})


@dataclass(frozen=True, slots=True)
class Terms:
    """How a checkout is made: settings that are passed through to Stripe."""

    price: str
    automatic_tax: bool = False
    promotion_codes: bool = False
    trial_days: int = 0
    terms_consent: bool = False


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A checkout at Stripe; ``url`` is None once it is over, ``price`` where it is none of ours."""

    id: str
    customer: str | None
    status: Literal["open", "complete", "expired"]
    url: str | None
    price: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """A webhook endpoint as Stripe has it."""

    url: str
    enabled: bool
    events: tuple[str, ...]
    api_version: str | None


def price_of(body: dict[str, Any]) -> Price:
    """A price."""
    recurring = body.get("recurring") or {}
    return Price(
        id=body["id"],
        active=body["active"],
        amount=body.get("unit_amount"),
        currency=body["currency"],
        interval=recurring.get("interval"),
        interval_count=recurring.get("interval_count", 1),
    )


def subscription_of(body: dict[str, Any]) -> Subscription:
    """A subscription."""
    item = body["items"]["data"][0]
    ends = item["current_period_end"]
    return Subscription(
        id=body["id"],
        status=Status(body["status"]),
        price=item["price"]["id"],
        created_at=body["created"],
        period_start=item["current_period_start"],
        period_end=ends,
        cancel_at=body.get("cancel_at") or (ends if body.get("cancel_at_period_end") else None),
        pause_behavior=(body.get("pause_collection") or {}).get("behavior"),
    )


def charge_of(body: dict[str, Any], disputes: list[str]) -> Charge:
    """A charge, and what became of its disputes."""
    return Charge(
        id=body["id"],
        created_at=body["created"],
        paid=body["paid"],
        amount=body["amount"],
        refunded=body["amount_refunded"],
        dispute_status=worst_dispute(disputes),
    )


def endpoint_of(body: dict[str, Any]) -> WebhookEndpoint:
    """A webhook endpoint."""
    return WebhookEndpoint(
        url=body["url"],
        enabled=body["status"] == "enabled",
        events=tuple(body["enabled_events"]),
        api_version=body.get("api_version"),
    )


def payments_of(body: dict[str, Any]) -> list[dict[str, str]]:
    """What a subscription's latest invoice was paid with, as a refund names it."""
    payments = ((body.get("latest_invoice") or {}).get("payments") or {}).get("data", [])
    paid = [one["payment"] for one in payments if one.get("status") == "paid"]
    return [{one["type"]: one[one["type"]]} for one in paid if one["type"] in _REFUNDABLE]


def session_of(body: dict[str, Any]) -> CheckoutSession:
    """A checkout."""
    return CheckoutSession(
        id=body["id"],
        customer=body.get("customer"),
        status=body["status"],
        url=body.get("url"),
        price=(body.get("metadata") or {}).get("price"),
    )


def checkout_parameters(
    customer: str, account_id: str, terms: Terms, return_url: str
) -> dict[str, Any]:
    """What is asked of Stripe for a checkout; ``return_url`` is where its payer comes back to."""
    about = {"account_id": account_id}
    wanted: dict[str, Any] = {
        "mode": "subscription",
        "customer": customer,
        "client_reference_id": account_id,
        "line_items": [{"price": terms.price, "quantity": 1}],
        "success_url": _with_session_id(return_url),
        "cancel_url": return_url,
        "metadata": about | {"price": terms.price},
        "subscription_data": {"metadata": about},
    }
    if terms.automatic_tax:
        wanted["automatic_tax"] = {"enabled": True}
        # Stripe works taxes out from an address, and keeps the one that is typed there.
        wanted["customer_update"] = {"address": "auto"}
    if terms.promotion_codes:
        wanted["allow_promotion_codes"] = True
    if terms.trial_days:
        wanted["subscription_data"]["trial_period_days"] = terms.trial_days
    if terms.terms_consent:
        wanted["consent_collection"] = {"terms_of_service": "required"}
    return wanted


def _with_session_id(return_url: str) -> str:
    """An address with the checkout's id in its query, where Stripe fills it in."""
    page, hash_sign, fragment = return_url.partition("#")
    join = "&" if "?" in page else "?"
    return f"{page}{join}checkout={{CHECKOUT_SESSION_ID}}{hash_sign}{fragment}"
