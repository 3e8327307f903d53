"""Which billing the settings ask for, made with what it needs, and closed again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from billing import (
    Billing,
    PlanMismatch,
    StripeBilling,
    StripeGateway,
    StripeUnavailable,
    UnlimitedBilling,
    price_fault,
)
from service.settings import Settings

WEBHOOK_PATH = "/v1/stripe/webhook"
"""Where Stripe tells that something changed; commands compare it with what Stripe has."""


@asynccontextmanager
async def billing_for(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Billing]:
    """A subscription sold through Stripe where a key is set, else everybody may ask.

    Raises:
        SettingsRefused: What Stripe needs is not set.
    """
    if not settings.takes_payments:
        yield UnlimitedBilling()
        return
    billing = StripeBilling(StripeGateway(settings.stripe), engine, settings.offer)
    try:
        yield billing
    finally:
        await billing.aclose()


async def check_price(settings: Settings) -> str | None:
    """Compares what is offered with what Stripe charges; why it could not, in a sentence.

    Raises:
        PlanMismatch: They differ.
        StripeRefused: Stripe does not know the price, or not this key.
    """
    gateway = StripeGateway(settings.stripe)
    try:
        price = await gateway.price(settings.offer.plan.price)
    except StripeUnavailable:
        return "Stripe does not answer, so the price could not be compared. Serving all the same."
    finally:
        await gateway.aclose()
    fault = price_fault(settings.offer.plan, price)
    if fault:
        raise PlanMismatch(fault)
    return None
