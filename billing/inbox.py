"""Stripe's events, kept once before Stripe is told that they came, then handled, then marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncEngine

from billing.stripe_events import StripeEvent
from billing.tables import events

WRONG_LIVEMODE = "It belongs to Stripe's other mode, live or test."

_FIRST_PAUSE, _LONGEST_PAUSE = 10, 3_600
_KEPT_FOR = 30 * 86_400
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event that was not handled yet, and how often that was tried."""

    id: str
    type: str
    customer: str | None
    charge: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many events are kept: not handled yet, of those tried in vain, of the other mode."""

    waiting: int
    failing: int
    other_mode: int


class Inbox:
    """The events in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, event: StripeEvent, now: int) -> bool:
        """Keeps an event to be handled; False if it was there already."""
        return await self._insert(event, now, handled_at=None, fault=None)

    async def set_aside(self, event: StripeEvent, now: int) -> None:
        """Keeps an event of Stripe's other mode, so that it is counted, and never handles it."""
        await self._insert(event, now, handled_at=now, fault=WRONG_LIVEMODE)

    async def waiting(self, event_ids: Sequence[str]) -> list[WaitingEvent]:
        """Those of some events that were kept and not handled yet, the oldest first."""
        found: list[WaitingEvent] = []
        for start in range(0, len(event_ids), _AT_ONCE):
            found += await self._waiting(events.c.id.in_(event_ids[start : start + _AT_ONCE]))
        return found

    async def due(self, now: int) -> list[WaitingEvent]:
        """Events that are to be tried again by now, the oldest first; some hundreds at most."""
        return await self._waiting(events.c.next_try_at <= now)

    async def mark_handled(self, event_id: str, now: int) -> None:
        """Marks an event as handled."""
        await self._update(event_id, handled_at=now, fault=None)

    async def mark_failed(self, event: WaitingEvent, fault: str, now: int) -> None:
        """Notes why an event could not be handled; it is tried again later, and ever later."""
        pause = min(_FIRST_PAUSE * 2**event.attempts, _LONGEST_PAUSE)
        await self._update(
            event.id, attempts=event.attempts + 1, next_try_at=now + pause, fault=fault
        )

    async def counts(self) -> InboxCounts:
        """How many events wait, and how many of them were tried in vain."""
        open_ones = events.c.handled_at.is_(None)
        conditions = (
            open_ones,
            open_ones & (events.c.attempts > 0),
            events.c.fault == WRONG_LIVEMODE,
        )
        counted = select(*(func.count().filter(condition) for condition in conditions))
        async with self._engine.connect() as connection:
            found = (await connection.execute(counted.select_from(events))).one()
        return InboxCounts(found[0], found[1], found[2])

    async def purge(self, now: int) -> None:
        """Deletes what was handled long ago; Stripe itself keeps events for thirty days."""
        old = events.c.handled_at < now - _KEPT_FOR
        async with self._engine.begin() as connection:
            await connection.execute(delete(events).where(old))

    async def _insert(
        self, event: StripeEvent, now: int, *, handled_at: int | None, fault: str | None
    ) -> bool:
        row = {
            "id": event.id,
            "type": event.type,
            "created_at": event.created_at,
            "customer": event.customer,
            "charge": event.charge,
            "received_at": now,
            "handled_at": handled_at,
            "attempts": 0,
            # Whoever keeps it handles it at once; this is for the case that they do not live on.
            "next_try_at": now + _FIRST_PAUSE,
            "fault": fault,
        }
        once = insert(events).values(row).on_conflict_do_nothing(index_elements=["id"])
        async with self._engine.begin() as connection:
            return bool((await connection.execute(once)).rowcount)

    async def _waiting(self, which: ColumnElement[bool]) -> list[WaitingEvent]:
        wanted = select(events).where(events.c.handled_at.is_(None)).where(which)
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(events.c.created_at).limit(_AT_ONCE))
            return [_waiting_event(row) for row in rows]

    async def _update(self, event_id: str, **values: object) -> None:
        changed = update(events).where(events.c.id == event_id).values(**values)
        async with self._engine.begin() as connection:
            await connection.execute(changed)


def _waiting_event(row: Row[Any]) -> WaitingEvent:
    return WaitingEvent(row.id, row.type, row.customer, row.charge, row.attempts)
