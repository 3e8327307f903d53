"""What leases promise wherever they are counted: in memory, and in a real Redis."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress

import pytest

from service.access.leases import LEASE_SECONDS, Leases, TooManyAnswersAtOnce
from service.redis_client import RedisClient, leases_key

SHORT = 0.3
CRASHING = """
import asyncio
from service.access.leases import Leases
from service.redis_client import RedisClient

async def main():
    async with Leases(RedisClient("{url}"), {lifetime}).held("ann", 2):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
ENDING = """
import asyncio
from service.access.leases import Leases
from service.redis_client import RedisClient

async def answer(leases, begun):
    async with leases.held("ann", 1):
        begun.set()
        await asyncio.Event().wait()

async def main():
    begun = asyncio.Event()
    answering = asyncio.create_task(answer(Leases(RedisClient("{url}")), begun))
    await begun.wait()

asyncio.run(main())
"""


@pytest.fixture(params=["memory", "redis"])
def leases(request: pytest.FixtureRequest) -> Leases:
    if request.param == "memory":
        return Leases()
    return Leases(request.getfixturevalue("redis"))


async def is_free(leases: Leases, most: int = 1, caller: str = "ann") -> bool:
    """Whether a caller may have one more answer."""
    try:
        async with leases.held(caller, most):
            return True
    except TooManyAnswersAtOnce:
        return False


async def eventually_free(leases: Leases, most: int = 1) -> None:
    async with asyncio.timeout(LEASE_SECONDS / 3):  # not so late that it was free by itself
        while not await is_free(leases, most):
            pass


async def begun(leases: Leases) -> "asyncio.Task[None]":
    """An answer that holds a lease and does not end by itself."""
    holds = asyncio.Event()

    async def answer() -> None:
        async with leases.held("ann", 1):
            holds.set()
            await asyncio.Event().wait()

    answering = asyncio.create_task(answer())
    await holds.wait()
    return answering


async def cancelled_until_over(answering: "asyncio.Task[None]") -> None:
    while not answering.done():
        answering.cancel()
        await asyncio.sleep(0)
    assert answering.cancelled()


async def test_a_caller_may_have_so_many_answers_at_once(leases: Leases) -> None:
    """One more is refused, in a sentence, until one is done."""
    async with leases.held("ann", 2):
        async with leases.held("ann", 2):
            with pytest.raises(TooManyAnswersAtOnce, match=r"^2 answers are still") as refused:
                await leases.held("ann", 2).__aenter__()
            assert refused.value.retry_after == 2
        assert await is_free(leases, 2)
        assert not await is_free(leases, 1)
    assert await is_free(leases, 1)


async def test_callers_do_not_take_from_each_other(leases: Leases) -> None:
    """Each has its own."""
    async with leases.held("ann", 1):
        assert await is_free(leases, caller="bob")


async def test_answers_begun_at_once_cannot_pass_the_limit_together(leases: Leases) -> None:
    """Of twenty at once two are let in, and all are over in the end."""
    done = asyncio.Event()

    async def answer() -> bool:
        try:
            async with leases.held("ann", 2):
                return await done.wait()
        except TooManyAnswersAtOnce:
            return False

    finished = asyncio.as_completed([asyncio.create_task(answer()) for _ in range(20)])
    assert not any([await next(finished) for _ in range(18)])
    assert not await is_free(leases, 2)
    done.set()
    assert all([await one for one in finished])
    assert await is_free(leases)


async def test_an_answer_that_fails_lets_go(leases: Leases) -> None:
    """Its error comes through as it was."""
    with pytest.raises(ZeroDivisionError):
        async with leases.held("ann", 1):
            raise ZeroDivisionError
    assert await is_free(leases)


async def test_an_answer_that_is_cancelled_again_and_again_lets_go(leases: Leases) -> None:
    """A web server cancels everything that is awaited for a client that has left."""
    answering = await begun(leases)
    await cancelled_until_over(answering)
    await eventually_free(leases)


async def test_letting_go_may_take_a_new_connection(redis: RedisClient) -> None:
    """Being cancelled meanwhile does not stop it."""
    leases = Leases(redis)
    answering = await begun(leases)
    await redis.pool.disconnect()
    await cancelled_until_over(answering)
    await eventually_free(leases)


