"""What the tests of the local Stripe share: a running one, and a service that hears its events."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import stripe as sdk

from tests.local_stripe import API_KEY, LocalStripe, local_stripe

SECRET = "whsec_of_the_tests"


class Api(httpx.Client):
    """The API as a form that anybody may send."""

    def created(self, path: str, **form: str) -> str:
        """Makes an object; gives its id."""
        return str(self.post(f"/v1/{path}", data=form).raise_for_status().json()["id"])


class Service(ThreadingHTTPServer):
    """A service's webhook: it verifies as the SDK does, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Webhook)
        self.url = f"http://127.0.0.1:{self.server_port}/webhook"
        self.events: list[sdk.Event] = []
        self.signed_at: list[int] = []
        self.refused = 0
        self.answers: list[int] = []

    def hear(self, body: bytes, signature: str) -> int:
        try:
            event = sdk.Webhook.construct_event(body, signature, SECRET)
        except sdk.SignatureVerificationError:
            self.refused += 1
            return 400
        self.signed_at.append(int(signature.partition(",")[0].removeprefix("t=")))
        self.events.append(event)
        return self.answers.pop(0) if self.answers else 200

    def types(self) -> list[str]:
        return [event.type for event in self.events]


class _Webhook(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.hear(body, self.headers["Stripe-Signature"]))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def running() -> Iterator[LocalStripe]:
    with local_stripe() as stripe:
        yield stripe


@pytest.fixture
def stripe(running: LocalStripe) -> LocalStripe:
    """A local Stripe in which nothing happened yet."""
    running.reset()
    return running


@pytest.fixture
def api(stripe: LocalStripe) -> Iterator[Api]:
    headers = {"Authorization": f"Bearer {API_KEY}"}
    with Api(base_url=stripe.url, headers=headers) as client:
        yield client


@pytest.fixture
def service(stripe: LocalStripe) -> Iterator[Service]:
    """A service whose webhook the local Stripe knows."""
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        stripe.endpoint(server.url, SECRET)
        yield server
        server.shutdown()
        thread.join()
