"""Answers that are made by tasks of their own: each ends once, and costs what it came to."""

import asyncio
import json

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import IndexedEpisode
from service.answering.events import AnswerCanceled, AnswerCreated, AnswerFailed, Claim, Ending
from service.database import DatabaseUnreachable
from service.streams import runs as runs_module
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import MemoryLogs
from service.streams.runs import Run
from tests.service.streams.conftest import Desk, desk_of, kinds
from tests.service.streams.held_answerer import ANSWERED, NOT_SAID, claim_of
from tests.waiting import awaited


async def ended(run: Run) -> str:
    """How a run ended."""
    async with asyncio.timeout(10):
        last = await run.log.last()
    assert last is not None
    if last.type == "answer.failed":
        problem: str = json.loads(last.data)["problem"]["type"]
        return problem.removeprefix("urn:ask-episode:problem:")
    return last.type


async def claimed(run: Run) -> None:
    """Waits until a claim is written."""
    async for event in run.log.follow(-1, 10):
        if event is None or event.type == "claim":
            return


@pytest.mark.parametrize(("claims", "ending", "costs"), [(2, ANSWERED, 1), (0, NOT_SAID, 0)])
async def test_an_answer_is_made_whether_or_not_anybody_follows_it(
    desk: Desk, claims: int, ending: Ending, costs: int
) -> None:
    """It is written, kept, and paid for by what it came to."""
    run = await desk.started()
    assert await desk.used() == 1
    for number in range(claims):
        desk.answerer.said.put_nowait(claim_of(desk.episode, number + 1))
    desk.answerer.said.put_nowait(ending)
    assert await ended(run) == "answer.done"
    assert kinds(run.log)[3:-1] == ["claim"] * claims
    assert json.loads(run.log.events[-1].data)["quota"] == 2 - costs
    assert await desk.used() == costs
    assert await desk.kept_answers.get(run.asked.answer_id, desk.listener.owner) == run.answer


@pytest.mark.parametrize("read", [False, True])
async def test_stopped_by_its_caller_it_costs_from_its_first_claim_on(
    desk: Desk, *, read: bool
) -> None:
    """Whoever writes it stops at once, and nothing is kept."""
    run = await desk.started()
    if read:
        desk.answerer.said.put_nowait(claim_of(desk.episode))
        await claimed(run)
    await desk.runs.cancel(run.asked.answer_id)
    assert await ended(run) == "answer.canceled"
    assert await desk.used() == int(read)
    assert await desk.kept_answers.find(run.asked.answer_id) is None
    if read:
        assert desk.answerer.left.is_set()


async def test_what_stops_an_answer_first_is_what_is_told(desk: Desk) -> None:
    """It is not charged for being stopped by its caller when it was too slow already."""
    run = await desk.started()
    desk.answerer.said.put_nowait(claim_of(desk.episode))
    await claimed(run)
    run.stop(AnswerFailed(problem={"type": "urn:ask-episode:problem:slow"}))
    run.stop(AnswerCanceled())
    assert await ended(run) == "slow"
    assert await desk.used() == 0


async def test_stopped_before_it_began_it_ends_all_the_same(desk: Desk) -> None:
    """Its log begins and ends as any other."""
    run = await desk.started()
    run.stop(AnswerCanceled())
    assert await ended(run) == "answer.canceled"
    assert kinds(run.log) == ["answer.created", "answer.canceled"]
    assert await desk.used() == 0


@pytest.mark.parametrize("fault", [RuntimeError("broken"), DatabaseUnreachable("away")])
async def test_a_fault_is_told_and_costs_nothing(desk: Desk, fault: Exception) -> None:
    """Whatever was shown of the answer; what went wrong inside is nobody's business."""
    run = await desk.started()
    desk.answerer.said.put_nowait(claim_of(desk.episode))
    desk.answerer.said.put_nowait(fault)
    assert await ended(run) in {"unexpected", "database-unreachable"}
    assert "broken" not in run.log.events[-1].data
    assert await desk.used() == 0


async def test_what_the_transcript_does_not_say_ends_it(desk: Desk) -> None:
    """A claim that does not hold is never written."""
    held = claim_of(desk.episode)
    run = await desk.started()
    desk.answerer.said.put_nowait(
        Claim(id="c1", text="Nobody said this.", check=held.check, citations=held.citations)
    )
    assert await ended(run) == "claim-unsupported"
    assert "claim" not in kinds(run.log)


