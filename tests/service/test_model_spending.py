"""Models cost no more a day than the operator allows, however many answers are made at once."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.model_spending import Ceilings, ModelSpending


def spending_of(engine: AsyncEngine, everybody: float, caller: float = 100.0) -> ModelSpending:
    return ModelSpending(engine, Ceilings(everybody, caller))


async def test_what_was_reserved_and_not_spent_comes_back(engine: AsyncEngine) -> None:
    """An answer counts with what it did cost."""
    spending = spending_of(engine, 1.0)
    reservation = await spending.reserve(0.6, None)
    assert reservation is not None
    assert await spending.reserve(0.6, None) is None
    await spending.settle(reservation, 0.1)
    assert await spending.spent_today() == pytest.approx(0.1)
    assert await spending.reserve(0.9, None) is not None
    assert await spending.reserve(0.000001, None) is None


async def test_answers_at_once_cannot_pass_the_ceiling_together(engine: AsyncEngine) -> None:
    """Of forty that reserve a tenth of it each, ten may go on."""
    spending = spending_of(engine, 1.0)
    reservations = await asyncio.gather(*(spending.reserve(0.1, None) for _ in range(40)))
    assert sum(reservation is not None for reservation in reservations) == 10
    assert await spending.spent_today() == pytest.approx(1.0)


async def test_the_ledger_outlives_the_process(engine: AsyncEngine) -> None:
    """A restart does not begin the day anew."""
    assert await spending_of(engine, 1.0).reserve(0.8, None)
    assert await spending_of(engine, 1.0).reserve(0.8, None) is None


async def test_a_model_that_costs_nothing_is_never_refused(engine: AsyncEngine) -> None:
    """A ceiling of nothing stops what costs money, and nothing else."""
    spending = spending_of(engine, 0.0)
    reservation = await spending.reserve(0.0, None)
    assert reservation is not None
    await spending.settle(reservation, 0.0)
    assert await spending.reserve(0.000001, None) is None
    assert await spending.spent_today() == 0.0


async def test_an_answer_that_cost_more_than_was_thought_counts_in_full(
    engine: AsyncEngine,
) -> None:
    """A provider may count more tokens than were estimated."""
    spending = spending_of(engine, 1.0)
    reservation = await spending.reserve(0.5, None)
    assert reservation is not None
    await spending.settle(reservation, 1.5)
    assert await spending.spent_today() == pytest.approx(1.5)
    assert await spending.reserve(0.000001, None) is None


async def test_one_caller_cannot_use_up_the_day_of_all(engine: AsyncEngine) -> None:
    """Each has a ceiling of its own, also for answers that cost it no question."""
    spending = spending_of(engine, 1.0, caller=0.3)
    reservations = [await spending.reserve(0.1, "acc_ana") for _ in range(5)]
    assert [reservation is not None for reservation in reservations] == [True] * 3 + [False] * 2
    assert await spending.reserve(0.1, "acc_bo") is not None
    assert await spending.spent_today() == pytest.approx(0.4)


async def test_what_everybody_may_not_spend_nobody_is_charged(engine: AsyncEngine) -> None:
    """A refused reservation is taken from neither ledger."""
    spending = spending_of(engine, 0.1, caller=0.3)
    assert await spending.reserve(0.2, "acc_ana") is None
    reservation = await spending.reserve(0.1, "acc_ana")
    assert reservation is not None
    await spending.settle(reservation, 0.0)
    assert await spending.reserve(0.1, "acc_ana") is not None


async def test_what_was_counted_of_a_caller_can_be_forgotten(engine: AsyncEngine) -> None:
    """The sum of all stays."""
    spending = spending_of(engine, 1.0, caller=0.3)
    assert await spending.reserve(0.3, "acc_ana") is not None
    await spending.forget("acc_ana")
    assert await spending.reserve(0.3, "acc_ana") is not None
    assert await spending.spent_today() == pytest.approx(0.6)
