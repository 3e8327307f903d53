"""Questions as money: reserved before an answer is made, then kept or given back. In SQL.

What a crash leaves reserved is given back after a while, so that nobody pays for it.
"""

import time
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Integer, String, Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from service.database import metadata

usage = Table(
    "question_usage",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("period_start", BigInteger, primary_key=True),
    Column("used", Integer, nullable=False),
)

reservations = Table(
    "question_reservations",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("caller", String(64), nullable=False, index=True),
    Column("period_start", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

_KEPT_FOR = 90 * 86_400


class Settled(StrEnum):
    """What became of a reservation."""

    RESERVED = "reserved"
    CHARGED = "charged"
    REFUNDED = "refunded"


class QuestionLedger:
    """How many questions each caller has had in each period."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def reserve(
        self, answer_id: str, caller: str, period_start: int, most: int
    ) -> int | None:
        """Takes one of a period's questions; how many are left then, None if none was left.

        The counter is made, compared and moved in one statement, so that however many ask at once
        no more than ``most``, which is at least one, get through.
        """
        taken = (
            insert(usage)
            .values(caller=caller, period_start=period_start, used=1)
            .on_conflict_do_update(
                index_elements=["caller", "period_start"],
                set_={"used": usage.c.used + 1},
                where=usage.c.used < most,
            )
            .returning(usage.c.used)
        )
        reserved = insert(reservations).values(
            answer_id=answer_id,
            caller=caller,
            period_start=period_start,
            state=Settled.RESERVED,
            created_at=int(self._clock()),
        )
        async with self._engine.begin() as connection:
            used: int | None = (await connection.execute(taken)).scalar()
            if used is None:
                return None
            await connection.execute(reserved)
        return most - used

    async def charge(self, answer_id: str) -> None:
        """Keeps what was reserved for an answer, unless it was given back."""
        async with self._engine.begin() as connection:
            await _settle(connection, answer_id, Settled.CHARGED)

    async def refund(self, answer_id: str) -> None:
        """Gives back what was reserved for an answer, once, unless it was kept."""
        async with self._engine.begin() as connection:
            await _refund(connection, answer_id)

    async def used(self, caller: str, period_start: int) -> int:
        """How many questions a caller has had in a period, those that are being answered too."""
        wanted = (
            select(usage.c.used)
            .where(usage.c.caller == caller)
            .where(usage.c.period_start == period_start)
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(wanted)).scalar() or 0

    async def refund_abandoned(self, before: int) -> int:
        """Gives back what was reserved before a time and never settled; how many questions."""
        abandoned = (
            select(reservations.c.answer_id)
            .where(reservations.c.state == Settled.RESERVED)
            .where(reservations.c.created_at < before)
        )
        async with self._engine.connect() as connection:
            answers = list((await connection.execute(abandoned)).scalars())
        for answer_id in answers:
            await self.refund(answer_id)
        return len(answers)

    async def forget(self, caller: str) -> None:
        """Deletes all that was counted of a caller."""
        async with self._engine.begin() as connection:
            for table in (reservations, usage):
                await connection.execute(delete(table).where(table.c.caller == caller))

    async def purge(self) -> None:
        """Deletes reservations that were settled long ago."""
        old = reservations.c.created_at < int(self._clock()) - _KEPT_FOR
        async with self._engine.begin() as connection:
            await connection.execute(delete(reservations).where(old))


async def _refund(connection: AsyncConnection, answer_id: str) -> None:
    settled = await _settle(connection, answer_id, Settled.REFUNDED)
    if settled is not None:
        caller, period_start = settled
        given_back = (
            update(usage)
            .where(usage.c.caller == caller)
            .where(usage.c.period_start == period_start)
            .values(used=usage.c.used - 1)
        )
        await connection.execute(given_back)


async def _settle(
    connection: AsyncConnection, answer_id: str, state: Settled
) -> tuple[str, int] | None:
    """Settles a reservation; whose it was and of which period, None if it was settled before."""
    settled = (
        update(reservations)
        .where(reservations.c.answer_id == answer_id)
        .where(reservations.c.state == Settled.RESERVED)
        .values(state=state)
        .returning(reservations.c.caller, reservations.c.period_start)
    )
    row = (await connection.execute(settled)).first()
    return (row.caller, row.period_start) if row else None
