"""What language models may cost a day, for everybody together and for each caller.

An answer reserves the most that it may cost before the model is asked and gives back what it did
not take, so that answers made side by side cannot pass a ceiling together. What a crash leaves
reserved counts as spent until the day is over. Days are UTC.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, String, Table, Update, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from service.answering.model_answerer import Reservation
from service.database import metadata

spending = Table(
    "model_spending",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("microdollars", BigInteger, nullable=False),
)

caller_spending = Table(
    "caller_spending",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("microdollars", BigInteger, nullable=False),
)

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Dollars that models may cost a day: for everybody together, and for each caller."""

    everybody: float
    caller: float


class ModelSpending:
    """The ledger of what models cost, in the service's database."""

    def __init__(self, engine: AsyncEngine, ceilings: Ceilings) -> None:
        self._engine = engine
        self._everybody = int(ceilings.everybody * _MICRO)
        self._caller = int(ceilings.caller * _MICRO)

    async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
        """Takes the most that an answer may cost; None if a ceiling of the day would be passed."""
        reservation = Reservation(datetime.now(UTC).date().isoformat(), _micro(dollars), caller)
        if not reservation.microdollars:
            return reservation
        async with self._engine.connect() as connection:
            for table, row, ceiling in self._rows(reservation):
                if not await _take(connection, table, row, reservation.microdollars, ceiling):
                    return None  # nothing is committed, and so nothing taken
            await connection.commit()
        return reservation

    async def settle(self, reservation: Reservation, dollars: float) -> None:
        """Puts what an answer did cost in the place of what was reserved for it."""
        change = _micro(dollars) - reservation.microdollars
        if not change:
            return
        async with self._engine.begin() as connection:
            for table, row, _ in self._rows(reservation):
                await connection.execute(_changed(table, row, change))

    async def spent_today(self) -> float:
        """Dollars that today's answers have taken or reserved."""
        day = datetime.now(UTC).date().isoformat()
        async with self._engine.connect() as connection:
            query = select(spending.c.microdollars).where(spending.c.day == day)
            found = (await connection.execute(query)).scalar()
        return (found or 0) / _MICRO

    async def forget(self, caller: str) -> None:
        """Deletes what was counted of a caller."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(caller_spending).where(caller_spending.c.caller == caller)
            )

    async def purge(self) -> None:
        """Deletes what was counted of callers on days before today."""
        day = datetime.now(UTC).date().isoformat()
        async with self._engine.begin() as connection:
            await connection.execute(delete(caller_spending).where(caller_spending.c.day < day))

    def _rows(self, reservation: Reservation) -> list[tuple[Table, dict[str, str], int]]:
        """The rows in which a reservation is counted, in the order in which they are locked."""
        rows = [(spending, {"day": reservation.day}, self._everybody)]
        if reservation.caller is not None:
            own = {"caller": reservation.caller, "day": reservation.day}
            rows.insert(0, (caller_spending, own, self._caller))
        return rows


async def _take(
    connection: AsyncConnection, table: Table, row: dict[str, str], amount: int, ceiling: int
) -> bool:
    opened = insert(table).values(row | {"microdollars": 0}).on_conflict_do_nothing()
    await connection.execute(opened)
    taken = _changed(table, row, amount).where(table.c.microdollars + amount <= ceiling)
    return bool((await connection.execute(taken)).rowcount)


def _changed(table: Table, row: dict[str, str], change: int) -> Update:
    changed = update(table).values(microdollars=table.c.microdollars + change)
    for name, value in row.items():
        changed = changed.where(table.c[name] == value)
    return changed


def _micro(dollars: float) -> int:
    return math.ceil(round(dollars * _MICRO, 6))
