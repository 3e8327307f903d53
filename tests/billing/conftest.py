"""Billing over a local Stripe that lives in the test's own process."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from billing import StripeBilling
from tests.billing.in_process import Clock, billing_over
from tests.local_stripe import World


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock=clock)


@pytest.fixture
async def billing(world: World, engine: AsyncEngine, clock: Clock) -> AsyncIterator[StripeBilling]:
    made = billing_over(world, engine, clock)
    yield made
    await made.aclose()
