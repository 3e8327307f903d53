"""A web server on the loopback that serves what a test says, and remembers what it was asked."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EXAMPLES = Path(__file__).parent / "examples"


@dataclass
class Page:
    """What is answered; with an ETag it is answered once, and 304 afterwards."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answer = Page | Callable[[BaseHTTPRequestHandler], None]


class Web:
    """The server: ``pages`` by path, ``asked`` every path that was asked for, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.asked.append(self.path)
                answer = web.pages.get(self.path, Page("Nothing here.", 404))
                with contextlib.suppress(OSError):
                    if isinstance(answer, Page):
                        web.send(self, answer)
                    else:
                        answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.host = f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a page."""
        return f"http://{self.host}{path}"

    def serve_example(self, path: str, name: str) -> str:
        """Serves one of the examples; gives its address."""
        self.pages[path] = Page((EXAMPLES / name).read_bytes())
        return self.url(path)

    def asked_since(self) -> list[str]:
        """What was asked for since this was called last."""
        asked, self.asked = self.asked, []
        return asked

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, page: Page) -> None:
        """Sends a page, or 304 to whoever has it already."""
        body = page.body.encode() if isinstance(page.body, str) else page.body
        etag = page.headers.get("ETag")
        same = etag is not None and handler.headers.get("If-None-Match") == etag
        handler.send_response(304 if same else page.status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        if not same:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if not same:
            handler.wfile.write(body)

    @contextlib.contextmanager
    def running(self) -> Iterator["Web"]:
        """The server, stopped in the end."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
