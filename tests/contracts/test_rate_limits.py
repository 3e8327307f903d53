"""What rate limits promise wherever they count: in memory, and in a real Redis."""

import asyncio
import time

import pytest

from service.access.rate_limits import Rate, RateExceeded, RateLimits, Standing
from service.redis_client import RATES_PREFIX, RedisClient

RATE = Rate(5, 60)


@pytest.fixture(params=["memory", "redis"])
def limits(request: pytest.FixtureRequest) -> RateLimits:
    if request.param == "memory":
        return RateLimits()
    return RateLimits(request.getfixturevalue("redis"))


async def admitted(limits: RateLimits, rate: Rate, times: int, caller: str = "ann") -> int:
    """How many of so many questions at once are let in."""
    hits = (limits.hit(rate, "burst", caller) for _ in range(times))
    found = await asyncio.gather(*hits, return_exceptions=True)
    assert all(isinstance(one, Standing | RateExceeded) for one in found), found
    return sum(isinstance(one, Standing) for one in found)


async def test_a_caller_may_ask_as_often_as_its_rate_says(limits: RateLimits) -> None:
    """What is left counts down; then the caller is told how long to wait."""
    standings = [await limits.hit(RATE, "burst", "ann") for _ in range(RATE.limit)]
    assert [standing.remaining for standing in standings] == [4, 3, 2, 1, 0]
    assert {(at.kind, at.limit, at.window) for at in standings} == {("burst", 5, 60)}
    with pytest.raises(RateExceeded) as refused:
        await limits.hit(RATE, "burst", "ann")
    assert refused.value.standing.remaining == 0
    assert 1 <= refused.value.retry_after <= RATE.seconds
    assert f"wait {refused.value.retry_after} second" in str(refused.value)


async def test_questions_at_once_cannot_pass_the_limit_together(limits: RateLimits) -> None:
    """Of fifty at once as many are let in as one after the other."""
    assert await admitted(limits, RATE, 50) == RATE.limit


async def test_what_counts_for_several_is_counted_whole_or_not_at_all(limits: RateLimits) -> None:
    """What no longer fits leaves room for what does."""
    assert (await limits.hit(RATE, "burst", "ann", 3)).remaining == 2
    with pytest.raises(RateExceeded) as refused:
        await limits.hit(RATE, "burst", "ann", 3)
    assert refused.value.standing.remaining == 2
    assert (await limits.hit(RATE, "burst", "ann", 2)).remaining == 0
    with pytest.raises(RateExceeded):
        await limits.hit(RATE, "burst", "ann")


async def test_who_waits_for_several_waits_for_all_of_them(limits: RateLimits) -> None:
    """As long as is told, and then they fit."""
    rate = Rate(40, 2)
    await limits.hit(rate, "burst", "ann", 40)
    with pytest.raises(RateExceeded) as refused:
        await limits.hit(rate, "burst", "ann", 20)
    with pytest.raises(RateExceeded) as of_one:
        await limits.hit(rate, "burst", "ann")
    assert of_one.value.retry_after <= refused.value.retry_after <= 2 * rate.seconds
    await asyncio.sleep(refused.value.retry_after)
    await limits.hit(rate, "burst", "ann", 20)


async def test_several_at_once_cannot_pass_the_limit_together(limits: RateLimits) -> None:
    """Of thirty that count for two each, as many as fit."""
    rate = Rate(21, 60)
    hits = (limits.hit(rate, "burst", "ann", 2) for _ in range(30))
    found = await asyncio.gather(*hits, return_exceptions=True)
    assert sum(isinstance(one, Standing) for one in found) == 10


async def test_callers_and_kinds_are_counted_apart(limits: RateLimits) -> None:
    """Who has asked enough of one kind may ask of another; and others may ask."""
    assert await admitted(limits, RATE, 6) == RATE.limit
    assert (await limits.hit(RATE, "search", "ann")).remaining == RATE.limit - 1
    assert (await limits.hit(RATE, "burst", "2001:db8::/64")).remaining == RATE.limit - 1


async def test_who_waits_as_told_may_ask_again(limits: RateLimits) -> None:
    """A refused question does not count: asking on and on makes the wait no longer."""
    rate = Rate(2, 1)
    assert await admitted(limits, rate, 3) == 2
    deadline = time.monotonic() + 1
    asked = time.monotonic()
    while not await admitted(limits, rate, 1):
        assert asked < deadline
        await asyncio.sleep(0.01)
        asked = time.monotonic()


async def test_processes_over_one_redis_count_together(
    redis: RedisClient, other: RedisClient
) -> None:
    """Of what two processes are asked at once as much is let in as by one."""
    found = await asyncio.gather(
        admitted(RateLimits(redis), RATE, 20), admitted(RateLimits(other), RATE, 20)
    )
    assert sum(found) == RATE.limit


async def test_a_window_in_redis_begins_with_its_first_question(redis: RedisClient) -> None:
    """Whoever used up the whole rate at once has to wait for a whole window."""
    limits = RateLimits(redis)
    standings = [await limits.hit(RATE, "burst", "ann") for _ in range(RATE.limit)]
    assert {standing.reset for standing in standings} == {RATE.seconds}


async def test_redis_forgets_counts_by_itself(redis: RedisClient) -> None:
    """Every key has its name from one place and lives for two windows at most."""
    await RateLimits(redis).hit(RATE, "burst", "ann")
    keys = await redis.commands.keys()
    assert keys
    for key in keys:
        assert RATES_PREFIX.encode() in key
        assert 0 < await redis.commands.ttl(key) <= 2 * RATE.seconds
