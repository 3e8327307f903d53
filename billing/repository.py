"""What is known of customers, in the database: who they are, and what Stripe last said of them."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from billing.subscription import Charge, CustomerState, Status, Subscription
from billing.tables import charges, customers, subscriptions


@dataclass(frozen=True, slots=True)
class Customer:
    """The Stripe customer of an account.

    ``ordinal`` counts the customers that the account has had; ``version`` changes with every sync,
    ``synced_at`` is when the last one was, None before the first.
    """

    account_id: str
    customer: str
    ordinal: int
    version: int
    synced_at: int | None
    deleted: bool


class BillingRecords:
    """The rows of customers, subscriptions and charges."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def customer_of(self, account_id: str) -> Customer | None:
        """The customer of an account; None where it never had one."""
        return await self._customer(customers.c.account_id == account_id)

    async def customer(self, customer: str) -> Customer | None:
        """A customer by Stripe's id; None where it is not one of ours."""
        return await self._customer(customers.c.customer == customer)

    async def bind(self, account_id: str, customer: str, ordinal: int) -> Customer:
        """Binds a customer to an account in the place of a deleted one; the first who does wins."""
        row = {"account_id": account_id, "customer": customer, "ordinal": ordinal}
        fresh = {"version": 0, "synced_at": None, "deleted": False}
        taken = (
            insert(customers)
            .values(row | fresh)
            .on_conflict_do_update(
                index_elements=["account_id"],
                set_={"customer": customer, "ordinal": ordinal, **fresh},
                where=customers.c.ordinal < ordinal,
            )
        )
        async with self._engine.begin() as connection:
            await connection.execute(taken)
        bound = await self.customer_of(account_id)
        assert bound is not None, "It was just bound."
        return bound

    async def unbind(self, account_id: str) -> None:
        """Forgets the customer of an account, and what was known of it."""
        async with self._engine.begin() as connection:
            gone = delete(customers).where(customers.c.account_id == account_id)
            found = await connection.execute(gone.returning(customers.c.customer))
            for (customer,) in found.all():
                await _forget(connection, customer)

    async def state_of(self, account_id: str) -> CustomerState | None:
        """What Stripe last said of an account's customer; None where it has none."""
        known = select(customers.c.customer, customers.c.deleted).where(
            customers.c.account_id == account_id
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(known)).first()
            if row is None:
                return None
            owned = await connection.execute(
                select(subscriptions).where(subscriptions.c.customer == row.customer)
            )
            paid = await connection.execute(
                select(charges).where(charges.c.customer == row.customer)
            )
            return CustomerState(
                tuple(_subscription(one) for one in owned),
                tuple(_charge(one) for one in paid),
                row.deleted,
            )

    async def store(self, known: Customer, state: CustomerState, now: int) -> bool:
        """Puts a customer's state in the place of the one before; False if somebody else did.

        A compare-and-swap on the version: of two that ask Stripe side by side, the one that asked
        first must not win by writing last.
        """
        swapped = (
            update(customers)
            .where(customers.c.customer == known.customer)
            .where(customers.c.version == known.version)
            .values(version=known.version + 1, synced_at=now, deleted=state.deleted)
        )
        async with self._engine.begin() as connection:
            if not (await connection.execute(swapped)).rowcount:
                return False
            await _forget(connection, known.customer)
            rows = [asdict(one) | {"customer": known.customer} for one in state.subscriptions]
            if rows:
                await connection.execute(insert(subscriptions), rows)
            rows = [asdict(one) | {"customer": known.customer} for one in state.charges]
            if rows:
                await connection.execute(insert(charges), rows)
        return True

    async def outdated(self, now: int, oldest_sync: int) -> list[str]:
        """Customers whose state may have changed unheard.

        Those whose period is over and who were not asked about since, and those with a
        subscription that goes on who were not asked about since ``oldest_sync``.
        """
        of_customer = subscriptions.c.customer == customers.c.customer
        runs = subscriptions.c.status.not_in([Status.CANCELED, Status.INCOMPLETE_EXPIRED])
        due = (subscriptions.c.period_end <= now) & (
            customers.c.synced_at <= subscriptions.c.period_end
        )
        old = customers.c.synced_at < oldest_sync
        wanted = (
            select(customers.c.customer)
            .where(~customers.c.deleted)
            .where(
                or_(
                    customers.c.synced_at.is_(None),
                    exists().where(of_customer, runs, or_(due, old)),
                )
            )
        )
        return await self._names(wanted)

    async def all_customers(self) -> list[str]:
        """Every customer of ours that was not deleted."""
        return await self._names(select(customers.c.customer).where(~customers.c.deleted))

    async def _names(self, wanted: Select[str]) -> list[str]:
        async with self._engine.connect() as connection:
            return [customer for (customer,) in await connection.execute(wanted)]

    async def _customer(self, which: Any) -> Customer | None:  # noqa: ANN401 - a condition
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(customers).where(which))).first()
        return Customer(**row._mapping) if row else None


async def _forget(connection: AsyncConnection, customer: str) -> None:
    for table in (subscriptions, charges):
        await connection.execute(delete(table).where(table.c.customer == customer))


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        status=Status(row.status),
        price=row.price,
        created_at=row.created_at,
        period_start=row.period_start,
        period_end=row.period_end,
        cancel_at=row.cancel_at,
        pause_behavior=row.pause_behavior,
    )


def _charge(row: Row[Any]) -> Charge:
    return Charge(
        id=row.id,
        created_at=row.created_at,
        paid=row.paid,
        amount=row.amount,
        refunded=row.refunded,
        dispute_status=row.dispute_status,
    )