async def test_a_client_that_leaves_while_it_is_let_in_holds_nothing(leases: Leases) -> None:
    """Wherever in the taking it is cancelled."""
    for steps in range(30):
        taking = asyncio.create_task(is_free(leases))
        for _ in range(steps):
            await asyncio.sleep(0)
        taking.cancel()
        await asyncio.wait([taking])
    await eventually_free(leases)


async def test_another_task_may_let_go(leases: Leases) -> None:
    """A request takes the lease, and the task that answers gives it back."""
    stack = AsyncExitStack()
    await stack.enter_async_context(leases.held("ann", 1))
    assert not await is_free(leases)
    await asyncio.create_task(stack.aclose())
    assert await is_free(leases)


async def test_processes_over_one_redis_count_together(
    redis: RedisClient, other: RedisClient
) -> None:
    """What one has running, the other does not admit."""
    here, there = Leases(redis), Leases(other)
    async with here.held("ann", 2), there.held("ann", 2):
        assert not await is_free(here, 2)
        assert not await is_free(there, 2)
    assert await is_free(there)


async def test_what_a_crashed_process_held_is_soon_free(redis: RedisClient, redis_url: str) -> None:
    """Nobody renews it any more; what another process holds is renewed."""
    program = CRASHING.format(url=redis_url, lifetime=SHORT)
    crashing = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    assert crashing.stdout
    async with Leases(redis, SHORT).held("ann", 2):
        assert await crashing.stdout.readline() == b"held\n"
        assert not await is_free(Leases(redis), 2)
        crashing.kill()
        await crashing.wait()
        await eventually_free(Leases(redis), 2)
        assert not await is_free(Leases(redis), 1)


async def test_a_long_answer_keeps_its_lease(redis: RedisClient) -> None:
    """It is renewed for as long as the answer runs, and no longer."""
    async with Leases(redis, SHORT).held("ann", 1):
        until = time.monotonic() + 2 * SHORT
        while time.monotonic() < until:
            assert not await is_free(Leases(redis))
    assert await is_free(Leases(redis))
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_renewal_on_its_way_does_not_take_the_lease_again(
    redis: RedisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been sent when the answer ends, and breaking it off takes a moment."""
    renews, arrived = asyncio.Event(), asyncio.Event()
    original = redis.ask

    async def broken_off(question: Callable[[], Awaitable[object]]) -> None:
        renews.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(SHORT / 10)
            await original(question)
            arrived.set()

    async with Leases(redis, SHORT).held("ann", 1):
        with monkeypatch.context() as patch:
            patch.setattr(redis, "ask", broken_off)
            await renews.wait()
    await arrived.wait()
    assert await redis.commands.keys() == []


async def test_a_renewal_that_does_not_notice_being_cancelled_ends_all_the_same(
    redis: RedisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Redis's client does not when its command was just sent: the answer would never end."""
    renews = asyncio.Event()
    original = redis.ask

    async def unnoticed(question: Callable[[], Awaitable[object]]) -> object:
        renews.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return await original(question)

    async with asyncio.timeout(LEASE_SECONDS / 3), Leases(redis, SHORT).held("ann", 1):
        with monkeypatch.context() as patch:
            patch.setattr(redis, "ask", unnoticed)
            await renews.wait()
    assert await redis.commands.keys() == []


async def test_a_renewal_that_fails_does_not_become_the_end_of_the_answer(
    redis: RedisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever failed there: the answer ends as it would, and lets go."""
    fails = asyncio.Event()

    async def failing(_: object) -> None:
        fails.set()
        raise ZeroDivisionError

    async def answer() -> None:
        async with Leases(redis, SHORT).held("ann", 1):
            with monkeypatch.context() as patch:
                patch.setattr(redis, "ask", failing)
                await fails.wait()
            raise KeyError

    with pytest.raises(KeyError):
        await answer()
    assert await redis.commands.keys() == []


async def test_a_process_that_ends_lets_go(redis: RedisClient, redis_url: str) -> None:
    """All its tasks are cancelled at once."""
    program = ENDING.format(url=redis_url)
    ending = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    assert await ending.wait() == 0
    assert await redis.commands.keys() == []


async def test_redis_forgets_leases_by_itself(redis: RedisClient) -> None:
    """The key lives for one lease, and is gone when nothing is running."""
    async with Leases(redis).held("ann", 1):
        assert await redis.commands.keys() == [leases_key("ann").encode()]
        assert 0 < await redis.commands.ttl(leases_key("ann")) <= LEASE_SECONDS
    assert await redis.commands.keys() == []
