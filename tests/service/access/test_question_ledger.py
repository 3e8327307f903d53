"""Questions as money: what is taken, charged, given back, on both databases."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.question_ledger import QuestionLedger
from tests.service.access.clock import Clock

ANA, MAY = "acc_ana", 1_777_593_600


@pytest.fixture
def ledger(engine: AsyncEngine, clock: Clock) -> QuestionLedger:
    return QuestionLedger(engine, clock)


async def test_each_question_leaves_one_less(ledger: QuestionLedger) -> None:
    """Until none is left."""
    left = [await ledger.reserve(f"ans_{n}", ANA, MAY, 3) for n in range(5)]
    assert left == [2, 1, 0, None, None]
    assert await ledger.used(ANA, MAY) == 3


async def test_fifty_at_once_get_no_more_than_there_are(ledger: QuestionLedger) -> None:
    """Each of the last three is given once."""
    for n in range(4):
        await ledger.reserve(f"ans_before_{n}", ANA, MAY, 7)
    left = await asyncio.gather(*(ledger.reserve(f"ans_{n}", ANA, MAY, 7) for n in range(50)))
    assert sorted(one for one in left if one is not None) == [0, 1, 2]
    assert await ledger.used(ANA, MAY) == 7


async def test_what_is_given_back_can_be_asked_again(ledger: QuestionLedger) -> None:
    """Once, however often it is given back."""
    await ledger.reserve("ans_1", ANA, MAY, 1)
    for _ in range(3):
        await ledger.refund("ans_1")
    assert await ledger.used(ANA, MAY) == 0
    assert await ledger.reserve("ans_2", ANA, MAY, 1) == 0


async def test_what_is_charged_is_not_given_back(ledger: QuestionLedger) -> None:
    """And what was given back is not charged: the first word counts."""
    await ledger.reserve("ans_1", ANA, MAY, 2)
    await ledger.charge("ans_1")
    await ledger.refund("ans_1")
    await ledger.reserve("ans_2", ANA, MAY, 2)
    await ledger.refund("ans_2")
    await ledger.charge("ans_2")
    assert await ledger.used(ANA, MAY) == 1


async def test_settled_from_two_sides_at_once_it_is_settled_once(ledger: QuestionLedger) -> None:
    """A reader who leaves while the answer ends."""
    await ledger.reserve("ans_1", ANA, MAY, 1)
    await asyncio.gather(*(ledger.refund("ans_1") for _ in range(10)))
    assert await ledger.used(ANA, MAY) == 0


async def test_a_new_period_is_counted_from_the_start(ledger: QuestionLedger) -> None:
    """And nobody's questions are another's."""
    await ledger.reserve("ans_1", ANA, MAY, 1)
    assert await ledger.reserve("ans_2", ANA, MAY + 2_678_400, 1) == 0
    assert await ledger.reserve("ans_3", "acc_bo", MAY, 1) == 0


async def test_what_a_crash_left_reserved_is_given_back(
    ledger: QuestionLedger, clock: Clock
) -> None:
    """Not before an answer could have ended, and not what was charged."""
    await ledger.reserve("ans_lost", ANA, MAY, 5)
    await ledger.reserve("ans_kept", ANA, MAY, 5)
    await ledger.charge("ans_kept")
    assert await ledger.refund_abandoned(before=int(clock.now)) == 0
    clock.now += 60
    await ledger.reserve("ans_running", ANA, MAY, 5)
    assert await ledger.refund_abandoned(before=int(clock.now)) == 1
    assert await ledger.used(ANA, MAY) == 2


async def test_a_caller_can_be_forgotten(ledger: QuestionLedger) -> None:
    """All of it, and nothing of others."""
    await ledger.reserve("ans_1", ANA, MAY, 5)
    await ledger.reserve("ans_2", "acc_bo", MAY, 5)
    await ledger.forget(ANA)
    assert await ledger.used(ANA, MAY) == 0
    assert await ledger.used("acc_bo", MAY) == 1


async def test_old_reservations_are_deleted_and_counts_stay(
    ledger: QuestionLedger, clock: Clock
) -> None:
    """Ninety days later."""
    await ledger.reserve("ans_1", ANA, MAY, 5)
    await ledger.charge("ans_1")
    clock.now += 91 * 86_400
    await ledger.purge()
    await ledger.refund("ans_1")
    assert await ledger.used(ANA, MAY) == 1
