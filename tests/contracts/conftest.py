"""Clients of the Redis of a test run."""

from collections.abc import AsyncIterator

import pytest

from service import redis_client
from service.redis_client import RedisClient


@pytest.fixture
def patient_url(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty Redis, whose clients wait for it on a busy machine too."""
    monkeypatch.setattr(redis_client, "SOCKET_SECONDS", 5.0)
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 5.0)
    return redis_url


@pytest.fixture
async def redis(patient_url: str) -> AsyncIterator[RedisClient]:
    """A client that did find its Redis throughout the test."""
    client = RedisClient(patient_url)
    yield client
    assert await client.ping(), "Redis was away, so something else was tested."
    await client.aclose()


@pytest.fixture
async def other(patient_url: str) -> AsyncIterator[RedisClient]:
    """The client that another process would have of the same Redis."""
    client = RedisClient(patient_url)
    yield client
    await client.aclose()
