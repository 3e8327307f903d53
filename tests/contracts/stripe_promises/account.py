"""An account at Stripe that a test may use, ours or a real one in test mode."""

from dataclasses import dataclass, field
from typing import Any

import stripe
from stripe import StripeClient


@dataclass
class Account:
    """An account at Stripe, and which customers a test made there."""

    client: StripeClient
    made: list[str] = field(default_factory=list)

    async def customer(self, **params: Any) -> str:
        """A customer of a test, by id."""
        given: Any = params
        customer = await self.client.v1.customers.create_async(given)
        self.made.append(customer.id)
        return customer.id

    async def payer(self, method: str = "pm_card_visa") -> str:
        """A customer with a card, by id."""
        identity = await self.customer(email="payer@example.org")
        methods = self.client.v1.payment_methods
        card = await methods.attach_async(method, {"customer": identity})
        settings: Any = {"invoice_settings": {"default_payment_method": card.id}}
        await self.client.v1.customers.update_async(identity, settings)
        return identity

    async def price(self, amount: int = 999) -> str:
        """A monthly price of a product of its own, by id."""
        price = await self.client.v1.prices.create_async(
            {
                "currency": "usd",
                "unit_amount": amount,
                "recurring": {"interval": "month"},
                "product_data": {"name": "A test's"},
            }
        )
        return price.id

    async def subscribed(self, customer: str, **params: Any) -> stripe.Subscription:
        """A subscription of a customer."""
        given: Any = {"customer": customer, "items": [{"price": await self.price()}], **params}
        return await self.client.v1.subscriptions.create_async(given)

    async def session(self, **params: Any) -> stripe.checkout.Session:
        """A Checkout session."""
        given: Any = {
            "mode": "subscription",
            "line_items": [{"price": await self.price(), "quantity": 1}],
            "success_url": "https://example.org/back?session={CHECKOUT_SESSION_ID}",
            **params,
        }
        return await self.client.v1.checkout.sessions.create_async(given)


def period_of(subscription: stripe.Subscription) -> tuple[int, int]:
    item = subscription["items"].data[0]
    return item.current_period_start, item.current_period_end
