"""Work beside the thread that Playwright's event loop runs in: servers, and event loops."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> T:
    """What some work comes to that runs an event loop of its own."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(work).result()


@contextlib.contextmanager
def serving_app(app: ASGIApp) -> Iterator[int]:
    """Serves an application on this machine; gives the port."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
