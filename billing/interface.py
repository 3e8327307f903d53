"""What the service asks of billing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from billing.entitlement import Entitlement
from billing.plans import Plan
from billing.subscription import CustomerState


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody with a proved address or login; ``email`` is None where only a login is known."""

    account_id: str
    email: str | None


class PageKind(StrEnum):
    """What a page at Stripe is for."""

    CHECKOUT = "checkout"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class StripePage:
    """A page at Stripe to send somebody to."""

    kind: PageKind
    url: str


CheckoutStatus = Literal["open", "complete", "expired"]


@dataclass(frozen=True, slots=True)
class BillingRecord:
    """What is kept of an account: its Stripe customer, and what Stripe said of it, and when."""

    customer: str
    synced_at: int | None
    state: CustomerState


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What reconciling found: events tried again, events never heard of, customers asked about.

    ``failed`` customers could not be asked about; the log says why.
    """

    retried: int
    missed: int
    synced: int
    failed: int


class Billing(Protocol):
    """What is sold and who has it. Entitlements are read locally: no question waits for Stripe."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """What is offered; empty where nothing is."""

    async def entitlement(self, account_id: str) -> Entitlement:
        """What an account may do now, by what was last heard."""

    async def buy(self, payer: Payer, return_url: str) -> StripePage:
        """Where somebody buys, or manages what they have already bought.

        Raises:
            NothingForSale: There is nothing to buy here.
            PurchaseRefused: This account may not buy.
            StripeUnavailable: Stripe does not answer.
        """

    async def manage(self, account_id: str, return_url: str) -> StripePage:
        """Where somebody manages or cancels what they bought.

        Raises:
            NothingForSale: There is nothing to buy here.
            NoCustomer: They have never bought anything.
            StripeUnavailable: Stripe does not answer.
        """

    async def returned(self, account_id: str, session_id: str) -> CheckoutStatus:
        """What became of a checkout that somebody comes back from; syncs, like a webhook.

        Raises:
            NothingForSale: There is nothing to buy here.
            CheckoutNotFound: It is not one of theirs.
            StripeUnavailable: Stripe does not answer.
        """

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Keeps a webhook; it is safe once this returns, and handled soon.

        Raises:
            NothingForSale: There is nothing to buy here.
            WebhookClosed: No secret is set.
            SignatureRefused: Stripe did not sign it.
            InboxUnavailable: It could not be kept.
        """

    async def record(self, account_id: str) -> BillingRecord | None:
        """What is kept of an account; None where it never bought anything."""

    async def sync(self, payer: Payer) -> None:
        """Asks Stripe about an account, looking for a customer of theirs that got lost.

        Raises:
            NothingForSale: There is nothing to buy here.
            StripeUnavailable: Stripe does not answer.
        """

    async def forget(self, account_id: str) -> None:
        """Ends what an account pays for, deletes it at Stripe, and forgets it.

        Raises:
            StripeUnavailable: Stripe does not answer; nothing was forgotten.
        """

    async def reconcile(self) -> Reconciled:
        """Finds everything that was missed, by asking Stripe about everybody."""

    async def watch(self) -> None:
        """Tries again what failed and looks for what was missed, until it is cancelled."""

    async def aclose(self) -> None:
        """Lets what is being done come to its end."""
