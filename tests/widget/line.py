"""The line between a browser and a service, which a test can cut."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

_SIZE = 65_536


class Line:
    """Carries bytes to a service and back; ``url`` is where a browser finds the service."""

    def __init__(self, service: str, listener: socket.socket) -> None:
        parts = urlsplit(service)
        self._service = (parts.hostname or "", parts.port or 0)
        self._listener = listener
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_down = False
        self._dead: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def cut(self) -> None:
        """Breaks off every connection, in the middle of whatever it carries; none is made anew."""
        with self._lock:
            self._is_down = True
            cut, self._sockets = self._sockets, set()
        for one in cut:
            _close(one)

    def stall(self) -> None:
        """Lets every connection be, and carries nothing more over it, as after a sleep."""
        with self._lock:
            self._dead |= self._sockets

    def mend(self) -> None:
        """Carries again."""
        with self._lock:
            self._is_down = False

    def serve(self) -> None:
        """Takes connections until the listener is closed."""
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            self._carry(browser)

    def _carry(self, browser: socket.socket) -> None:
        with self._lock:
            if self._is_down:
                browser.close()
                return
            try:
                service = socket.create_connection(self._service)
            except OSError:  # the service is down: so is the line
                browser.close()
                return
            self._sockets |= {browser, service}
        for source, target in ((browser, service), (service, browser)):
            threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_SIZE):
                if source not in self._dead:
                    target.sendall(data)
        _close(source)
        _close(target)


def _close(one: socket.socket) -> None:
    # A thread may wait in recv: only a shutdown wakes it.
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextlib.contextmanager
def line_to(service: str) -> Iterator[Line]:
    """A line to a service, on a port of its own."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    line = Line(service, listener)
    thread = threading.Thread(target=line.serve)
    thread.start()
    try:
        yield line
    finally:
        _close(listener)
        line.cut()
        thread.join()
