"""Clients of the Redis of a test run, and of a fake one."""

from collections.abc import AsyncIterator, Iterator

import pytest

from service import redis_client
from service.redis_client import RedisClient
from tests.contracts.answer_logs import fake_redis


def be_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has clients wait for Redis on a busy machine too."""
    monkeypatch.setattr(redis_client, "SOCKET_SECONDS", 5.0)
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 5.0)


@pytest.fixture
def patient_url(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty Redis."""
    be_patient(monkeypatch)
    return redis_url


@pytest.fixture(params=["memory", "redis", "fake"])
def logs_url(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str | None]:
    """Where answers' logs are shared; None where they are not."""
    be_patient(monkeypatch)
    if request.param == "memory":
        yield None
    elif request.param == "redis":
        yield request.getfixturevalue("redis_url")
    else:
        with fake_redis() as url:
            yield url


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