async def test_after_its_deadline_it_is_over_and_free(
    engine: AsyncEngine, winter: IndexedEpisode
) -> None:
    """However much of it was there."""
    desk = await desk_of(engine, winter, deadline=0.3)
    run = await desk.started()
    desk.answerer.said.put_nowait(claim_of(winter))
    assert await ended(run) == "answer-too-slow"
    assert await desk.used() == 0
    assert desk.answerer.left.is_set()


async def test_what_is_being_kept_is_done(
    engine: AsyncEngine, winter: IndexedEpisode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the deadline nor its caller can take back what is charged by then."""
    desk = await desk_of(engine, winter, deadline=0.3)
    go_on, charge = asyncio.Event(), desk.ledger.charge

    async def slow(answer_id: str) -> None:
        await go_on.wait()
        await charge(answer_id)

    monkeypatch.setattr(desk.ledger, "charge", slow)
    run = await desk.started()
    desk.answerer.said.put_nowait(claim_of(winter))
    desk.answerer.said.put_nowait(ANSWERED)
    await awaited(lambda: desk.kept_answers.find(run.asked.answer_id))
    await asyncio.sleep(0.5)  # the deadline
    await desk.runs.cancel(run.asked.answer_id)
    go_on.set()
    assert await ended(run) == "answer.done"
    assert await desk.used() == 1


async def test_a_service_that_ends_lets_answers_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are nearly done; the others are told to ask again, and pay nothing."""
    monkeypatch.setattr(runs_module, "DRAIN_SECONDS", 1.0)
    slow, quick = await desk.started(), await desk.started()
    draining = asyncio.create_task(desk.runs.drain())
    desk.answerer.said.put_nowait(ANSWERED)
    await draining
    assert {await ended(slow), await ended(quick)} == {"answer.done", "answer-interrupted"}
    assert await desk.used() == 1


async def test_what_is_asked_of_a_service_that_ends_is_over_at_once(desk: Desk) -> None:
    """A request that was on its way."""
    await desk.runs.drain()
    run = await desk.started()
    assert await ended(run) == "answer-interrupted"
    assert await desk.used() == 0


class Left(MemoryLogs):
    """Logs of which one was left by a process that is gone."""

    async def orphans(self) -> list[AnswerLog]:
        """All that are running."""
        return self.running


async def test_what_a_dead_process_left_is_ended_and_given_back(
    engine: AsyncEngine, winter: IndexedEpisode
) -> None:
    """Once, with a sentence to act on."""
    desk = await desk_of(engine, winter, logs=Left())
    asked = desk.asked()
    await desk.admitted(asked)
    log = desk.runs.logs.begin(asked.answer_id, desk.listener.owner)
    await desk.runs.sweep()
    await desk.runs.sweep()
    assert kinds(log) == ["answer.failed"]
    problem = json.loads(log.events[-1].data)["problem"]
    assert problem["status"] == 503
    assert problem["detail"] == "The answer was interrupted. Ask again: it cost nothing."
    assert await desk.used() == 0


@pytest.mark.parametrize(("ending", "costs"), [(ANSWERED, 1), (NOT_SAID, 0)])
async def test_what_a_dead_process_had_kept_is_done(
    engine: AsyncEngine, winter: IndexedEpisode, ending: Ending, costs: int
) -> None:
    """It only had no time to say so: the answer is there, and paid for."""
    made = await desk_of(engine, winter)
    run = await made.started()
    if costs:
        made.answerer.said.put_nowait(claim_of(winter))
    made.answerer.said.put_nowait(ending)
    await ended(run)
    assert run.answer is not None
    desk = await desk_of(engine, winter, logs=Left())
    await desk.kept_answers.keep(run.answer.model_copy(update={"id": "ans_left"}), None)
    await desk.ledger.reserve("ans_left", desk.listener.id, 0, 5)
    log = desk.runs.logs.begin("ans_left", None)
    log.append(AnswerCreated(id="ans_left"))
    await desk.runs.sweep()
    claims = ["claim"] * len(run.answer.claims)
    assert kinds(log) == ["answer.created", *claims, "answer.done"]
    assert json.loads(log.events[-1].data)["outcome"] == ending.outcome
    assert await desk.ledger.used(desk.listener.id, 0) == costs
