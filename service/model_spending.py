"""What language models may cost a day, for everybody together, and what they did cost.

An answer reserves the most that it may cost before the model is asked and gives back what it did
not take, so that answers made side by side cannot pass the ceiling together. What a crash leaves
reserved counts as spent until the day is over. Days are UTC.
"""

import math
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from service.answering.model_answerer import Reservation
from service.database import metadata

spending = Table(
    "model_spending",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("microdollars", BigInteger, nullable=False),
)

_MICRO = 1_000_000


class ModelSpending:
    """The ledger of what models cost, in the service's database."""

    def __init__(self, engine: AsyncEngine, daily_dollars: float) -> None:
        self._engine = engine
        self._ceiling = int(daily_dollars * _MICRO)

    async def reserve(self, dollars: float) -> Reservation | None:
        """Takes the most that an answer may cost; None if the day's ceiling would be passed."""
        reservation = Reservation(datetime.now(UTC).date().isoformat(), _micro(dollars))
        if not reservation.microdollars:
            return reservation
        await self._open_day(reservation.day)
        taken = (
            update(spending)
            .where(spending.c.day == reservation.day)
            .where(spending.c.microdollars + reservation.microdollars <= self._ceiling)
            .values(microdollars=spending.c.microdollars + reservation.microdollars)
        )
        async with self._engine.begin() as connection:
            found = await connection.execute(taken)
        return reservation if found.rowcount else None

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        """Puts what an answer did cost in the place of what was reserved for it."""
        change = _micro(dollars) - reservation.microdollars
        if change:
            settled = (
                update(spending)
                .where(spending.c.day == reservation.day)
                .values(microdollars=spending.c.microdollars + change)
            )
            async with self._engine.begin() as connection:
                await connection.execute(settled)

    async def spent_today(self) -> float:
        """Dollars that today's answers have taken or reserved."""
        day = datetime.now(UTC).date().isoformat()
        async with self._engine.connect() as connection:
            query = select(spending.c.microdollars).where(spending.c.day == day)
            found = (await connection.execute(query)).scalar()
        return (found or 0) / _MICRO

    async def _open_day(self, day: str) -> None:
        async with self._engine.connect() as connection:
            known = await connection.execute(select(spending.c.day).where(spending.c.day == day))
            if known.first():
                return
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(spending).values(day=day, microdollars=0))
        except IntegrityError:
            return  # somebody else opened it meanwhile


def _micro(dollars: float) -> int:
    return math.ceil(round(dollars * _MICRO, 6))
