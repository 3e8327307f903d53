"""What shared logs promise beside what all do: who wrote a log may be gone, and Redis as well."""

import asyncio

import pytest

from service.answering.events import AnswerCanceled, AnswerCreated, AnswerFailed
from service.redis_client import RedisClient
from service.streams.answer_log import AnswerLog
from service.streams.shared_logs import SharedLogs
from tests.contracts.answer_logs import (
    ANSWERING,
    DONE,
    SEARCHING,
    WHOLE,
    begun,
    found,
    heard,
    process,
    write,
)
from tests.servers import RedisServer, paused, stopped
from tests.waiting import awaited

SHORT_LEASE = 1.0

shared = pytest.mark.parametrize("logs_url", ["redis", "fake"], indirect=True)
real = pytest.mark.parametrize("logs_url", ["redis"], indirect=True)


@shared
async def test_a_shared_log_is_gone_after_a_while(logs_url: str) -> None:
    async with process(logs_url, kept=0.3) as writing, process(logs_url) as reading:
        write(begun(writing), DONE)
        await found(reading)

        async def is_gone() -> bool:
            return await reading.find("ans_1") is None

        await awaited(is_gone)


@shared
async def test_whoever_writes_hears_that_it_should_end(logs_url: str) -> None:
    """Only of its own answers, and only while they run."""
    async with process(logs_url) as writing, process(logs_url) as reading:
        log = begun(writing)
        write(writing.begin("ans_2", None), AnswerCreated(id="ans_2"))
        assert await writing.canceled() == []
        await reading.cancel("ans_1")
        assert await writing.canceled() == ["ans_1"]
        assert await reading.canceled() == []
        log.append(AnswerCanceled())
        assert await writing.canceled() == []


@shared
async def test_what_a_process_left_is_ended_by_one_other(logs_url: str) -> None:
    """However many there are, one is given it, and its followers hear the end."""
    async with process(logs_url, SHORT_LEASE) as one, process(logs_url, SHORT_LEASE) as other:
        async with process(logs_url, SHORT_LEASE) as gone:
            begun(gone)
            log = await found(one)

        async def taken_by_either() -> list[tuple[SharedLogs, AnswerLog]]:
            both = await asyncio.gather(one.orphans(), other.orphans())
            return [
                (logs, log) for logs, left in zip((one, other), both, strict=True) for log in left
            ]

        taken = await awaited(taken_by_either)
        assert len(taken) == 1
        (logs, orphan) = taken[0]
        await logs.end(orphan, [AnswerFailed(problem={})])
        assert await heard(log) == [(0, "answer.created"), (1, "answer.failed")]
        await asyncio.sleep(SHORT_LEASE * 1.5)
        assert await one.orphans() == await other.orphans() == []


@shared
async def test_an_orphan_that_nobody_ends_is_given_again(logs_url: str) -> None:
    """Whoever took it may have gone as well."""
    async with process(logs_url, SHORT_LEASE) as one:
        async with process(logs_url, SHORT_LEASE) as gone:
            begun(gone)
            await found(one)
        for _ in range(2):
            await awaited(one.orphans)


@shared
async def test_what_redis_lost_with_its_writer_is_lost_after_a_lease(logs_url: str) -> None:
    """A lease after Redis began anew: by then whoever is there has written its logs again."""
    async with process(logs_url, SHORT_LEASE) as here, process(logs_url, SHORT_LEASE) as other:
        log = begun(other)
        await found(here)
        assert not await here.is_lost("ans_gone", 60.0)
        await asyncio.sleep(SHORT_LEASE)
        assert not await here.is_lost("ans_gone", SHORT_LEASE / 2)
        assert await here.is_lost("ans_gone", 60.0)
        client = RedisClient(logs_url)
        await client.commands.flushall()
        await client.aclose()
        assert not await here.is_lost("ans_gone", 60.0)
        await asyncio.sleep(SHORT_LEASE)
        assert await here.is_lost("ans_gone", 60.0)
        assert not await here.is_lost(log.answer_id, 60.0)


@shared
async def test_who_was_only_late_ends_what_another_has_ended(logs_url: str) -> None:
    """It hears of it, and not as if its caller had asked it to stop."""
    async with process(logs_url) as other:
        client = RedisClient(logs_url)
        late = SharedLogs(client, lease_seconds=0.1)
        begun(late)
        await late.leave()
        await asyncio.sleep(0.3)
        (orphan,) = await other.orphans()
        await other.end(orphan, [AnswerFailed(problem={})])
        own = await late.find("ans_1")
        assert own is not None
        own.append(SEARCHING)
        await late.leave()
        assert late.taken_away() == ["ans_1"]
        assert await late.canceled() == []
        assert await heard(await found(other)) == [(0, "answer.created"), (1, "answer.failed")]
        await client.aclose()


@real
async def test_a_redis_that_lost_everything_is_told_again(
    logs_url: str, redis_server: RedisServer
) -> None:
    """Those who follow where the answer is made notice nothing."""
    async with process(logs_url, SHORT_LEASE) as writing, process(logs_url, SHORT_LEASE) as reading:
        log = begun(writing)
        await found(reading)
        here = asyncio.create_task(heard(log))
        with stopped(redis_server):
            write(log, SEARCHING)
        write(log, ANSWERING)
        again = await found(reading)
        write(log, DONE)
        assert await heard(again) == await here == WHOLE


@real
async def test_after_an_outage_writers_are_given_time(
    logs_url: str, redis_server: RedisServer
) -> None:
    """Nobody could say that it was there while Redis did not answer."""
    client = RedisClient(logs_url)
    late = SharedLogs(client, lease_seconds=0.5)
    begun(late)
    await late.leave()
    async with process(logs_url, SHORT_LEASE) as other:
        with paused(redis_server):
            assert await other.orphans() == []
        await asyncio.sleep(0.6)
        assert await other.orphans() == []
        await awaited(other.orphans)
    await client.aclose()


@real
async def test_who_follows_what_nobody_writes_is_sent_away(
    logs_url: str, redis_server: RedisServer
) -> None:
    """Where both Redis and the process that wrote there are gone, no end can be told."""
    async with process(logs_url, SHORT_LEASE) as reading:
        async with process(logs_url, SHORT_LEASE) as gone:
            begun(gone)
            log = await found(reading)
        with stopped(redis_server):
            assert await heard(log) == [(0, "answer.created")]
            assert await log.last() is None
