"""What logs of answers promise: in memory, and shared by a real Redis and by a fake one.

``writing`` is the process that makes an answer, ``reading`` one that follows it: two of them where
logs are shared, the same one where a process serves alone.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from fakeredis import TcpFakeServer

from service import redis_client
from service.answering.events import (
    AnswerCanceled,
    AnswerCreated,
    AnswerDone,
    AnswerEvent,
    AnswerFailed,
    AnswerStatus,
    Outcome,
    Phase,
)
from service.redis_client import RedisClient
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import AnswerLogs, LogsAway, MemoryLogs
from service.streams.shared_logs import SharedLogs
from tests.servers import RedisServer, paused, stopped
from tests.waiting import awaited

BEAT = 5.0
SHORT_LEASE = 1.0
DONE = AnswerDone(outcome=Outcome.ANSWERED, answered_by="extractive")
SEARCHING = AnswerStatus(phase=Phase.SEARCHING)
ANSWERING = AnswerStatus(phase=Phase.ANSWERING)


@dataclass(frozen=True)
class Logs:
    writing: AnswerLogs
    reading: AnswerLogs


@pytest.fixture(params=["memory", "redis", "fake"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str | None]:
    """Where the logs are shared; None where they are not."""
    monkeypatch.setattr(redis_client, "SOCKET_SECONDS", 5.0)
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 5.0)
    if request.param == "memory":
        yield None
    elif request.param == "redis":
        yield request.getfixturevalue("redis_url")
    else:
        with fake_redis() as url:
            yield url


@contextlib.contextmanager
def fake_redis() -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.asynccontextmanager
async def process(url: str, lease: float = 8.0, kept: float = 600.0) -> AsyncIterator[SharedLogs]:
    """The logs of one process more, which is gone when it is left."""
    client = RedisClient(url)
    logs = SharedLogs(client, kept, lease)
    keeping_up = asyncio.create_task(logs.keep_up())
    try:
        yield logs
    finally:
        keeping_up.cancel()
        await asyncio.wait([keeping_up])
        await client.aclose()


@pytest.fixture
async def logs(url: str | None) -> AsyncIterator[Logs]:
    if url is None:
        alone = MemoryLogs()
        yield Logs(alone, alone)
    else:
        async with process(url) as writing, process(url) as reading:
            yield Logs(writing, reading)


async def found(logs: AnswerLogs, answer_id: str = "ans_1") -> AnswerLog:
    """A log, as soon as it can be found."""
    async with asyncio.timeout(3 * BEAT):
        while True:
            with contextlib.suppress(LogsAway):
                if log := await logs.find(answer_id):
                    return log
            await asyncio.sleep(0.01)


async def heard(log: AnswerLog, after: int = -1) -> list[tuple[int, str]]:
    """All that a follower hears, up to the end."""
    async with asyncio.timeout(3 * BEAT):
        events = [event async for event in log.follow(after, BEAT)]
    return [(event.place, event.type) for event in events if event]


def write(log: AnswerLog, *events: AnswerEvent) -> None:
    for event in events:
        log.append(event)


WHOLE = [(0, "answer.created"), (1, "answer.status"), (2, "answer.status"), (3, "answer.done")]


def begun(logs: AnswerLogs, owner: str | None = "acc_ana") -> AnswerLog:
    log = logs.begin("ans_1", owner)
    log.append(AnswerCreated(id="ans_1"))
    return log


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


@pytest.mark.parametrize("url", ["memory"], indirect=True)
async def test_an_ended_log_is_gone_after_a_while(url: None) -> None:
    """A running one stays, however long it takes."""
    assert url is None
    now = 0.0
    logs = MemoryLogs(600.0, lambda: now)
    write(begun(logs), DONE)
    logs.begin("ans_2", None)
    assert await logs.find("ans_1") is not None
    now = 599.0
    assert await logs.find("ans_1") is not None
    now = 601.0
    assert await logs.find("ans_1") is None
    assert await logs.find("ans_2") is not None


@pytest.mark.parametrize("url", ["memory"], indirect=True)
async def test_memory_holds_so_many_ended_logs(url: None) -> None:
    """The oldest go first."""
    assert url is None
    logs = MemoryLogs()
    for number in range(600):
        write(logs.begin(f"ans_{number}", None), AnswerCreated(id=f"ans_{number}"), DONE)
    assert await logs.find("ans_0") is None
    assert await logs.find("ans_99") is None
    assert await logs.find("ans_100") is not None
    assert await logs.find("ans_599") is not None


shared = pytest.mark.parametrize("url", ["redis", "fake"], indirect=True)
real = pytest.mark.parametrize("url", ["redis"], indirect=True)


@shared
async def test_a_shared_log_is_gone_after_a_while(url: str) -> None:
    async with process(url, kept=0.3) as writing, process(url) as reading:
        write(begun(writing), DONE)
        await found(reading)

        async def is_gone() -> bool:
            return await reading.find("ans_1") is None

        await awaited(is_gone)


@shared
async def test_whoever_writes_hears_that_it_should_end(url: str) -> None:
    """Only of its own answers, and only while they run."""
    async with process(url) as writing, process(url) as reading:
        log = begun(writing)
        write(writing.begin("ans_2", None), AnswerCreated(id="ans_2"))
        assert await writing.canceled() == []
        await reading.cancel("ans_1")
        assert await writing.canceled() == ["ans_1"]
        assert await reading.canceled() == []
        log.append(AnswerCanceled())
        assert await writing.canceled() == []


@shared
async def test_what_a_process_left_is_ended_by_one_other(url: str) -> None:
    """However many there are, one is given it, and its followers hear the end."""
    async with process(url, SHORT_LEASE) as one, process(url, SHORT_LEASE) as other:
        async with process(url, SHORT_LEASE) as gone:
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
async def test_an_orphan_that_nobody_ends_is_given_again(url: str) -> None:
    """Whoever took it may have gone as well."""
    async with process(url, SHORT_LEASE) as one:
        async with process(url, SHORT_LEASE) as gone:
            begun(gone)
            await found(one)
        for _ in range(2):
            await awaited(one.orphans)


@shared
async def test_who_was_only_late_ends_what_another_has_ended(url: str) -> None:
    """It hears of it as if somebody had asked it to stop."""
    async with process(url) as other:
        client = RedisClient(url)
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
        assert await late.canceled() == ["ans_1"]
        assert await heard(await found(other)) == [(0, "answer.created"), (1, "answer.failed")]
        await client.aclose()


@real
async def test_a_redis_that_lost_everything_is_told_again(
    url: str, redis_server: RedisServer
) -> None:
    """Those who follow where the answer is made notice nothing."""
    async with process(url, SHORT_LEASE) as writing, process(url, SHORT_LEASE) as reading:
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
async def test_after_an_outage_writers_are_given_time(url: str, redis_server: RedisServer) -> None:
    """Nobody could say that it was there while Redis did not answer."""
    client = RedisClient(url)
    late = SharedLogs(client, lease_seconds=0.5)
    begun(late)
    await late.leave()
    async with process(url, SHORT_LEASE) as other:
        with paused(redis_server):
            assert await other.orphans() == []
        await asyncio.sleep(0.6)
        assert await other.orphans() == []
        await awaited(other.orphans)
    await client.aclose()


@real
async def test_who_follows_what_nobody_writes_is_sent_away(
    url: str, redis_server: RedisServer
) -> None:
    """Where both Redis and the process that wrote there are gone, no end can be told."""
    async with process(url, SHORT_LEASE) as reading:
        async with process(url, SHORT_LEASE) as gone:
            begun(gone)
            log = await found(reading)
        with stopped(redis_server):
            assert await heard(log) == [(0, "answer.created")]
            assert await log.last() is None
