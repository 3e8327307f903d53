"""Deployments, each started once a run; a test brings an account of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.premium.services import Backing, Deployment, deployed
from tests.servers import PostgresServer, RedisServer, running

_DATABASE = "premium"


@pytest.fixture(scope="session")
def full_backing(postgres: PostgresServer) -> Iterator[Backing]:
    """An empty database of PostgreSQL, and a Redis of its own."""
    with running(RedisServer) as redis:
        yield Backing(postgres.create(_DATABASE), redis.url)
    postgres.drop(_DATABASE)


@pytest.fixture(scope="session")
def over_postgresql(
    tmp_path_factory: pytest.TempPathFactory, data: Path, full_backing: Backing
) -> Iterator[Deployment]:
    """Two processes over PostgreSQL and Redis."""
    with deployed(tmp_path_factory.mktemp("two"), data, full_backing, processes=2) as deployment:
        yield deployment


@pytest.fixture(scope="session")
def over_sqlite(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[Deployment]:
    """One process over SQLite alone."""
    with deployed(tmp_path_factory.mktemp("one"), data, Backing()) as deployment:
        yield deployment


@pytest.fixture(params=["over_sqlite", "over_postgresql"])
def deployment(request: pytest.FixtureRequest) -> Deployment:
    """Each kind of deployment in turn: a test that takes it runs once with each."""
    found: Deployment = request.getfixturevalue(request.param)
    return found
