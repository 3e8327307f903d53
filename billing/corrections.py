"""What we change at Stripe by ourselves, so that nobody pays twice or for nothing.

a second subscription       the newer one is ended and its payment given back
a lost dispute              the subscription is ended: its payer is not let in any more
"""

import logging

from billing.stripe_gateway import StripeGateway
from billing.subscription import CustomerState, Subscription

_log = logging.getLogger(__name__)


def superfluous(state: CustomerState, prices: frozenset[str]) -> list[Subscription]:
    """All subscriptions that include asking, but for the oldest."""
    running = [s for s in state.subscriptions if not s.is_over and s.price in prices]
    return sorted(running, key=lambda one: (one.created_at, one.id))[1:]


def unwelcome(state: CustomerState) -> list[Subscription]:
    """The subscriptions of somebody who took their money back through the bank."""
    if not any(charge.is_lost for charge in state.charges):
        return []
    return [one for one in state.subscriptions if not one.is_over]


async def correct(gateway: StripeGateway, state: CustomerState, prices: frozenset[str]) -> bool:
    """Ends what should not run; whether there was anything to end.

    Safe to do again: each step is made once at Stripe however often it is asked. The refund comes
    first, so that whatever stops us between the two is found and gone on with at the next sync.
    """
    ended = unwelcome(state)
    for subscription in ended:
        _log.error("Subscription %s is ended: a dispute of its payer was lost.", subscription.id)
        await gateway.cancel(subscription.id)
    for subscription in superfluous(state, prices) if not ended else []:
        refunded = await gateway.refund_latest(subscription.id)
        _log.error(
            "Subscription %s is a second one of the same customer: it is ended%s.",
            subscription.id,
            ", its payment given back" if refunded else "; nothing had been paid for it",
        )
        await gateway.cancel(subscription.id)
        ended.append(subscription)
    return bool(ended)
