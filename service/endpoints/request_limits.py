"""Around every request: a limit on what it may send, and one line in the log.

Plain ASGI, so that streams pass through unbuffered.
"""

import logging
import time
from http import HTTPStatus
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.billing_setup import WEBHOOK_PATH
from service.endpoints.error_responses import problem, respond

LARGEST_BODY = 64 * 1024
LARGEST_EVENT = 1024 * 1024
"""Stripe's events hold whole objects, and are nobody's to shorten."""

_log = logging.getLogger("service.access")


class BodyLimit:
    """Refuses bodies that are larger than any question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the body up to the limit, then passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = LARGEST_EVENT if scope["path"] == WEBHOOK_PATH else LARGEST_BODY
        body, more = bytearray(), True
        while more and len(body) <= largest:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > largest:
            detail = f"The body is larger than {largest // 1024} KiB. Send the question alone."
            refusal = respond(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BodyTooLarge", detail))
            await refusal(scope, receive, send)
            return
        await self._app(scope, _replayed(bytes(body), receive), send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, then whatever follows: the client's disconnection."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


class AccessLog:
    """One line a request: method, path, status, milliseconds. No query: it may be a question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and logs how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            milliseconds = (time.perf_counter() - began) * 1e3
            # Quoted: a line break in a path would begin a line that nobody logged.
            path = quote(scope["path"])
            _log.info("%s %s %d %.1f ms", scope["method"], path, status, milliseconds)
