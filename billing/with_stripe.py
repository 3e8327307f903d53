"""Money, as Stripe keeps it: checkout ► Stripe ► webhook ► inbox ► refetched ► entitlement.

Begin here. Whatever is heard from Stripe, a webhook, a listener who comes back, a reconciliation,
leads to the one function in ``sync.py``; what somebody may do is read from what that stored.

    purchases.py        checkout and portal          event_handling.py   webhook and inbox
    sync.py             what Stripe says, stored     entitlement.py      what follows from it
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from billing.entitlement import AccessRules, Entitlement, entitlement_of
from billing.errors import BillingError
from billing.event_handling import EventHandling
from billing.inbox import Inbox
from billing.interface import BillingRecord, CheckoutStatus, Payer, Reconciled, StripePage
from billing.plans import Plan
from billing.purchases import Purchases
from billing.repository import BillingRecords
from billing.stripe_gateway import StripeGateway
from billing.stripe_objects import Terms
from billing.subscription import CustomerState
from billing.sync import CustomerSync
from billing.turns import Turns

T = TypeVar("T")

_log = logging.getLogger(__name__)

_TASK = "reconcile"
_LOOK_EVERY = 10.0
_RECONCILE_EVERY = 600
_ASKED_AGAIN_AFTER = 86_400
_STRIPE_REMEMBERS = 30 * 86_400
_OVERLAP = 3_600
"""Seconds before the last look from which events are read again: some are listed late."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is sold, how, to which rules, and the secrets that webhooks may be signed with."""

    plan: Plan
    terms: Terms
    rules: AccessRules
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)


class StripeBilling:
    """One plan, sold through Stripe."""

    def __init__(
        self,
        gateway: StripeGateway,
        engine: AsyncEngine,
        offer: Offer,
        clock: Callable[[], float] = time.time,
    ) -> None:
        prices = offer.rules.prices
        self._gateway = gateway
        self._offer = offer
        self._clock = clock
        self._records = BillingRecords(engine)
        self._inbox = Inbox(engine)
        self._turns = Turns(engine)
        self._syncing = CustomerSync(gateway, self._records, prices, clock)
        self._purchases = Purchases(gateway, self._records, self._syncing, offer.terms, prices)
        self._events = EventHandling(
            gateway, self._inbox, self._syncing, offer.webhook_secrets, clock
        )

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plan that is offered."""
        return (self._offer.plan,)

    async def entitlement(self, account_id: str) -> Entitlement:
        """What an account may do now, by what Stripe last said."""
        state = await self._records.state_of(account_id)
        return entitlement_of(state or CustomerState(), self._offer.rules, self._now())

    async def buy(self, payer: Payer, return_url: str) -> StripePage:
        """A checkout; the portal for somebody who has a subscription already."""
        return await self._purchases.buy(payer, return_url)

    async def manage(self, account_id: str, return_url: str) -> StripePage:
        """The portal."""
        return await self._purchases.manage(account_id, return_url)

    async def returned(self, account_id: str, session_id: str) -> CheckoutStatus:
        """What became of a checkout; what it changed is known when this returns."""
        return await self._purchases.returned(account_id, session_id)

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Keeps a webhook once; what it is about is asked of Stripe afterwards."""
        await self._events.receive(payload, signature)

    async def record(self, account_id: str) -> BillingRecord | None:
        """What is kept of an account."""
        known = await self._records.customer_of(account_id)
        state = await self._records.state_of(account_id)
        if known is None or state is None:
            return None
        return BillingRecord(known.customer, known.synced_at, state)

    async def sync(self, payer: Payer) -> None:
        """Asks Stripe about an account, and first for its customer where none is known."""
        await self._purchases.sync(payer)

    async def forget(self, account_id: str) -> None:
        """Deletes the customer at Stripe, which ends every subscription, then here."""
        await self._purchases.forget(account_id)

    async def reconcile(self) -> Reconciled:
        """Tries again what failed, asks about everybody, reads the events that were missed."""
        retried = await self._events.retry_due()
        everybody = await self._records.all_customers()
        failed = await self._syncing.sync_all(everybody)
        # Last: a restricted key may not be let to read events, and is told so when all is done.
        missed = await self._read_missed()
        return Reconciled(retried, missed, len(everybody) - len(failed), len(failed))

    async def watch(self) -> None:
        """Looks after the inbox every ten seconds, and for what was missed every ten minutes."""
        while True:
            await self._look_after()
            await asyncio.sleep(_LOOK_EVERY)

    async def settled(self) -> None:
        """Waits until everything that was received is handled, or noted to be tried again."""
        await self._events.finish()

    async def aclose(self) -> None:
        """Lets what is being handled come to its end, then leaves Stripe."""
        await self.settled()
        await self._gateway.aclose()

    def _now(self) -> int:
        return int(self._clock())

    async def _look_after(self) -> None:
        await _attempted(self._events.retry_due())
        if await _attempted(self._turns.take(_TASK, self._now(), _RECONCILE_EVERY)):
            await _attempted(self._read_missed())
            await _attempted(self._sync_outdated())
            await _attempted(self._inbox.purge(self._now()))

    async def _sync_outdated(self) -> None:
        oldest = self._now() - _ASKED_AGAIN_AFTER
        await self._syncing.sync_all(await self._records.outdated(self._now(), oldest))

    async def _read_missed(self) -> int:
        now = self._now()
        reached = await self._turns.reached(_TASK) or 0
        if reached > now:
            reached = 0  # written by a clock that was wrong: nobody knows how far it got
        missed = await self._events.read_missed(max(reached - _OVERLAP, now - _STRIPE_REMEMBERS))
        await self._turns.note_reached(_TASK, now)
        return missed


async def _attempted(work: Awaitable[T]) -> T | None:
    """What some work comes to; None where it failed. It is done again, and holds up no other."""
    try:
        return await work
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is tried again
        said = fault if isinstance(fault, BillingError) else type(fault).__name__
        _log.warning("Billing could not be looked after: %s", said)
        return None
