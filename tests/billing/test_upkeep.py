"""What is looked after by itself: one fault must not hold up what has nothing to do with it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import Payer, State, StripeBilling, StripeGateway, StripeRefused, StripeUnavailable
from billing.stripe_events import StripeEvent
from billing.subscription import CustomerState
from billing.turns import Turns
from tests.billing.in_process import DAY, Clock, signed
from tests.billing.listener import state_of, subscribe, told
from tests.local_stripe import World, answer

ANA, BO, CLEO = (Payer(f"acc_{name}", f"{name}@example.org") for name in ("ana", "bo", "cleo"))


async def customers(billing: StripeBilling, world: World, *payers: Payer) -> list[str]:
    """Subscribers whose subscriptions were then ended at Stripe, unheard; their customers."""
    found = []
    for payer in payers:
        await subscribe(billing, world, payer)
        record = await billing.record(payer.account_id)
        assert record is not None
        found.append(record.customer)
    for one in world.all("subscription"):
        answer(world, "DELETE", f"/v1/subscriptions/{one['id']}", {})
    return found


def refuse(monkeypatch: pytest.MonkeyPatch, refused: list[str], error: Exception) -> list[str]:
    """Lets Stripe say nothing of some customers; those who were asked about from now on."""
    asked: list[str] = []
    original = StripeGateway.state_of

    async def state_of(self: StripeGateway, customer: str) -> CustomerState:
        asked.append(customer)
        if customer in refused:
            raise error
        return await original(self, customer)

    monkeypatch.setattr(StripeGateway, "state_of", state_of)
    return asked


_PATIENCE = 20.0


class HeldStripe:
    """Stripe, which keeps everybody waiting until so many ask at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._answers = asyncio.Event()
        self.waiting = self.most = 0
        self._asked = asyncio.Condition()
        original = StripeGateway.state_of

        async def state_of(gateway: StripeGateway, customer: str) -> CustomerState:
            async with self._asked:
                self.waiting += 1
                self.most = max(self.most, self.waiting)
                self._asked.notify_all()
            try:
                await asyncio.wait_for(self._answers.wait(), _PATIENCE)
                return await original(gateway, customer)
            finally:
                self.waiting -= 1

        monkeypatch.setattr(StripeGateway, "state_of", state_of)

    async def answer_once_asked_by(self, callers: int) -> None:
        """Waits until so many ask, and for whoever would ask beside them; then answers.

        Raises:
            TimeoutError: So many do not ask.
        """
        try:
            await self._until_more_than(callers - 1, patience=_PATIENCE / 2)
            with suppress(TimeoutError):
                await self._until_more_than(callers, patience=0.3)
        finally:
            self._answers.set()

    async def _until_more_than(self, callers: int, patience: float) -> None:
        async with asyncio.timeout(patience), self._asked:
            await self._asked.wait_for(lambda: self.waiting > callers)


@pytest.mark.parametrize(
    "error", [StripeRefused("No."), StripeUnavailable("Away."), KeyError("items")]
)
async def test_one_customer_that_fails_does_not_hold_up_the_others(
    billing: StripeBilling, world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Whoever is first in line; it is told how many could not be asked about."""
    first, *_ = await customers(billing, world, ANA, BO, CLEO)
    refuse(monkeypatch, [first], error)
    found = await billing.reconcile()
    assert (found.synced, found.failed) == (2, 1)
    for payer in (BO, CLEO):
        assert await state_of(billing, payer) is State.CANCELED


async def test_while_stripe_is_away_not_everybody_is_asked_about(
    billing: StripeBilling, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would be waited for half a minute."""
    payers = [Payer(f"acc_{n}", f"{n}@example.org") for n in range(5)]
    everybody = await customers(billing, world, *payers)
    asked = refuse(monkeypatch, everybody, StripeUnavailable("Away."))
    with pytest.raises(StripeUnavailable):
        await billing.reconcile()
    assert len(asked) == 3


async def test_who_may_not_read_events_still_asks_about_customers(
    billing: StripeBilling,
    world: World,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A restricted key may lack that permission; the log tells."""

    async def refused(*_: object) -> list[StripeEvent]:
        raise StripeRefused("Stripe refused: this key may not read events.")

    await customers(billing, world, ANA)
    clock.now += 2 * DAY
    monkeypatch.setattr(StripeGateway, "events_since", refused)
    await billing._look_after()
    assert await state_of(billing, ANA) is State.CANCELED
    assert "may not read events" in caplog.text


async def test_a_clock_that_was_ahead_hides_no_events(
    billing: StripeBilling, world: World, engine: AsyncEngine, clock: Clock
) -> None:
    """How far it had got is not known then, and all that Stripe remembers is read."""
    await customers(billing, world, ANA)
    await Turns(engine).note_reached("reconcile", int(clock.now) + 9 * DAY)
    await billing._look_after()
    assert await state_of(billing, ANA) is State.CANCELED


async def test_of_many_events_at_once_a_few_are_handled_side_by_side(
    billing: StripeBilling, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds come on the first of a month; all of them are handled."""
    await customers(billing, world, *(Payer(f"acc_{n}", f"{n}@example.org") for n in range(20)))
    heard = told(world)
    for one in world.all("customer"):
        answer(world, "DELETE", f"/v1/customers/{one['id']}", {})
    stripe = HeldStripe(monkeypatch)
    await asyncio.gather(*(billing.receive(*signed(event)) for event in heard))
    await stripe.answer_once_asked_by(8)
    await billing.settled()
    assert stripe.most == 8
    records = [await billing.record(f"acc_{n}") for n in range(20)]
    assert all(record is not None and record.state.deleted for record in records)
