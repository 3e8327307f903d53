"""An event from Stripe: verified, kept once, then handled, then marked; or tried again."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from billing.errors import BillingError, InboxUnavailable, SignatureRefused, WebhookClosed
from billing.inbox import Inbox, WaitingEvent
from billing.stripe_events import EVENT_TYPES, StripeEvent
from billing.stripe_gateway import StripeGateway
from billing.sync import CustomerSync

_log = logging.getLogger(__name__)

_AT_ONCE = 8
"""Events that are handled side by side: on the first of a month hundreds come, and Stripe and the
database have others to serve too."""

_SERIOUS = 5
"""Tries in vain after which it is an error in the log, and no longer a warning."""


class EventHandling:
    """Takes events in, and does what they call for: a sync of whom they are about."""

    def __init__(
        self,
        gateway: StripeGateway,
        inbox: Inbox,
        syncing: CustomerSync,
        secrets: tuple[str, ...],
        clock: Callable[[], float],
    ) -> None:
        self._gateway = gateway
        self._inbox = inbox
        self._syncing = syncing
        self._secrets = secrets
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Keeps a webhook; it is handled after Stripe was told that it is safe.

        Raises:
            WebhookClosed: No secret is set.
            SignatureRefused: Stripe did not sign it.
            InboxUnavailable: It could not be kept.
        """
        if not self._secrets:
            raise WebhookClosed("A webhook came, and STRIPE_WEBHOOK_SECRET is not set to check it.")
        try:
            event = await self._gateway.verified_event(payload, signature, self._secrets)
        except SignatureRefused:
            _log.warning(
                "A webhook was refused that STRIPE_WEBHOOK_SECRET did not sign just now. If every "
                "one is, the secret is another endpoint's, or this machine's clock is ahead."
            )
            raise
        if event.type in EVENT_TYPES and await self._kept(event):
            task = asyncio.create_task(self._handle_kept(event.id))
            # A task that nobody holds may be collected before it is done.
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def retry_due(self) -> int:
        """Tries again what is due; how many events that were."""
        due = await self._inbox.due(self._now())
        await self._handle(due)
        return len(due)

    async def read_missed(self, since: int) -> int:
        """Keeps and handles what Stripe made since a time and no webhook brought; how many."""
        events = await self._gateway.events_since(since)
        missed = [event.id for event in events if await self._kept(event)]
        await self._handle(await self._inbox.waiting(missed))
        return len(missed)

    async def finish(self) -> None:
        """Lets what is being handled come to its end."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def _now(self) -> int:
        return int(self._clock())

    async def _kept(self, event: StripeEvent) -> bool:
        """Keeps an event; whether it is new and is to be handled."""
        try:
            if event.livemode != self._gateway.livemode:
                await self._inbox.set_aside(event, self._now())
                return False
            return await self._inbox.keep(event, self._now())
        except Exception as error:
            # Whatever a database says when it is away: Stripe has to hear that it is to come again.
            raise InboxUnavailable("The event could not be stored. Send it again.") from error

    async def _handle_kept(self, event_id: str) -> None:
        async with self._places:
            await self._handle(await self._inbox.waiting([event_id]))

    async def _handle(self, events: Sequence[WaitingEvent]) -> None:
        """Handles events that were kept before; those that fail are tried again later."""
        synced: set[str] = set()
        for event in events:
            try:
                await self._apply(event, synced)
                await self._inbox.mark_handled(event.id, self._now())
            except Exception as fault:  # noqa: BLE001 - whatever it is, the event stays
                await self._note_failure(event, fault)

    async def _apply(self, event: WaitingEvent, synced: set[str]) -> None:
        """Syncs whom an event is about, unless that was done since the event was kept."""
        customer = event.customer
        if customer is None and event.charge is not None:
            customer = await self._gateway.customer_of_charge(event.charge)
        if customer is not None and customer not in synced:
            await self._syncing.sync(customer)
            synced.add(customer)

    async def _note_failure(self, event: WaitingEvent, fault: Exception) -> None:
        said = str(fault) if isinstance(fault, BillingError) else type(fault).__name__
        level = logging.ERROR if event.attempts + 1 >= _SERIOUS else logging.WARNING
        _log.log(level, "Event %s (%s) is not handled yet: %s", event.id, event.type, said)
        try:
            await self._inbox.mark_failed(event, said, self._now())
        except Exception:  # noqa: BLE001 - the database is away
            # It is still there, unmarked: it is tried again at the next look.
            _log.warning("Event %s could not be marked.", event.id)
