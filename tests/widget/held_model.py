"""A language model that says what a test lets it say, when the test lets it."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from tests.widget.in_thread import serving_app

_PATIENCE = 60.0
_END = None


class HeldModel:
    """Chat completions, one at a time, held open between what is said.

    A sentence is read by the service when the next one has begun, or at the end.
    """

    def __init__(self) -> None:
        self.url = ""
        self.times_asked = 0
        self._asked, self._left = threading.Event(), threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._said: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        self.app = Starlette(routes=[Route("/v1/chat/completions", self._answer, methods=["POST"])])

    def says(self, text: str) -> None:
        """Sends some text to whoever asked."""
        self._send(text)

    def ends(self) -> None:
        """Ends the answer in good order."""
        self._send(_END)

    def breaks_off(self) -> None:
        """Drops the connection."""
        self._send(ConnectionAbortedError("The test broke it off."))

    def wait_until_left(self) -> None:
        """Waits until whoever asked has closed the connection before the end.

        Raises:
            AssertionError: Nobody did.
        """
        assert self._left.wait(_PATIENCE), "The model is still listened to."

    def begin_anew(self) -> None:
        """Forgets who asked before."""
        self.times_asked = 0
        self._asked.clear()
        self._left.clear()

    def _send(self, said: str | Exception | None) -> None:
        assert self._asked.wait(_PATIENCE), "The model was not asked."
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._said.put_nowait, said)

    async def _answer(self, request: Request) -> StreamingResponse:
        await request.body()
        self.times_asked += 1
        self._loop, self._said = asyncio.get_running_loop(), asyncio.Queue()
        self._asked.set()
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[bytes]:
        try:
            yield _chunk({"role": "assistant", "content": ""})
            while (said := await self._said.get()) is not _END:
                if isinstance(said, Exception):
                    raise said
                yield _chunk({"content": said})
        except asyncio.CancelledError:
            self._left.set()
            raise
        yield _chunk({}, finish="stop")
        yield b"data: [DONE]\n\n"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    about = {"id": "held", "object": "chat.completion.chunk", "created": 0, "model": "held"}
    return b"data: " + json.dumps({**about, "choices": [choice]}).encode() + b"\n\n"


@contextlib.contextmanager
def held_model() -> Iterator[HeldModel]:
    """Serves on a port of its own."""
    model = HeldModel()
    with serving_app(model.app) as port:
        model.url = f"http://127.0.0.1:{port}/v1"
        yield model
