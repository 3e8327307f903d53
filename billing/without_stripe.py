"""Billing for a service that takes no money: everybody may ask."""

from billing.entitlement import UNLIMITED, Entitlement
from billing.errors import NothingForSale
from billing.interface import BillingRecord, CheckoutStatus, Payer, Reconciled, StripePage
from billing.plans import Plan


class UnlimitedBilling:
    """Lets everybody ask; what runs when no Stripe key is set."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Nothing is sold."""
        return ()

    async def entitlement(self, account_id: str) -> Entitlement:  # noqa: ARG002
        """Everybody may ask."""
        return UNLIMITED

    async def buy(self, payer: Payer, return_url: str) -> StripePage:  # noqa: ARG002
        """Refuses: there is nothing to buy."""
        raise _nothing()

    async def manage(self, account_id: str, return_url: str) -> StripePage:  # noqa: ARG002
        """Refuses: there is nothing to manage."""
        raise _nothing()

    async def returned(self, account_id: str, session_id: str) -> CheckoutStatus:  # noqa: ARG002
        """Refuses: there is no checkout to come back from."""
        raise _nothing()

    async def receive(self, payload: bytes, signature: str | None) -> None:  # noqa: ARG002
        """Refuses: nobody here listens to Stripe."""
        raise _nothing()

    async def record(self, account_id: str) -> BillingRecord | None:  # noqa: ARG002
        """Nothing is kept."""
        return None

    async def sync(self, payer: Payer) -> None:  # noqa: ARG002
        """Refuses: there is nobody to ask."""
        raise _nothing()

    async def forget(self, account_id: str) -> None:
        """Nothing is kept."""

    async def reconcile(self) -> Reconciled:
        """Refuses: there is nobody to ask."""
        raise _nothing()

    async def watch(self) -> None:
        """Nothing has to be watched."""

    async def aclose(self) -> None:
        """Nothing is open."""


def _nothing() -> NothingForSale:
    return NothingForSale("Asking costs nothing here: there is nothing to buy or to manage.")
