"""Whose turn it is: of several processes one does a task in each span of time."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncEngine

from billing.tables import turns


class Turns:
    """Turns at tasks, and how far each task has got."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def take(self, name: str, now: int, every: int) -> bool:
        """Takes the turn at a task, if nobody took it within the last ``every`` seconds."""
        first = insert(turns).values(name=name, next_at=now).on_conflict_do_nothing()
        taken = (
            update(turns)
            .where(turns.c.name == name)
            # A time further off than that was written by a clock that was wrong.
            .where((turns.c.next_at <= now) | (turns.c.next_at > now + every))
            .values(next_at=now + every)
        )
        async with self._engine.begin() as connection:
            await connection.execute(first)
            return bool((await connection.execute(taken)).rowcount)

    async def reached(self, name: str) -> int | None:
        """How far a task got; None if it never ended well."""
        async with self._engine.connect() as connection:
            wanted = select(turns.c.reached).where(turns.c.name == name)
            return (await connection.execute(wanted)).scalar()

    async def note_reached(self, name: str, reached: int) -> None:
        """Notes how far a task has got."""
        noted = insert(turns).values(name=name, next_at=0, reached=reached)
        changed = noted.on_conflict_do_update(index_elements=["name"], set_={"reached": reached})
        async with self._engine.begin() as connection:
            await connection.execute(changed)
