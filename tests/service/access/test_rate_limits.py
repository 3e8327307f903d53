"""Rates are read from texts and told in HTTP fields; waiting as told helps."""

import time
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.access.rate_limits import (
    Rate,
    RateExceeded,
    RateLimits,
    RateRefused,
    Standing,
    parse_rate,
    rate_limit_fields,
)
from service.access.sliding_windows import SweptMemory

START = 1_800_000_000.0
ON_THE_WAY = 0.001


@settings(max_examples=50)
@given(
    limit=st.integers(1, 8),
    seconds=st.sampled_from([1, 7, 60]),
    pauses=st.lists(st.floats(0, 90), max_size=20),
)
async def test_who_waits_as_told_is_let_in(limit: int, seconds: int, pauses: list[float]) -> None:
    """Wherever in their windows a caller's questions fall."""
    limits, rate = RateLimits(), Rate(limit, seconds)
    with mock.patch("time.time", return_value=START) as clock:
        for pause in pauses:
            clock.return_value += pause
            try:
                standing = await limits.hit(rate, "burst", "ann")
            except RateExceeded as refused:
                clock.return_value += refused.retry_after + ON_THE_WAY
                standing = await limits.hit(rate, "burst", "ann")
            assert 0 <= standing.remaining < limit
            assert 1 <= standing.reset <= seconds


async def test_counts_in_memory_are_swept() -> None:
    """Callers who do not come back take no memory for ever, and others keep their counts."""
    memory, now = SweptMemory(), time.monotonic()
    await memory.incr("gone", 0)
    await memory.incr("stays", 600)
    with mock.patch("time.monotonic", return_value=now + 61):
        assert await memory.incr("new", 600) == 1
    assert set(memory.storage) == set(memory.expirations) == {"stays", "new"}
    assert await memory.incr("stays", 600) == 2


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20/minute", Rate(20, 60)),
        (" 1/second ", Rate(1, 1)),
        ("500/hour", Rate(500, 3600)),
        ("1000/day", Rate(1000, 86_400)),
    ],
)
def test_a_rate_is_read(text: str, rate: Rate) -> None:
    """How many, and in what time."""
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "20", "0/minute", "-1/minute", "1.5/second", "20/fortnight", "٢/minute", "9" * 99]
)
def test_what_is_no_rate_is_refused_in_a_sentence(text: str) -> None:
    """It says how to write one."""
    with pytest.raises(RateRefused, match="such as 20/minute; the times are second, minute"):
        parse_rate(text)


def test_standings_are_told_in_the_fields_of_the_draft() -> None:
    """The policy, and where the caller stands under it, for each rate."""
    standings = [Standing("burst", 20, 60, 12, 30), Standing("day", 500, 86_400, 0, 7)]
    assert rate_limit_fields(standings) == {
        "RateLimit-Policy": '"burst";q=20;w=60, "day";q=500;w=86400',
        "RateLimit": '"burst";r=12;t=30, "day";r=0;t=7',
    }
    assert rate_limit_fields([]) == {}
