"""Redis goes away, hangs and comes back: nobody waits for it, and limits hold all the while."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from service import redis_client
from service.access.leases import Leases, TooManyAnswersAtOnce
from service.access.rate_limits import Rate, RateExceeded, RateLimits, Standing
from service.redis_client import RedisAway, RedisClient, RedisRefused, leases_key
from tests.servers import RedisServer, paused, running, stopped
from tests.service.access.clock import Clock

RATE = Rate(5, 60)
PLENTY = Rate(1000, 60)
WAIT = 1.0  # a question waits for 0.3 seconds; the rest is for a busy machine
SHORT = 0.3


@pytest.fixture(scope="module")
def own_server() -> Iterator[RedisServer]:
    with running(RedisServer) as server:
        yield server


@pytest.fixture
def server(own_server: RedisServer) -> RedisServer:
    """A Redis that holds nothing, and may be done away with."""
    own_server.flush()
    return own_server


@pytest.fixture
async def redis(server: RedisServer, clock: Clock) -> AsyncIterator[RedisClient]:
    client = RedisClient(server.url, clock)
    assert await client.ping()
    yield client
    await client.aclose()


async def seconds_to_hit(limits: RateLimits) -> float:
    began = time.perf_counter()
    await limits.hit(PLENTY, "burst", "ann")
    return time.perf_counter() - began


async def test_limits_hold_while_redis_is_down(
    server: RedisServer, redis: RedisClient, caplog: pytest.LogCaptureFixture
) -> None:
    """In this process, without an error for the caller, and told to the operator once."""
    limits = RateLimits(redis)
    with stopped(server):
        hits = [limits.hit(RATE, "burst", "ann") for _ in range(20)]
        found = await asyncio.gather(*hits, return_exceptions=True)
    assert sum(isinstance(one, Standing) for one in found) == RATE.limit
    assert sum(isinstance(one, RateExceeded) for one in found) == 20 - RATE.limit
    assert len(caplog.records) == 1
    assert "Until it can, each process counts for itself." in caplog.text


async def test_a_redis_that_hangs_costs_one_short_wait(
    server: RedisServer, redis: RedisClient
) -> None:
    """The first question waits a moment for it, the next ones do not."""
    limits = RateLimits(redis)
    with paused(server):
        assert await seconds_to_hit(limits) < WAIT
        assert sum([await seconds_to_hit(limits) for _ in range(100)]) < WAIT / 2


async def test_many_at_once_wait_no_longer_than_one(
    server: RedisServer, redis: RedisClient
) -> None:
    """More than there are connections: those in the queue hear of it too."""
    limits = RateLimits(redis)
    with paused(server):
        waits = await asyncio.gather(*(seconds_to_hit(limits) for _ in range(300)))
    assert max(waits) < WAIT


async def test_after_a_while_one_question_tries_again(
    server: RedisServer, redis: RedisClient, clock: Clock
) -> None:
    """The others go on without Redis meanwhile."""
    limits = RateLimits(redis)
    with paused(server):
        await seconds_to_hit(limits)
        clock.advance(5)
        waits = await asyncio.gather(*(seconds_to_hit(limits) for _ in range(20)))
    assert sum(wait > 0.2 for wait in waits) == 1


@pytest.mark.parametrize("outage", [paused, stopped])
async def test_redis_counts_again_when_it_is_back(
    server: RedisServer,
    redis: RedisClient,
    clock: Clock,
    outage: Callable[[RedisServer], AbstractContextManager[None]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Five seconds after its last failure, even if it was started anew in between."""
    limits = RateLimits(redis)
    await limits.hit(RATE, "burst", "ann")
    with outage(server):
        await limits.hit(RATE, "burst", "ann")
    await limits.hit(RATE, "burst", "bob")
    clock.advance(5)
    assert (await limits.hit(RATE, "burst", "bob")).remaining == RATE.limit - 1
    assert await redis.commands.keys("*bob*")
    assert len(caplog.records) == 2
    assert "answers again" in caplog.records[1].message


async def test_answers_at_once_stay_limited_in_an_outage(
    server: RedisServer, redis: RedisClient
) -> None:
    """Those that were running before it count too, and end without an error."""
    leases = Leases(redis)
    async with leases.held("ann", 2):
        with paused(server):
            async with leases.held("ann", 2):
                with pytest.raises(TooManyAnswersAtOnce):
                    await leases.held("ann", 2).__aenter__()
            async with leases.held("ann", 2):
                pass
    async with leases.held("ann", 1):
        pass


async def test_a_running_answer_is_counted_again_by_a_redis_that_forgot_it(
    server: RedisServer, redis: RedisClient, clock: Clock
) -> None:
    """Its next renewal tells of it."""
    async with Leases(redis, SHORT).held("ann", 1):
        with stopped(server):
            assert not await redis.ping()
        clock.advance(5)
        async with asyncio.timeout(10):
            while not (await redis.ping() and await redis.commands.exists(leases_key("ann"))):
                pass
        with pytest.raises(TooManyAnswersAtOnce):
            await Leases(redis).held("ann", 1).__aenter__()


async def test_a_ping_tells_what_requests_find(
    server: RedisServer, redis: RedisClient, clock: Clock
) -> None:
    """No in an outage, and yes some seconds after it."""
    with stopped(server):
        assert not await redis.ping()
    assert not await redis.ping()
    clock.advance(5)
    assert await redis.ping()


async def test_many_questions_at_once_are_no_outage(
    redis: RedisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the last of them waits for its turn: that says nothing of Redis."""
    let_go = asyncio.Event()

    async def answered() -> bool:
        return True

    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 60)
    others = [asyncio.create_task(redis.ask(let_go.wait)) for _ in range(50)]
    await asyncio.sleep(0)
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 0.01)
    last = asyncio.create_task(redis.ask(answered))
    await asyncio.sleep(0.05)
    assert not last.done()
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 60)
    let_go.set()
    assert await last
    assert all(await asyncio.gather(*others))


async def test_a_question_that_is_cancelled_does_not_spoil_the_next(redis: RedisClient) -> None:
    """Each gets the answer to itself, on whatever connection."""

    async def echoed(number: int) -> bool:
        return bool(await redis.ask(lambda: redis.commands.echo(str(number))) == b"%d" % number)

    for steps in range(30):
        asking = [asyncio.create_task(echoed(number)) for number in range(3)]
        for _ in range(steps):
            await asyncio.sleep(0)
        asking[0].cancel()
        assert all(await asyncio.gather(*asking[1:]))
        assert await echoed(steps)


async def test_a_password_is_told_to_nobody(
    server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Not where it is refused, and not in an address that cannot be read."""
    caplog.set_level(logging.DEBUG)
    client = RedisClient(server.url.replace("://", "://ask:hunter2@"))
    with pytest.raises(RedisAway) as refused:
        await client.ask(client.commands.ping)
    await client.aclose()
    assert "AuthenticationError" in caplog.text
    told = [caplog.text, repr(client), str(refused.value)]
    for unreadable in (
        "hunter2",
        "http://:hunter2@host",
        "redis://:hunter2/@host",
        "redis://h?x=1",
    ):
        with pytest.raises(RedisRefused, match="redis://host:6379/0") as error:
            RedisClient(unreadable)
        told.append(f"{error.value} {error.value.__cause__}")
    assert not any("hunter2" in text for text in told)
