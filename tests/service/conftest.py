"""A real server on a free port, over a data folder with two episodes and real audio."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from service.app import create_app
from service.command_line.serving import server_config
from service.settings import Settings, read_settings
from tests.conversations import write_winter

ROOT = Path(__file__).parents[2]
WEIR = ROOT / "samples" / "episodes" / "after-the-weir.vtt"


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


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Runs the service in a thread, on a port of its own."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(server_config(create_app(settings)))
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
def data(tmp_path_factory: pytest.TempPathFactory, encoders: Path, minilm: OnnxEncoder) -> Path:
    """A data folder with the small conversation and a sample episode."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "encoders").symlink_to(encoders)
    library = Library(folder)
    winter = write_winter(folder / "source")
    (folder / "source" / "winter.mp3").write_bytes(bytes(range(256)) * 40)
    index_transcript(winter, library, minilm, BuildOptions("winter"))
    index_transcript(WEIR, library, minilm, BuildOptions("weir"))
    return folder


@pytest.fixture(scope="session")
def served(data: Path) -> Iterator[Served]:
    with serving(roomy_settings(data_dir=data)) as url:
        yield Served(url, Library(data), "winter", "weir")


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client
