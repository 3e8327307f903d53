"""Buying and managing: one customer an account, one open checkout, never a second subscription."""

from dataclasses import dataclass, replace

from billing.entitlement import Entitlement, State
from billing.errors import CheckoutNotFound, NoCustomer, PurchaseRefused, StripeRefused
from billing.interface import CheckoutStatus, PageKind, Payer, StripePage
from billing.repository import BillingRecords, Customer
from billing.stripe_gateway import StripeGateway
from billing.stripe_objects import CheckoutSession, Terms
from billing.subscription import CustomerState
from billing.sync import CustomerSync


@dataclass(frozen=True, slots=True)
class Purchases:
    """What somebody who pays can do; ``prices`` are those that count as a subscription of ours."""

    gateway: StripeGateway
    records: BillingRecords
    syncing: CustomerSync
    terms: Terms
    prices: frozenset[str]

    async def buy(self, payer: Payer, return_url: str) -> StripePage:
        """A checkout; the portal for somebody who has a subscription already."""
        customer = await self._customer_for(payer)
        # Looked for before subscriptions are: a checkout that is paid from here on is either a
        # subscription by then, or what Stripe answers to the key of the one that we ask for.
        session, ordinal = await self.gateway.open_checkout(customer.customer, self.terms.price)
        state = await self.syncing.sync(customer.customer) or CustomerState()
        if state.deleted:
            return await self.buy(payer, return_url)
        if state.is_disputed:
            raise PurchaseRefused(Entitlement(State.DISPUTED).reason)
        if self._has_subscription(state):
            return await self._portal(customer.customer, return_url)
        if session is None:
            session = await self._checkout(customer, self._terms_for(state), return_url, ordinal)
        if session.url is None:
            return await self._portal(customer.customer, return_url)
        return StripePage(PageKind.CHECKOUT, session.url)

    async def manage(self, account_id: str, return_url: str) -> StripePage:
        """The portal."""
        known = await self.records.customer_of(account_id)
        if known is None or known.deleted:
            raise _no_customer()
        try:
            return await self._portal(known.customer, return_url)
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            # Deleted at Stripe, and nobody told us.
            await self.syncing.sync(known.customer)
            raise _no_customer() from refusal

    async def returned(self, account_id: str, session_id: str) -> CheckoutStatus:
        """What became of a checkout; what it changed is known when this returns."""
        known = await self.records.customer_of(account_id)
        session = await self._session(session_id) if known else None
        if session is None or known is None or session.customer != known.customer:
            raise CheckoutNotFound("There is no checkout of yours with this id.")
        await self.syncing.sync(known.customer)
        return session.status

    async def sync(self, payer: Payer) -> None:
        """Asks Stripe about an account, and first for its customer where none is known."""
        known = await self.records.customer_of(payer.account_id)
        if known is None:
            found = await self._lost_customer(payer)
            known = await self.records.bind(payer.account_id, found, 1) if found else None
        if known is not None:
            await self.syncing.sync(known.customer)

    async def forget(self, account_id: str) -> None:
        """Deletes the customer at Stripe, which ends every subscription, then here."""
        known = await self.records.customer_of(account_id)
        if known is not None:
            await self.gateway.delete_customer(known.customer)
            await self.records.unbind(account_id)

    async def _customer_for(self, payer: Payer) -> Customer:
        """The customer of an account, made where there is none or it was deleted."""
        known = await self.records.customer_of(payer.account_id)
        if known is not None and not known.deleted:
            return known
        ordinal = known.ordinal + 1 if known else 1
        # A backup that was played back may lack one who pays already.
        customer = await self._lost_customer(payer) or await self.gateway.create_customer(
            payer.account_id, payer.email, ordinal
        )
        return await self.records.bind(payer.account_id, customer, ordinal)

    async def _lost_customer(self, payer: Payer) -> str | None:
        """A customer that was made for an account, and is not known here; None if there is none."""
        if payer.email is None:
            return None
        return await self.gateway.find_customer(payer.account_id, payer.email)

    def _has_subscription(self, state: CustomerState) -> bool:
        """Whether buying would be for a second time: whatever is not over may come back."""
        return any(not one.is_over and one.price in self.prices for one in state.subscriptions)

    def _terms_for(self, state: CustomerState) -> Terms:
        """A trial is for those who never subscribed, or it could be had again and again."""
        return replace(self.terms, trial_days=0) if state.subscriptions else self.terms

    async def _portal(self, customer: str, return_url: str) -> StripePage:
        return StripePage(PageKind.PORTAL, await self.gateway.create_portal(customer, return_url))

    async def _checkout(
        self, customer: Customer, terms: Terms, return_url: str, ordinal: int
    ) -> CheckoutSession:
        """A new checkout, or that of another tab: never two that could both be paid."""
        try:
            return await self.gateway.create_checkout(
                customer.customer, customer.account_id, terms, return_url, ordinal
            )
        except StripeRefused:
            # Another tab was quicker, and wants to return to another page.
            session, _ = await self.gateway.open_checkout(customer.customer, terms.price)
            if session is None:
                raise
            return session

    async def _session(self, session_id: str) -> CheckoutSession | None:
        try:
            return await self.gateway.checkout(session_id)
        except StripeRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            return None


def _no_customer() -> NoCustomer:
    return NoCustomer("There is no subscription to manage. Subscribe first.")
