"""A site's server that publishes keys."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.service.access.site_tokens import CURVE, published


class KeyServer(ThreadingHTTPServer):
    """A site's server that publishes keys, and misbehaves as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/jwks.json"
        self.body = published(one=CURVE)
        self.status = 200
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.drips = False


class _Handler(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if not self.server.drips:
            self.server.may_answer.wait()
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            while not self.server.may_answer.wait(0.02):
                self.wfile.write(b" ")
            self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
