"""What is deleted as time goes by, and what is given back."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from service.access.question_ledger import reservations
from service.answering.events import Answer, Outcome
from service.housekeeping import keep_house, tidy
from service.kept_answers import AnswerNotFound
from service.state import ServiceState
from service.wiring import running_service
from tests.service.conftest import roomy_settings
from tests.waiting import awaited


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[ServiceState]:
    settings = roomy_settings(data_dir=tmp_path, keep_answers_days=30)
    async with running_service(settings) as state:
        yield state


def answer(answer_id: str, *, days_old: int = 0) -> Answer:
    return Answer(
        id=answer_id,
        episode_id="winter",
        transcript_sha256="0",
        question="How many hives?",
        outcome=Outcome.NOT_IN_EPISODE,
        answered_by="extractive",
        created_at=datetime.now(UTC) - timedelta(days=days_old),
    )


async def test_answers_are_kept_for_as_long_as_is_set(state: ServiceState) -> None:
    """And no longer."""
    await state.kept_answers.keep(answer("ans_old", days_old=31), None)
    await state.kept_answers.keep(answer("ans_new", days_old=29), None)
    await tidy(state)
    assert (await state.kept_answers.get("ans_new", None)).id == "ans_new"
    with pytest.raises(AnswerNotFound):
        await state.kept_answers.get("ans_old", None)


async def test_an_answer_that_ended_after_its_account_was_deleted_goes_too(
    state: ServiceState,
) -> None:
    """Those of other accounts, of keys and of visitors stay."""
    account = await state.accounts.for_email("ana@example.org")
    for owner in ("acc_gone", account.id, "key_abcdefgh", None):
        await state.kept_answers.keep(answer(f"ans_{owner}"), owner)
    await tidy(state)
    for owner in (account.id, "key_abcdefgh", None):
        assert await state.kept_answers.get(f"ans_{owner}", owner)
    with pytest.raises(AnswerNotFound):
        await state.kept_answers.get("ans_acc_gone", "acc_gone")


async def test_questions_that_a_crash_left_reserved_are_given_back(state: ServiceState) -> None:
    """When no answer can be running for so long; what may be running is left alone."""
    now = time.time()
    await state.ledger.reserve("ans_1", "acc_1", 0, 5)
    await reserved_at(state, now - state.settings.answer_seconds - 50)
    await tidy(state)
    assert await state.ledger.used("acc_1", 0) == 1
    await reserved_at(state, now - state.settings.answer_seconds - 65)
    await tidy(state)
    assert await state.ledger.used("acc_1", 0) == 0


async def test_a_process_that_serves_alone_gives_back_what_the_last_one_left(
    state: ServiceState,
) -> None:
    """As soon as it starts: nobody else can be answering."""
    await state.ledger.reserve("ans_1", "acc_1", 0, 5)
    started = int(time.time()) + 1
    house = asyncio.create_task(keep_house(state, started))

    async def given_back() -> bool:
        return await state.ledger.used("acc_1", 0) == 0

    assert await awaited(given_back)
    house.cancel()


async def reserved_at(state: ServiceState, when: float) -> None:
    async with state.engine.begin() as connection:
        await connection.execute(update(reservations).values(created_at=int(when)))
