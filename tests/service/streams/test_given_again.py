"""Answers that are given again: a record of its own for who asks, free, and made by nobody."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import IndexedEpisode
from service.access.caller import Caller
from service.answering.events import Citation, Claim, Ending, Notice, Outcome
from service.cached_answers import CachedAnswers, answer_cache
from service.kept_answers import AnswerNotFound, answers
from tests.service.access.test_gate import PREMIUM
from tests.service.streams.conftest import HELD, Desk, desk_of, kinds
from tests.service.streams.held_answerer import ANSWERED, NOT_SAID
from tests.service.streams.remembering import HIVES, SAME, begun, is_made_anew, made, rows
from tests.service.streams.test_runs import Left, ended
from tests.waiting import awaited


async def test_the_same_question_is_given_the_same_answer(remembering: Desk, bo: Caller) -> None:
    """As a record of whoever asks now, in their wording; nobody makes it, and it is free."""
    first = await made(remembering)
    run = await begun(remembering, SAME, bo)
    assert await ended(run) == "answer.done"
    assert remembering.answerer.asked == 1
    assert kinds(run.log) == ["answer.created", "claim", "answer.done"]
    done = json.loads(run.log.events[-1].data)
    assert (done["cached"], done["quota"], done["usage"]) == (True, 2, None)
    again = await remembering.kept_answers.get(run.asked.answer_id, bo.owner)
    assert again == run.answer
    assert again.claims == first.claims
    assert (again.question, again.cached, first.cached) == (SAME, True, False)
    assert again.id != first.id
    assert again.created_at > first.created_at
    assert await remembering.ledger.used(bo.id, PREMIUM.period_start) == 0
    with pytest.raises(AnswerNotFound):
        await remembering.kept_answers.get(again.id, remembering.listener.owner)


async def test_nothing_of_who_asked_first_is_in_it(remembering: Desk, bo: Caller) -> None:
    """Neither id, account, wording nor cost; a missing part stands in the words of this caller."""
    wording = "How many hives did Ana lose, and WHO paid  FOR it?"
    ending = ANSWERED.model_copy(
        update={"outcome": Outcome.PARTLY_ANSWERED, "missing": "WHO paid FOR it"}
    )
    first = await made(remembering, wording, ending)
    run = await begun(remembering, "how many hives did ana lose, and WHO paid FOR it", bo)
    assert await ended(run) == "answer.done"
    assert run.answer is not None
    assert run.answer.missing == "WHO paid FOR it"
    told = run.answer.model_dump_json() + "".join(event.data for event in run.log.events)
    for secret in (first.id, first.question, remembering.listener.id, "ana@example.org"):
        assert secret not in told


async def test_a_missing_part_is_told_in_the_words_of_who_asks(remembering: Desk) -> None:
    """Two wordings that mean the same."""
    ending = ANSWERED.model_copy(
        update={"outcome": Outcome.PARTLY_ANSWERED, "missing": "Who paid, When did they go"}
    )
    await made(remembering, "Who paid, how many were lost and When did they go?", ending)
    run = await begun(remembering, "who paid, How many were lost and when did they go")
    assert await ended(run) == "answer.done"
    assert run.answer is not None
    assert run.answer.missing == "who paid, when did they go"


@pytest.mark.parametrize(
    "ending",
    [
        NOT_SAID,
        ANSWERED.model_copy(update={"outcome": Outcome.PARTLY_ANSWERED}),
        Ending(outcome=Outcome.NEEDS_CLARIFICATION, answered_by="model", readings=("a?", "b?")),
    ],
)
async def test_whatever_was_made_whole_is_given_again(remembering: Desk, ending: Ending) -> None:
    """That the episode does not answer, and a question back, too."""
    await made(remembering, ending=ending)
    run = await begun(remembering, SAME)
    assert await ended(run) == "answer.done"
    assert run.answer is not None
    told = ending.model_copy(update={"cached": True})
    assert all(getattr(run.answer, name) == getattr(told, name) for name in Ending.model_fields)


@pytest.mark.parametrize("notice", list(Notice))
async def test_what_is_not_what_it_would_have_been_is_made_anew(
    remembering: Desk, notice: Notice
) -> None:
    """An answer that was cut short, or that stands in for another."""
    await made(remembering, ending=ANSWERED.model_copy(update={"notice": notice}))
    assert await is_made_anew(remembering)


async def test_what_needs_no_search_is_not_looked_up(remembering: Desk) -> None:
    """Small talk, and a question that names no subject: there is nothing to be saved."""
    for text in ("Hello!", "What?"):
        assert await ended(await begun(remembering, text)) == "answer.done"
    assert await rows(remembering.engine) == 0


async def test_what_failed_or_was_stopped_is_made_anew(remembering: Desk) -> None:
    """There is no answer to give."""
    run = await begun(remembering, HIVES)
    remembering.answerer.said.put_nowait(RuntimeError("broken"))
    assert await ended(run) == "unexpected"
    assert await is_made_anew(remembering)
    assert await is_made_anew(remembering)


async def test_whatever_an_answer_depends_on_makes_it_anew(
    remembering: Desk, engine: AsyncEngine, winter: IndexedEpisode
) -> None:
    """Another question, the one before it, another build, another answerer, another version."""
    await made(remembering)
    assert await is_made_anew(remembering, "How many hives did Bo lose?")
    assert await is_made_anew(remembering, before="Who is Ana?")
    rebuilt = replace(winter, build="another")
    for cache, episode in (
        (CachedAnswers(engine, HELD), rebuilt),
        (CachedAnswers(engine, ("model", "small")), winter),
    ):
        other = await desk_of(engine, episode, cache=cache)
        assert await is_made_anew(other)
    assert not await is_made_anew(remembering)


async def test_another_version_of_the_code_makes_it_anew(
    remembering: Desk, engine: AsyncEngine, winter: IndexedEpisode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade gives no old answers."""
    await made(remembering)
    monkeypatch.setattr("service.cached_answers.answering_version", lambda: "2.0.0 abc")
    assert await is_made_anew(await desk_of(engine, winter, cache=CachedAnswers(engine, HELD)))


