"""Everything that is said to Stripe and heard from it, in our own words.

Stripe's objects end here: what leaves is ours, and every failure is a ``BillingError``.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from billing.errors import SignatureRefused, StripeRefused
from billing.plans import Price
from billing.stripe_api import StripeApi, StripeConnection
from billing.stripe_events import EVENT_TYPES, StripeEvent
from billing.stripe_objects import (
    CheckoutSession,
    Terms,
    WebhookEndpoint,
    charge_of,
    checkout_parameters,
    endpoint_of,
    payments_of,
    price_of,
    session_of,
    subscription_of,
)
from billing.subscription import Charge, CustomerState

_MOST = 100
_KEY_SECONDS = 600
"""How long an idempotency key lasts. Stripe repeats what it answered to one for a day, failures
too: with the same key nobody could buy for a day after one error of Stripe's or of a setting."""


class StripeGateway:
    """Stripe's API, as far as one subscription needs it.

    Used from one event loop. Every method raises ``StripeUnavailable`` where Stripe does not
    answer, and ``StripeRefused`` where it refuses.
    """

    def __init__(
        self, connection: StripeConnection, clock: Callable[[], float] = time.time
    ) -> None:
        self.livemode = connection.livemode
        self._api = StripeApi(connection)
        self._clock = clock

    async def aclose(self) -> None:
        """Closes the connections to Stripe."""
        await self._api.aclose()

    async def price(self, price_id: str) -> Price:
        """A price."""
        return price_of(await self._api.ask(lambda v1: v1.prices.retrieve_async(price_id)))

    async def create_customer(self, account_id: str, email: str | None, ordinal: int) -> str:
        """Makes the n-th customer of an account, once however many ask at a time; its id."""
        about: dict[str, Any] = {"metadata": {"account_id": account_id}}
        if email:
            about["email"] = email
        key = self._key(f"customer-{account_id}-{ordinal}")
        made = await self._api.ask(lambda v1: v1.customers.create_async(about, key))
        return str(made["id"])

    async def find_customer(self, account_id: str, email: str) -> str | None:
        """A customer with this address that was made for this account; None if there is none."""
        wanted = {"email": email, "limit": _MOST}
        found = await self._api.ask_all(lambda v1: v1.customers.list_async(wanted))
        made_for = (
            c["id"] for c in found if (c.get("metadata") or {}).get("account_id") == account_id
        )
        return next(made_for, None)

    async def delete_customer(self, customer: str) -> None:
        """Deletes a customer, which ends their subscriptions at once."""
        try:
            await self._api.ask(lambda v1: v1.customers.delete_async(customer))
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise

    async def state_of(self, customer: str) -> CustomerState:
        """All that Stripe says of a customer now."""
        if await self._is_deleted(customer):
            return CustomerState(deleted=True)
        subscriptions, charges = await asyncio.gather(
            self._api.ask_all(
                lambda v1: v1.subscriptions.list_async(
                    {"customer": customer, "status": "all", "limit": _MOST}
                )
            ),
            self._api.ask_all(
                lambda v1: v1.charges.list_async({"customer": customer, "limit": _MOST})
            ),
        )
        return CustomerState(
            tuple(subscription_of(one) for one in subscriptions),
            tuple([await self._charge(one) for one in charges]),
        )

    async def customer_of_charge(self, charge: str) -> str | None:
        """The customer who paid a charge; None where nobody of ours did."""
        try:
            found = await self._api.ask(lambda v1: v1.charges.retrieve_async(charge))
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            return None
        customer: str | None = found.get("customer")
        return customer

    async def open_checkout(self, customer: str, price: str) -> tuple[CheckoutSession | None, int]:
        """A customer's open checkout of a price, if there is one, and how many they ever had."""
        wanted = {"customer": customer, "limit": _MOST}
        try:
            found = await self._api.ask_all(lambda v1: v1.checkout.sessions.list_async(wanted))
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":  # so says Stripe of a customer that is deleted
                raise
            found = []
        sessions = [session_of(one) for one in found]
        open_ones = [s for s in sessions if s.status == "open" and s.url and s.price == price]
        return (open_ones[0] if open_ones else None), len(sessions)

    async def create_checkout(
        self, customer: str, account_id: str, terms: Terms, return_url: str, ordinal: int
    ) -> CheckoutSession:
        """Makes a customer's n-th checkout, once however many ask at a time."""
        wanted = checkout_parameters(customer, account_id, terms, return_url)
        key = self._key(f"checkout-{customer}-{terms.price}-{ordinal}")
        made = await self._api.ask(lambda v1: v1.checkout.sessions.create_async(wanted, key))
        return session_of(made)

    async def checkout(self, session_id: str) -> CheckoutSession:
        """A checkout by its id."""
        return session_of(
            await self._api.ask(lambda v1: v1.checkout.sessions.retrieve_async(session_id))
        )

    async def create_portal(self, customer: str, return_url: str) -> str:
        """The address of a page on which a customer manages what they bought."""
        wanted = {"customer": customer, "return_url": return_url}
        made = await self._api.ask(lambda v1: v1.billing_portal.sessions.create_async(wanted))
        return str(made["url"])

    async def cancel(self, subscription: str) -> None:
        """Ends a subscription now, once however often it is asked."""
        try:
            await self._api.ask(lambda v1: v1.subscriptions.cancel_async(subscription))
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":  # so says Stripe of one that is over already
                raise

    async def refund_latest(self, subscription: str) -> bool:
        """Gives back what a subscription's latest invoice took; False if it took nothing."""
        wanted = {"expand": ["latest_invoice.payments"]}
        found = await self._api.ask(
            lambda v1: v1.subscriptions.retrieve_async(subscription, wanted)
        )
        payments = payments_of(found)
        for payment in payments:
            about = payment | {"metadata": {"reason": "second subscription"}}
            key = {"idempotency_key": f"refund-{subscription}-{next(iter(payment.values()))}"}
            await self._refund(about, key)
        return bool(payments)

    async def events_since(self, created: int) -> list[StripeEvent]:
        """The events that matter to us and were made at or after a time, at most 30 days ago."""
        wanted = {"types": list(EVENT_TYPES), "created": {"gte": created}, "limit": _MOST}
        return [
            StripeEvent.of(e)
            for e in await self._api.ask_all(lambda v1: v1.events.list_async(wanted))
        ]

    async def webhook_endpoints(self) -> list[WebhookEndpoint]:
        """The webhook endpoints of the account."""
        found = await self._api.ask_all(
            lambda v1: v1.webhook_endpoints.list_async({"limit": _MOST})
        )
        return [endpoint_of(one) for one in found]

    async def has_portal(self) -> bool:
        """Whether the customer portal was set up."""
        wanted = {"active": True, "is_default": True, "limit": 1}
        found = await self._api.ask_all(
            lambda v1: v1.billing_portal.configurations.list_async(wanted)
        )
        return bool(found)

    async def verified_event(
        self, payload: bytes, signature: str | None, secrets: tuple[str, ...]
    ) -> StripeEvent:
        """The event in a webhook that was signed with one of the secrets.

        Raises:
            SignatureRefused: None of them signed it, or too long ago.
        """
        if not await self._api.is_signed(payload, signature, secrets):
            raise SignatureRefused(
                "The Stripe-Signature header does not fit the body, or is older than five minutes."
            )
        try:
            return StripeEvent.of(json.loads(payload))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SignatureRefused("The body is not one of Stripe's events.") from error

    def _key(self, what: str) -> dict[str, str]:
        return {"idempotency_key": f"{what}-{int(self._clock() // _KEY_SECONDS)}"}

    async def _is_deleted(self, customer: str) -> bool:
        try:
            found = await self._api.ask(lambda v1: v1.customers.retrieve_async(customer))
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            return True
        return bool(found.get("deleted"))

    async def _charge(self, body: dict[str, Any]) -> Charge:
        disputed: list[str] = []
        if body.get("disputed"):
            wanted = {"charge": body["id"], "limit": _MOST}
            found = await self._api.ask_all(lambda v1: v1.disputes.list_async(wanted))
            disputed = [one["status"] for one in found]
        return charge_of(body, disputed)

    async def _refund(self, about: dict[str, Any], key: dict[str, str]) -> None:
        try:
            await self._api.ask(lambda v1: v1.refunds.create_async(about, key))
        except StripeRefused as refusal:
            if refusal.code != "charge_already_refunded":
                raise
