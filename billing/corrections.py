"""What we change at Stripe by ourselves, so that nobody pays twice or for nothing.

a second subscription       one of the two is ended and its payment given back
a lost dispute              the subscription is ended: its payer is not let in any more
"""

import logging

from billing.errors import StripeRefused
from billing.stripe_gateway import StripeGateway
from billing.subscription import CustomerState, Status, Subscription

_log = logging.getLogger(__name__)


def superfluous(state: CustomerState, prices: frozenset[str]) -> list[Subscription]:
    """All subscriptions that include asking, but for the one to keep.

    Kept is one that is paid before one that is not, or its payer would be locked out; of two that
    are paid, the older.
    """
    running = _running(state, prices)
    return sorted(running, key=lambda one: (_rank(one), one.created_at, one.id))[1:]


def unwelcome(state: CustomerState, prices: frozenset[str]) -> list[Subscription]:
    """The subscriptions of somebody who took their money back through the bank."""
    return _running(state, prices) if any(charge.is_lost for charge in state.charges) else []


async def correct(gateway: StripeGateway, state: CustomerState, prices: frozenset[str]) -> bool:
    """Ends what should not run; whether there was anything to end.

    Safe to do again: each step is made once at Stripe however often it is asked. The refund comes
    first, so that whatever stops us between the two is found and gone on with at the next sync.
    """
    ended = unwelcome(state, prices)
    for subscription in ended:
        await gateway.cancel(subscription.id)
        _log.error("Subscription %s is ended: a dispute of its payer was lost.", subscription.id)
    for subscription in superfluous(state, prices) if not ended else []:
        refunded = await _refund(gateway, subscription.id)
        await gateway.cancel(subscription.id)
        _log.error(
            "Subscription %s is a second one of the same customer: it is ended. %s",
            subscription.id,
            refunded,
        )
        ended.append(subscription)
    return bool(ended)


async def _refund(gateway: StripeGateway, subscription: str) -> str:
    """Gives back what was paid for a subscription last; what became of that, in a sentence."""
    try:
        refunded = await gateway.refund_latest(subscription)
    except StripeRefused as refusal:
        # Left running it would be paid for again, and that refused as well.
        return f"Its payment has to be given back by hand: {refusal}"
    return "Its payment is given back." if refunded else "Nothing had been paid for it."


def _running(state: CustomerState, prices: frozenset[str]) -> list[Subscription]:
    """The subscriptions that include asking and are not over. What else is sold is not ours."""
    return [one for one in state.subscriptions if not one.is_over and one.price in prices]


def _rank(subscription: Subscription) -> int:
    """How much a subscription gives, the most first: it is paid; it may be yet; neither."""
    status = subscription.status
    if status in (Status.ACTIVE, Status.TRIALING) and subscription.pause_behavior != "void":
        return 0
    return 1 if status in (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE) else 2
