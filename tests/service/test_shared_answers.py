"""What is shared: made public once, kept for as long as it is, and gone when it is taken back."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from service.answering.events import Answer, Outcome
from service.database import open_database
from service.kept_answers import AnswerNotFound, KeptAnswers, shared_answers
from service.shared_answers import SharedAnswers, ShareNotFound


@pytest.fixture
def shares(engine: AsyncEngine) -> SharedAnswers:
    """Shares in an empty database."""
    return SharedAnswers(engine, lambda: 1_000)


async def kept(engine: AsyncEngine, asked_by: str | None = "acc_1", *, days_old: int = 0) -> Answer:
    """An answer that was given."""
    answer = Answer(
        id=f"ans_{asked_by}_{days_old}",
        episode_id="winter",
        transcript_sha256="0",
        question="How many hives?",
        outcome=Outcome.NOT_IN_EPISODE,
        answered_by="extractive",
        created_at=datetime.now(UTC) - timedelta(days=days_old),
    )
    await KeptAnswers(engine).keep(answer, asked_by)
    return answer


async def rows(engine: AsyncEngine) -> int:
    """How many answers are shared."""
    async with engine.connect() as connection:
        counted = await connection.execute(select(func.count()).select_from(shared_answers))
        return int(counted.scalar_one())


async def test_a_share_gives_the_answer_under_an_id_of_128_bits(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """Which is another one than the answer's own."""
    answer = await kept(engine)
    share_id = await shares.share(answer.id)
    assert re.fullmatch("[0-9a-f]{32}", share_id)
    assert await shares.get(share_id) == answer
    with pytest.raises(ShareNotFound, match="may have taken it back"):
        await shares.get(answer.id)


async def test_an_answer_is_shared_once(engine: AsyncEngine, shares: SharedAnswers) -> None:
    """Whoever asks again is given the same id; another answer has another."""
    first, second = await kept(engine), await kept(engine, None)
    share_id = await shares.share(first.id)
    assert await shares.share(first.id) == share_id
    assert await shares.share(second.id) != share_id
    assert await rows(engine) == 2


async def test_two_that_share_at_once_are_given_the_same_id(migrated_url: str) -> None:
    """From two processes, with several connections each."""
    engines = [await open_database(migrated_url) for _ in range(2)]
    answer = await kept(engines[0])
    shared = [SharedAnswers(engine).share(answer.id) for engine in engines for _ in range(6)]
    assert len(set(await asyncio.gather(*shared))) == 1
    assert await rows(engines[1]) == 1
    for engine in engines:
        await engine.dispose()


async def test_what_is_taken_back_is_gone_and_shared_anew_under_another_id(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """A link that was passed on does not come back to life; to take back twice is no harm."""
    answer = await kept(engine)
    share_id = await shares.share(answer.id)
    for _ in range(2):
        await shares.take_back(answer.id)
        with pytest.raises(ShareNotFound):
            await shares.get(share_id)
    assert await shares.share(answer.id) != share_id
    assert await KeptAnswers(engine).get(answer.id, "acc_1") == answer


async def test_nothing_is_shared_of_an_answer_that_was_deleted_meanwhile(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """Its account may just have been deleted in another tab."""
    answer = await kept(engine)
    await KeptAnswers(engine).delete_of("acc_1")
    with pytest.raises(AnswerNotFound):
        await shares.share(answer.id)


async def test_a_share_goes_with_the_account_that_asked(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """Those of others stay."""
    own, others = await kept(engine), await kept(engine, "acc_2")
    share_id, other_id = await shares.share(own.id), await shares.share(others.id)
    await KeptAnswers(engine).delete_of("acc_1")
    with pytest.raises(ShareNotFound):
        await shares.get(share_id)
    assert await shares.get(other_id) == others


async def test_what_an_account_that_is_gone_still_shared_goes_too(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """At the next tidying: an answer that ended after its account was deleted."""
    answer = await kept(engine, "acc_gone")
    share_id = await shares.share(answer.id)
    await KeptAnswers(engine).delete_orphans()
    with pytest.raises(ShareNotFound):
        await shares.get(share_id)


async def test_a_shared_answer_is_kept_until_it_is_taken_back(
    engine: AsyncEngine, shares: SharedAnswers
) -> None:
    """Others as old go; it goes with them as soon as it is shared no longer."""
    old, shared = await kept(engine, None, days_old=31), await kept(engine, days_old=900)
    share_id = await shares.share(shared.id)
    answers = KeptAnswers(engine)
    await answers.delete_older(30)
    assert await shares.get(share_id) == shared
    with pytest.raises(AnswerNotFound):
        await answers.get(old.id, None)
    await shares.take_back(shared.id)
    await answers.delete_older(30)
    with pytest.raises(AnswerNotFound):
        await answers.get(shared.id, "acc_1")


@pytest.mark.parametrize("share_id", ["", "x" * 500, "\x00", "a\nb", "0' OR '1'='1"])
async def test_what_is_no_id_is_not_found(shares: SharedAnswers, share_id: str) -> None:
    """Whatever stands in an address, in either database."""
    with pytest.raises(ShareNotFound):
        await shares.get(share_id)
