"""What logs of answers promise: in memory, and shared by a real Redis and by a fake one.

``writing`` is the process that makes an answer, ``reading`` one that follows it: two of them where
logs are shared, the same one where a process serves alone.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from service.answering.events import AnswerCanceled, AnswerCreated, AnswerFailed
from service.streams.answer_logs import AnswerLogs, MemoryLogs
from tests.contracts.answer_logs import (
    ANSWERING,
    BEAT,
    DONE,
    SEARCHING,
    WHOLE,
    begun,
    found,
    heard,
    process,
    write,
)


@dataclass(frozen=True)
class Logs:
    writing: AnswerLogs
    reading: AnswerLogs


@pytest.fixture
async def logs(logs_url: str | None) -> AsyncIterator[Logs]:
    if logs_url is None:
        alone = MemoryLogs()
        yield Logs(alone, alone)
    else:
        async with process(logs_url) as writing, process(logs_url) as reading:
            yield Logs(writing, reading)


async def test_what_was_written_before_is_heard_too(logs: Logs) -> None:
    """Everything in its order, from the beginning to the last event."""
    write(begun(logs.writing), SEARCHING, ANSWERING, DONE)
    assert await heard(await found(logs.reading)) == WHOLE


async def test_what_is_written_later_is_heard_as_it_comes(logs: Logs) -> None:
    """Each event is there before the next one is written."""
    writing = begun(logs.writing)
    log = await found(logs.reading)
    async with asyncio.timeout(3 * BEAT):
        following = log.follow(-1, BEAT)
        for event, kind in zip(
            [SEARCHING, ANSWERING, DONE, None], [kind for _, kind in WHOLE], strict=True
        ):
            next_event = await anext(following)
            assert next_event is not None
            assert next_event.type == kind
            if event:
                writing.append(event)
        assert [event async for event in following] == []


@pytest.mark.parametrize("after", [-1, 0, 2, 3, 99])
async def test_a_follower_begins_where_it_was(logs: Logs, after: int) -> None:
    """Behind any place, and behind the last there is nothing."""
    write(begun(logs.writing), SEARCHING, ANSWERING, DONE)
    log = await found(logs.reading)
    await log.last()
    assert await heard(log, after) == WHOLE[after + 1 :]


async def test_any_number_of_followers_hear_the_same(logs: Logs) -> None:
    """Whenever each of them came."""
    writing = begun(logs.writing)
    early = [asyncio.create_task(heard(await found(logs.reading))) for _ in range(20)]
    await asyncio.sleep(0)
    write(writing, SEARCHING, ANSWERING)
    late = [asyncio.create_task(heard(await found(logs.writing))) for _ in range(20)]
    await asyncio.sleep(0)
    writing.append(DONE)
    assert await asyncio.gather(*early, *late) == [WHOLE] * 40


async def test_the_data_is_one_line_whatever_it_holds(logs: Logs) -> None:
    """Line breaks, quotes and any alphabet come out as they went in."""
    said = 'A "line"\nand \r\n another\u2028 🐝 日本'
    write(begun(logs.writing), AnswerFailed(problem={"detail": said}))
    last = await (await found(logs.reading)).last()
    assert last is not None
    assert "\n" not in last.data
    assert AnswerFailed.model_validate_json(last.data) == AnswerFailed(problem={"detail": said})


@pytest.mark.parametrize("owner", ["acc_ana", None])
async def test_whose_it_is_is_known_everywhere(logs: Logs, owner: str | None) -> None:
    """A visitor's is nobody's."""
    begun(logs.writing, owner)
    assert (await found(logs.reading)).owner == owner


async def test_nothing_comes_after_the_last_event(logs: Logs) -> None:
    """An answer ends once, whoever would end it again."""
    writing = begun(logs.writing)
    write(writing, DONE)
    with pytest.raises(ValueError, match="does not follow"):
        writing.append(AnswerCanceled())
    assert await heard(await found(logs.reading)) == [(0, "answer.created"), (1, "answer.done")]


async def test_what_never_was_is_not_found(logs: Logs) -> None:
    assert await logs.reading.find("ans_2") is None
    assert await logs.writing.find("") is None


async def test_a_log_that_was_dropped_is_not_found(logs: Logs) -> None:
    logs.writing.drop(logs.writing.begin("ans_1", None))
    assert await logs.writing.find("ans_1") is None


async def test_a_follower_is_told_when_nothing_comes(logs: Logs) -> None:
    """So that whoever is behind it knows that it is still there."""
    begun(logs.writing)
    following = (await found(logs.reading)).follow(0, 0.05)
    assert [await anext(following) for _ in range(3)] == [None] * 3


async def test_logs_of_those_who_are_there_are_no_orphans(logs: Logs) -> None:
    """Neither a running one nor one that ended."""
    begun(logs.writing)
    write(logs.writing.begin("ans_2", None), AnswerCreated(id="ans_2"), DONE)
    await found(logs.reading)
    assert await logs.reading.orphans() == []
