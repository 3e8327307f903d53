"""Questions that are asked of a desk that gives answers again."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.caller import Caller
from service.answering.answer import Asked
from service.answering.events import Answer, Ending, Outcome
from service.answering.question import Question
from service.cached_answers import answer_cache
from service.streams.runs import Run
from tests.service.streams.conftest import Desk, kinds
from tests.service.streams.held_answerer import ANSWERED, claim_of
from tests.service.streams.test_runs import ended

HIVES = "How many hives did Ana lose?"
SAME = "how many hives did ana lose"


async def begun(desk: Desk, text: str, caller: Caller | None = None, before: str = "") -> Run:
    who = caller or desk.listener
    asked = Asked(Question.of(text, before), desk.episode, None, who.id)
    admission = await desk.gate.admit(who, asked.answer_id, [])
    return desk.runs.start(desk.runs.logs.begin(asked.answer_id, who.owner), asked, admission)


async def made(desk: Desk, text: str = HIVES, ending: Ending = ANSWERED) -> Answer:
    """An answer that the answerer makes, with a claim where it answers."""
    run = await begun(desk, text)
    if ending.outcome in (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED):
        desk.answerer.said.put_nowait(claim_of(desk.episode))
    desk.answerer.said.put_nowait(ending)
    assert await ended(run) == "answer.done"
    assert run.answer is not None
    return run.answer


async def is_made_anew(desk: Desk, text: str = SAME, before: str = "") -> bool:
    """Whether a question is searched for and waits for the answerer; then it is stopped."""
    run = await begun(desk, text, before=before)
    async for event in run.log.follow(-1, 10):
        if event is None or event.type == "answer.status":
            break
    await desk.runs.cancel(run.asked.answer_id)
    await ended(run)
    return "answer.status" in kinds(run.log)


async def rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        counted = await connection.execute(select(func.count()).select_from(answer_cache))
        return int(counted.scalar_one())
