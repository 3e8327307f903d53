"""What was said of answers, as it is kept: by whom, for how long, and gone with them."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import Timing
from service.access.accounts import Accounts
from service.answering.events import Answer, Check, Citation, Claim, Outcome
from service.feedback import ClaimNotInAnswer, Feedback, FeedbackKind, KeptFeedback
from service.housekeeping import tidy
from service.kept_answers import AnswerNotFound, KeptAnswers
from service.wiring import running_service
from tests.service.conftest import roomy_settings

HELPFUL, WRONG_TIME = FeedbackKind.HELPFUL, FeedbackKind.WRONG_TIME


def claim(number: int) -> Claim:
    citation = Citation(
        episode_id="winter", transcript_sha256="0", start_char=0, end_char=9, quote="So it was.",
        before="", after="", speaker=None, start=None, end=None, timing=Timing.NONE,
    )  # fmt: skip
    return Claim(id=f"c{number}", text="So it was.", check=Check.VERBATIM, citations=(citation,))


def an_answer(answer_id: str = "ans_1", *, episode: str = "winter", days_old: int = 0) -> Answer:
    return Answer(
        id=answer_id,
        episode_id=episode,
        transcript_sha256="0",
        question="How many hives?",
        outcome=Outcome.ANSWERED,
        answered_by="extractive",
        claims=(claim(1), claim(2)),
        created_at=datetime.now(UTC) - timedelta(days=days_old),
    )


@pytest.fixture
def kept(engine: AsyncEngine) -> KeptFeedback:
    """Feedback in an empty database, each said a second after the one before."""
    seconds = itertools.count(1_000)
    return KeptFeedback(engine, lambda: next(seconds))


async def kept_answer(engine: AsyncEngine, asked_by: str | None, **told: Any) -> Answer:
    answer = an_answer(**told)
    await KeptAnswers(engine).keep(answer, asked_by)
    return answer


async def test_what_is_said_is_listed_newest_first(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """With the question, the claim's words and the comment; no more than is asked for."""
    answer = await kept_answer(engine, "acc_1")
    await kept.keep(answer, Feedback(HELPFUL), "acc_1")
    await kept.keep(answer, Feedback(WRONG_TIME, "c2", "Ten seconds late."), "acc_1")
    newest, older = await kept.newest(10)
    assert (newest.kind, newest.question, newest.claim, newest.comment) == (
        WRONG_TIME, "How many hives?", "So it was.", "Ten seconds late.",
    )  # fmt: skip
    assert (older.kind, older.claim, older.comment) == (HELPFUL, None, None)
    assert await kept.newest(1) == [newest]


async def test_only_one_episodes_can_be_listed(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """Those of the others are left out."""
    for number, episode in enumerate(("winter", "weir")):
        answer = await kept_answer(engine, None, answer_id=f"ans_{number}", episode=episode)
        await kept.keep(answer, Feedback(HELPFUL), None)
    assert [given.episode_id for given in await kept.newest(10, "weir")] == ["weir"]


async def test_who_thinks_better_of_it_is_heard_once(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """What is said of the same again takes its place; other claims and other callers stay."""
    answer = await kept_answer(engine, None)
    for caller in (None, "acc_1"):
        for about in (None, "c1"):
            await kept.keep(answer, Feedback(FeedbackKind.OTHER, about, "Hm."), caller)
    await kept.keep(answer, Feedback(HELPFUL, "c1"), None)
    said = [(given.kind, given.claim, given.comment) for given in await kept.newest(10)]
    assert len(said) == 4
    assert said[0] == (HELPFUL, "So it was.", None)


async def test_a_comment_is_kept_as_text_that_every_database_and_terminal_takes(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """Without control characters, of which a terminal obeys some and PostgreSQL refuses one."""
    answer = await kept_answer(engine, None)
    await kept.keep(answer, Feedback(HELPFUL, comment=" Wrong\x00 \x1b[31mword\ud800\n🐝 "), None)
    await kept.keep(answer, Feedback(HELPFUL, "c1", "\x00"), None)
    assert [given.comment for given in await kept.newest(10)] == [None, "Wrong [31mword 🐝"]


@pytest.mark.parametrize("about", ["c3", "", "C1"])
async def test_a_claim_that_the_answer_does_not_have_is_refused(
    engine: AsyncEngine, kept: KeptFeedback, about: str
) -> None:
    """The sentence says which there are."""
    answer = await kept_answer(engine, None)
    with pytest.raises(ClaimNotInAnswer, match=r"no such claim. Its claims are c1, c2\.$"):
        await kept.keep(answer, Feedback(HELPFUL, about), None)
    assert await kept.newest(10) == []


async def test_nothing_is_kept_of_an_answer_that_was_deleted_meanwhile(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """Its account may just have been deleted in another tab."""
    answer = await kept_answer(engine, "acc_1")
    await KeptAnswers(engine).delete_of("acc_1")
    with pytest.raises(AnswerNotFound):
        await kept.keep(answer, Feedback(HELPFUL), "acc_1")


async def test_feedback_goes_with_its_answer(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """When the answer has been kept for long enough."""
    for days_old in (31, 29):
        answer = await kept_answer(engine, None, answer_id=f"ans_{days_old}", days_old=days_old)
        await kept.keep(answer, Feedback(HELPFUL), None)
    await KeptAnswers(engine).delete_older(30)
    assert [given.answer_id for given in await kept.newest(10)] == ["ans_29"]


async def test_what_an_account_said_goes_with_it(engine: AsyncEngine, kept: KeptFeedback) -> None:
    """Whosever answer it spoke of; what others said of that stays."""
    answer = await kept_answer(engine, None)
    for caller in ("acc_1", None):
        await kept.keep(answer, Feedback(HELPFUL), caller)
    await kept.delete_of("acc_1")
    assert len(await kept.newest(10)) == 1


async def test_what_was_said_while_an_account_was_deleted_goes_too(
    engine: AsyncEngine, kept: KeptFeedback
) -> None:
    """At the next tidying; what accounts, keys and visitors said stays."""
    answer = await kept_answer(engine, None)
    account = await Accounts(engine).for_email("ana@example.org")
    for caller in ("acc_gone", account.id, "key_1", None):
        await kept.keep(answer, Feedback(HELPFUL, comment=f"{caller}"), caller)
    await kept.delete_orphans()
    said = {given.comment for given in await kept.newest(10)}
    assert said == {account.id, "key_1", "None"}


async def test_what_was_said_by_who_is_gone_goes_as_time_goes_by(tmp_path: Path) -> None:
    """The housekeeping looks for it."""
    async with running_service(roomy_settings(data_dir=tmp_path)) as state:
        answer = await kept_answer(state.engine, None)
        await state.feedback.keep(answer, Feedback(HELPFUL), "acc_gone")
        await tidy(state)
        assert await state.feedback.newest(10) == []
