"""Models cost no more a day than the operator allows, however many answers are made at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.database import open_database
from service.model_spending import ModelSpending


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'ask.sqlite3'}")
    yield engine
    await engine.dispose()


async def test_what_was_reserved_and_not_spent_comes_back(engine: AsyncEngine) -> None:
    """An answer counts with what it did cost."""
    spending = ModelSpending(engine, daily_dollars=1.0)
    reservation = await spending.reserve(0.6)
    assert reservation is not None
    assert await spending.reserve(0.6) is None
    await spending.settle(reservation, 0.1)
    assert await spending.spent_today() == pytest.approx(0.1)
    assert await spending.reserve(0.9) is not None
    assert await spending.reserve(0.000001) is None


async def test_answers_at_once_cannot_pass_the_ceiling_together(engine: AsyncEngine) -> None:
    """Of forty that reserve a tenth of it each, ten may go on."""
    spending = ModelSpending(engine, daily_dollars=1.0)
    reservations = await asyncio.gather(*(spending.reserve(0.1) for _ in range(40)))
    assert sum(reservation is not None for reservation in reservations) == 10
    assert await spending.spent_today() == pytest.approx(1.0)


async def test_the_ledger_outlives_the_process(engine: AsyncEngine) -> None:
    """A restart does not begin the day anew."""
    assert await ModelSpending(engine, 1.0).reserve(0.8)
    assert await ModelSpending(engine, 1.0).reserve(0.8) is None


async def test_a_model_that_costs_nothing_is_never_refused(engine: AsyncEngine) -> None:
    """A ceiling of nothing stops what costs money, and nothing else."""
    spending = ModelSpending(engine, daily_dollars=0.0)
    reservation = await spending.reserve(0.0)
    assert reservation is not None
    await spending.settle(reservation, 0.0)
    assert await spending.reserve(0.000001) is None
    assert await spending.spent_today() == 0.0


async def test_an_answer_that_cost_more_than_was_thought_counts_in_full(
    engine: AsyncEngine,
) -> None:
    """A provider may count more tokens than were estimated."""
    spending = ModelSpending(engine, daily_dollars=1.0)
    reservation = await spending.reserve(0.5)
    assert reservation is not None
    await spending.settle(reservation, 1.5)
    assert await spending.spent_today() == pytest.approx(1.5)
    assert await spending.reserve(0.000001) is None
