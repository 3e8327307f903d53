"""A real server on a free port, over a data folder with two episodes and real audio."""

import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from indexer import Library
from service.app import create_app
from service.command_line.serving import server_config
from service.settings import Settings, read_settings
from service.state import ServiceState
from service.wiring import running_service

if TYPE_CHECKING:
    from tests.service.premium_client import Premium


@dataclass(frozen=True)
class Served:
    """A running service and what it serves."""

    url: str
    library: Library
    winter: str
    weir: str

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20)


def roomy_settings(**given: Any) -> Settings:
    """Settings under which no test meets a limit that it does not test."""
    wide = {"address_rate": "1000000/minute", "account_rate": "1000000/minute"}
    return read_settings(**{**wide, "concurrent_answers": 1_000, **given})


@contextlib.asynccontextmanager
async def _parts(settings: Settings, *, remembers: bool) -> AsyncIterator[ServiceState]:
    async with running_service(settings) as state:
        if not remembers:
            state.runs._records = replace(state.runs._records, cache=None)
        yield state


@contextlib.contextmanager
def serving(settings: Settings, *, remembers: bool = False) -> Iterator[str]:
    """Runs the service in a thread, on a port of its own.

    Unless it ``remembers``, every answer is made: what one test asks is not given to another.
    """
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(server_config(create_app(_parts(settings, remembers=remembers))))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
            while thread.is_alive() and client.get(f"{url}/healthz").status_code != 200:
                pass
        yield url
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def served(data: Path) -> Iterator[Served]:
    with serving(roomy_settings(data_dir=data)) as url:
        yield Served(url, Library(data), "winter", "weir")


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


@pytest.fixture(scope="session")
def premium(data: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Premium]":
    """A service that sells Premium, shared: each test has listeners of its own."""
    from tests.service.premium_client import OTHER_SITE, SITE, sqlite_premium

    with sqlite_premium(data, tmp_path_factory.mktemp("premium")) as made:
        for site in (SITE, OTHER_SITE):
            made.register(site)
        yield made
