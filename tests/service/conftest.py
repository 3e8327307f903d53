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

from indexer import IndexedEpisode, Library
from service.app import create_app
from service.command_line.serving import server_config
from service.settings import Settings, read_settings
from service.state import ServiceState
from service.wiring import running_service
from tests.openai_server import OpenAIServer, openai_server

if TYPE_CHECKING:
    from tests.service.premium_client import Listener, Premium


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
    wide = dict.fromkeys(("address_rate", "account_rate", "search_rate"), "1000000/minute")
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


@pytest.fixture(scope="module")
def subscriber(premium: "Premium") -> "Listener":
    return premium.subscriber()


@pytest.fixture
def answered(subscriber: "Listener") -> str:
    """The id of an answer that the subscriber was given."""
    from tests.service.premium_client import ask

    return str(ask(subscriber.http).json()["id"])


@pytest.fixture(scope="module")
def winter(data: Path) -> IndexedEpisode:
    return Library(data).episode("winter")


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIServer]:
    """A server that speaks OpenAI's protocol."""
    with openai_server() as server:
        yield server


@pytest.fixture
def openai(model: OpenAIServer) -> OpenAIServer:
    """The same, as if it had just been started."""
    model.begin_anew()
    return model


@pytest.fixture(scope="module")
def model_url(
    data: Path, model: OpenAIServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where a service is whose answers come from that server."""
    database = tmp_path_factory.mktemp("model") / "ask.sqlite3"
    settings = roomy_settings(
        data_dir=data,
        database_url=f"sqlite+aiosqlite:///{database}",
        openai_base_url=model.url,
        model="scripted",
        model_first_token_seconds=5.0,
        model_next_token_seconds=5.0,
    )
    with serving(settings) as url:
        yield url
