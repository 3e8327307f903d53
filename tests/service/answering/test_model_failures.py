"""A model that fails, costs too much or is given up: the answer is marked, and paid for."""

import asyncio
from contextlib import aclosing

import pytest

from indexer import IndexedEpisode
from service.answering.answer import Asked, answer_question
from service.answering.events import Answer, Check, ClaimMade, Notice, Outcome
from service.answering.model_answerer import Reservation
from service.answering.question import Question
from tests.fakes import WordEncoder
from tests.openai_server import Fault, OpenAIServer, Script, in_pieces
from tests.service.answering.asked_model import HIVES, LOST, Purse, answerer, ask, marker


@pytest.mark.parametrize(
    "script",
    [
        Script(status=401),
        Script(status=500, headers=(("retry-after-ms", "5"),)),
        Script(wait=30),
        Script([], fault=Fault.BREAKS_OFF),
        Script([], fault=Fault.NOT_JSON),
        Script(["The mites"], fault=Fault.HANGS),
    ],
)
async def test_a_failing_provider_means_an_extractive_answer(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse, script: Script
) -> None:
    """Verified, marked, and no error."""
    openai.will(script, script, script)
    answer = await ask(winter, HIVES, openai, purse, first_token_seconds=1.0)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answered_by == "extractive"
    assert answer.notice is Notice.MODEL_UNAVAILABLE
    assert answer.claims[0].check is Check.VERBATIM
    assert len(purse.settled) == 1


async def test_what_was_verified_before_a_fault_stays_and_is_marked(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The sentence that broke off is not shown."""
    text = f"{LOST} {marker(winter, 'thirty-one')}\nThe mites had weakened them"
    openai.will(Script(in_pieces(text), fault=Fault.BREAKS_OFF))
    answer = await ask(winter, HIVES, openai, purse)
    assert [claim.text for claim in answer.claims] == [LOST]
    assert answer.answered_by == "model"
    assert answer.notice is Notice.CUT_SHORT
    assert answer.usage is not None
    assert answer.usage.estimated


async def test_beyond_the_days_ceiling_answers_are_extractive(
    winter: IndexedEpisode, openai: OpenAIServer
) -> None:
    """No model is asked."""
    answer = await ask(winter, HIVES, openai, Purse(left=0.0))
    assert answer.notice is Notice.COST_CEILING
    assert answer.answered_by == "extractive"
    assert answer.claims
    assert openai.requests == []


async def test_what_is_given_up_while_it_reserves_leaves_nothing_reserved(
    winter: IndexedEpisode, openai: OpenAIServer
) -> None:
    """The reservation is taken back as soon as it is there."""
    reserving, settled = asyncio.Event(), asyncio.Event()

    class Slow(Purse):
        async def reserve(self, dollars: float, caller: str | None) -> Reservation | None:
            reserving.set()
            await asyncio.sleep(0.05)
            return await super().reserve(dollars, caller)

        async def settle(self, reservation: Reservation, dollars: float) -> None:
            await super().settle(reservation, dollars)
            settled.set()

    purse = Slow()
    asking = asyncio.create_task(ask(winter, HIVES, openai, purse))
    await reserving.wait()
    asking.cancel()
    async with asyncio.timeout(10):
        await settled.wait()
    assert [dollars for _, dollars in purse.settled] == [0.0]
    assert openai.requests == []


async def test_an_answer_that_is_given_up_stops_the_model_and_is_paid(
    winter: IndexedEpisode, openai: OpenAIServer, purse: Purse
) -> None:
    """The provider stops, and what was written is settled."""
    text = f"{LOST} {marker(winter, 'thirty-one')}\nThe "
    openai.will(Script(in_pieces(text), fault=Fault.HANGS))
    asked = Asked(Question.of(HIVES), winter, WordEncoder())

    async def keep(_: Answer) -> None:
        pytest.fail("An answer that was given up is not kept.")

    model = answerer(openai, purse, next_token_seconds=30.0)
    async with aclosing(answer_question(asked, model, keep)) as events:
        async for event in events:
            if isinstance(event, ClaimMade):
                break
    assert await asyncio.to_thread(openai.stopped.wait, 5)
    assert len(purse.settled) == 1
    assert purse.settled[0][1] > 0
