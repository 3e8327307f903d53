"""A server of our own that speaks OpenAI's chat completions, and misbehaves as it is told.

It shares the contract suite of ``contracts/test_language_model.py`` with a real server. What it
streams, and what goes wrong on the way, is scripted for each request in turn.
"""

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import uvicorn

Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]
Scope = dict[str, Any]


class Fault(Enum):
    """What goes wrong after the pieces of a script were sent."""

    NONE = auto()
    BREAKS_OFF = auto()
    HANGS = auto()
    BROKEN_UTF8 = auto()
    NOT_JSON = auto()
    ERROR_EVENT = auto()
    NEVER_ENDS = auto()
    EMPTY_FOR_EVER = auto()


@dataclass(frozen=True)
class Script:
    """One answer of the server.

    ``pieces`` are streamed one by one, ``pause`` seconds apart; ``status`` other than 200 is
    answered at once. ``counts`` are the tokens in and out that it says it counted.
    """

    pieces: Sequence[str] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fault: Fault = Fault.NONE
    pause: float = 0.0
    wait: float = 0.0
    counts: tuple[int, int] | None = (100, 20)
    empty_choices: bool = False


def in_pieces(text: str, size: int = 5) -> list[str]:
    """A text as a model streams it, in small pieces."""
    return re.findall(rf"(?s).{{1,{size}}}", text)


@dataclass
class OpenAIServer:
    """What the server does, and what was asked of it."""

    url: str = ""
    scripts: deque[Script] = field(default_factory=deque)
    otherwise: Callable[[dict[str, Any]], Script] = lambda _: Script(in_pieces("[none]"))
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def begin_anew(self) -> None:
        """Forgets what it was to say, and who asked."""
        self.scripts.clear()
        self.otherwise = type(self).otherwise
        self.requests.clear()
        self.headers.clear()
        self.asked.clear()
        self.stopped.clear()

    def will(self, *scripts: Script | str) -> None:
        """Scripts the next answers; a text is streamed in pieces."""
        for script in scripts:
            made = Script(in_pieces(script)) if isinstance(script, str) else script
            self.scripts.append(made)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if scope["path"] != "/v1/chat/completions":
            await _refuse(send, 404, ())
            return
        self.requests.append(json.loads(body))
        self.asked.set()
        self.headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
        script = self.scripts.popleft() if self.scripts else self.otherwise(self.requests[-1])
        if script.status != 200:
            await _refuse(send, script.status, script.headers)
            return
        streaming = asyncio.create_task(_stream(send, script, self.requests[-1]))
        leaving = asyncio.create_task(_left(receive))
        await asyncio.wait((streaming, leaving), return_when=asyncio.FIRST_COMPLETED)
        if leaving.done() and not streaming.done():
            self.stopped.set()
        leaving.cancel()
        streaming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await streaming


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int, headers: tuple[tuple[str, str], ...]) -> None:
    error = {"message": "Scripted.", "type": "scripted", "code": f"scripted_{status}"}
    given = [(k.encode(), v.encode()) for k, v in headers]
    start = {"type": "http.response.start", "status": status}
    await send({**start, "headers": [(b"content-type", b"application/json"), *given]})
    await send({"type": "http.response.body", "body": json.dumps({"error": error}).encode()})


async def _stream(send: Send, script: Script, request: dict[str, Any]) -> None:
    await asyncio.sleep(script.wait)
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for chunk in _chunks(script, request):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await asyncio.sleep(script.pause)
    if script.fault is Fault.BREAKS_OFF:
        raise ConnectionAbortedError("Scripted.")
    await send({"type": "http.response.body", "body": b""})


async def _chunks(script: Script, request: dict[str, Any]) -> AsyncIterator[bytes]:
    yield _event({"role": "assistant", "content": ""})
    if script.empty_choices:
        yield _framed(_chunk([]))
    budget = request.get("max_tokens") or request.get("max_completion_tokens") or 10**9
    pieces = script.pieces[:budget]
    for piece in pieces:
        yield _event({"content": piece})
    async for chunk in _faulty(script.fault):
        yield chunk
    if script.fault is Fault.BREAKS_OFF:
        return
    yield _event({}, finish="length" if len(pieces) < len(script.pieces) else "stop")
    if script.counts and (request.get("stream_options") or {}).get("include_usage"):
        tokens = {"prompt_tokens": script.counts[0], "completion_tokens": script.counts[1]}
        usage = {**tokens, "total_tokens": sum(script.counts)}
        yield _framed(_chunk([], usage=usage))
    yield b"data: [DONE]\n\n"


_BROKEN = {
    Fault.BROKEN_UTF8: b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xc3"}}]}\n\n',
    Fault.NOT_JSON: b"data: <html>502 Bad Gateway</html>\n\n",
    Fault.ERROR_EVENT: b'data: {"error": {"message": "Scripted.", "type": "server_error"}}\n\n',
}


async def _faulty(fault: Fault) -> AsyncIterator[bytes]:
    if fault in _BROKEN:
        yield _BROKEN[fault]
    while fault in (Fault.HANGS, Fault.NEVER_ENDS, Fault.EMPTY_FOR_EVER):
        if fault is Fault.NEVER_ENDS:
            yield _event({"content": "and so on "})
        elif fault is Fault.EMPTY_FOR_EVER:
            yield _event({"content": ""})
        await asyncio.sleep(0.005)


def _event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _framed(_chunk([{"index": 0, "delta": delta, "finish_reason": finish}]))


def _chunk(choices: list[Any], **more: Any) -> dict[str, Any]:
    about = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
    }
    return {**about, "choices": choices, **more}


def _framed(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


@contextlib.contextmanager
def openai_server() -> Iterator[OpenAIServer]:
    """Runs the server in a thread, on a port of its own."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port = listener.getsockname()[1]
    server = OpenAIServer(url=f"http://127.0.0.1:{port}/v1")
    config = uvicorn.Config(server, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield server
    finally:
        running.should_exit = True
        thread.join()
