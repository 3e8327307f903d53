"""Billing for a service that takes no money: everybody may ask."""

from billing.interface import Entitlement


class UnlimitedBilling:
    """Lets everybody ask; what runs when no Stripe key is set."""

    async def entitlement(self) -> Entitlement:
        """Everybody may ask."""
        return Entitlement(may_ask=True)
