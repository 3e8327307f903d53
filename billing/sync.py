"""The only writer of what Stripe says: asks Stripe, and stores the answer if it is the newest.

It is run for every event, on return from a checkout, by reconciling and by hand. However often and
in whatever order that happens, what is stored in the end is what Stripe said last.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

from billing.corrections import correct
from billing.errors import BillingError, StripeRefused, StripeUnavailable
from billing.repository import BillingRecords
from billing.stripe_gateway import StripeGateway
from billing.subscription import CustomerState

_TRIES = 8
_FIRST_PAUSE = 0.02
_COVERED = 2
_AWAY_AFTER = 3
"""Customers in a row of whom Stripe says nothing, after which it is not asked about the rest."""

_log = logging.getLogger(__name__)


class CustomerSync:
    """Brings what is stored of a customer up to date, and ends at Stripe what should not run."""

    def __init__(
        self,
        gateway: StripeGateway,
        records: BillingRecords,
        prices: frozenset[str],
        clock: Callable[[], float],
    ) -> None:
        self._gateway = gateway
        self._records = records
        self._prices = prices
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def sync(self, customer: str) -> CustomerState | None:
        """Asks Stripe about a customer and stores the answer; None where it is not one of ours.

        Raises:
            StripeUnavailable: Stripe does not answer, or too many syncs run side by side.
            StripeRefused: Stripe refuses to tell.
        """
        state = await self._refetched(customer)
        if state is not None and await self._corrected(state):
            state = await self._refetched(customer)
        return state

    async def sync_all(self, customers: Iterable[str]) -> list[str]:
        """Syncs customers one after another; those of whom Stripe could not be asked.

        Raises:
            StripeUnavailable: Stripe does not answer; the rest were not asked about.
        """
        failed: list[str] = []
        unanswered = 0
        for customer in customers:
            try:
                await self.sync(customer)
                unanswered = 0
            except Exception as fault:  # one customer's trouble must not become everybody's
                unanswered = unanswered + 1 if isinstance(fault, StripeUnavailable) else 0
                if unanswered == _AWAY_AFTER:
                    raise
                failed.append(customer)
                said = fault if isinstance(fault, BillingError) else type(fault).__name__
                _log.warning("Stripe could not be asked about %s: %s", customer, said)
        return failed

    async def _corrected(self, state: CustomerState) -> bool:
        """Whether something was ended that should not run."""
        try:
            return await correct(self._gateway, state, self._prices)
        except StripeRefused as refusal:
            # It is stored who has paid: that our key may not end something keeps nobody out.
            _log.error("Stripe does not let us end what should not run: %s", refusal)
            return False

    async def _refetched(self, customer: str) -> CustomerState | None:
        """What Stripe says of a customer, once it is stored.

        No lock of the database is held while Stripe is asked. A version is compared instead: if
        two syncs have been stored since this one was wanted, the later of them asked Stripe after
        that, and what it stored covers this one.
        """
        known = await self._records.customer(customer)
        if known is None:
            return None
        wanted_at = known.version
        # A purchase makes half a dozen events at once: within a process they take turns, so that
        # two of them ask Stripe and the rest are covered.
        async with self._turns.setdefault(customer, asyncio.Lock()):
            for attempt in range(_TRIES):
                known = await self._records.customer(customer)
                if known is None:
                    return None
                if known.version >= wanted_at + _COVERED:
                    return await self._records.state_of(known.account_id)
                state = await self._gateway.state_of(customer)
                if await self._records.store(known, state, int(self._clock())):
                    return state
                # Drawn by chance, so that processes that lost do not meet again.
                await asyncio.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311
        raise StripeUnavailable("Too many changes at once. Try again in a moment.")