async def test_with_the_account_that_asked_first_the_answer_is_forgotten(
    remembering: Desk, bo: Caller
) -> None:
    """Whoever asks next has it made anew; what others were given before stays theirs."""
    await made(remembering)
    given = await begun(remembering, SAME, bo)
    await ended(given)
    await remembering.kept_answers.delete_of(remembering.listener.id)
    assert await rows(remembering.engine) == 0
    assert await is_made_anew(remembering)
    assert await remembering.kept_answers.get(given.asked.answer_id, bo.owner) == given.answer


async def test_it_is_forgotten_with_its_days(remembering: Desk, engine: AsyncEngine) -> None:
    """As the answer that was made; those that were given again do not keep it."""
    first = await made(remembering)
    async with engine.begin() as connection:
        old = datetime.now(UTC) - timedelta(days=91)
        await connection.execute(
            update(answers).where(answers.c.id == first.id).values(created_at=old)
        )
    await remembering.kept_answers.delete_older(90)
    assert await rows(engine) == 0


async def test_two_at_once_may_both_be_made(remembering: Desk) -> None:
    """The newer one is given from then on; nobody waits for another's answer."""
    runs = [await begun(remembering, text) for text in (HIVES, SAME)]

    async def are_both_made() -> bool:
        return remembering.answerer.asked == len(runs)

    await awaited(are_both_made)  # else the first may be kept before the second looks for it
    for _ in runs:
        remembering.answerer.said.put_nowait(NOT_SAID)
    assert [await ended(run) for run in runs] == ["answer.done"] * 2
    assert await rows(remembering.engine) == 1
    assert not await is_made_anew(remembering)


async def test_what_the_episode_does_not_hold_up_is_made_anew(
    remembering: Desk, engine: AsyncEngine
) -> None:
    """Whatever became of what is kept."""
    first = await made(remembering)
    told = first.claims[0].citations[0]
    wrong = first.model_copy(update={"claims": (_said_otherwise(first.claims[0], told),)})
    for body in (wrong.model_dump_json(), "{}", "no JSON"):
        async with engine.begin() as connection:
            await connection.execute(
                update(answers).where(answers.c.id == first.id).values(body=body)
            )
        assert await is_made_anew(remembering)


def _said_otherwise(claim: Claim, citation: Citation) -> Claim:
    return claim.model_copy(
        update={"citations": (citation.model_copy(update={"quote": "Nobody said this."}),)}
    )


async def test_a_cache_that_cannot_be_used_fails_no_answer(
    remembering: Desk, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told of in the log, without what was asked."""
    await made(remembering)
    async with engine.begin() as connection:
        await connection.execute(delete(answer_cache))
        await connection.run_sync(answer_cache.drop)
    await made(remembering, SAME)
    async with engine.begin() as connection:
        await connection.run_sync(answer_cache.create)
    assert "Known answers cannot be looked up" in caplog.text
    assert "An answer cannot be given again" in caplog.text
    assert "hives" not in caplog.text.lower()


async def test_who_stops_it_pays_nothing(remembering: Desk, bo: Caller) -> None:
    """Even where its claims were there to be read."""
    await made(remembering)
    run = await begun(remembering, SAME, bo)
    async for event in run.log.follow(-1, 10):
        if event is None or event.type == "claim":
            break
    await remembering.runs.cancel(run.asked.answer_id)
    await ended(run)
    assert run.log.events[-1].type in {"answer.done", "answer.canceled"}
    assert await remembering.ledger.used(bo.id, PREMIUM.period_start) == 0


async def test_what_a_dead_process_had_given_again_is_free(
    engine: AsyncEngine, winter: IndexedEpisode, remembering: Desk
) -> None:
    """It only had no time to say so."""
    await made(remembering)
    run = await begun(remembering, SAME)
    await ended(run)
    assert run.answer is not None
    desk = await desk_of(engine, winter, logs=Left())
    await desk.kept_answers.keep(run.answer.model_copy(update={"id": "ans_left"}), None)
    await desk.ledger.reserve("ans_left", desk.listener.id, 0, 5)
    log = desk.runs.logs.begin("ans_left", None)
    await desk.runs.sweep()
    assert json.loads(log.events[-1].data)["cached"] is True
    assert await desk.ledger.used(desk.listener.id, 0) == 0


async def test_who_remembers_nothing_makes_each(
    engine: AsyncEngine, winter: IndexedEpisode
) -> None:
    """Neither finds what others left, nor leaves anything."""
    cached = await desk_of(engine, winter, cache=CachedAnswers(engine, HELD))
    await made(cached)
    plain = await desk_of(engine, winter)
    assert await is_made_anew(plain)
