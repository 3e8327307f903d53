"""An answer's log as server-sent events, and whether a client wants them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from http import HTTPStatus

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from service.answering.events import Answer, told_again
from service.endpoints.error_statuses import NotAcceptable
from service.streams.answer_log import AnswerLog, LoggedEvent

EVENT_STREAM = "text/event-stream"
JSON = "application/json"

HEARTBEAT_SECONDS = 15.0
"""Proxies close connections on which nothing comes for a minute, some after half of one."""

_HEARTBEAT = ": still here\n\n"


class EventStream(StreamingResponse):
    """A log's events as a response; a reader who leaves changes nothing for whoever answers."""

    def __init__(
        self, framed: AsyncGenerator[str], status: HTTPStatus, headers: dict[str, str]
    ) -> None:
        self._framed = framed
        # A proxy that buffers would keep the words to itself until the end.
        headers = headers | {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        super().__init__(framed, status, headers, EVENT_STREAM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events as they come."""
        async with aclosing(self._framed):
            await super().__call__(scope, receive, send)


async def followed(log: AnswerLog, after: int = -1) -> AsyncGenerator[str]:
    """The events behind a place of a log, framed, and a sign of life where none comes."""
    async with aclosing(log.follow(after, HEARTBEAT_SECONDS)) as events:
        async for event in events:
            yield _HEARTBEAT if event is None else _framed(event)


async def retold(answer: Answer) -> AsyncGenerator[str]:
    """The events of an answer of which the log is gone."""
    log = AnswerLog(answer.id, None)
    for event in told_again(answer):
        log.append(event)
    for logged in log.events:
        yield _framed(logged)


def _framed(event: LoggedEvent) -> str:
    return f"id: {event.place}\nevent: {event.type}\ndata: {event.data}\n\n"


def preferred_type(accept: str | None, offered: Sequence[str]) -> str:
    """The offered media type that a client likes best; the first offered where it likes all.

    Raises:
        NotAcceptable: The client accepts none of them.
    """
    if not accept:
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")]
    quality, best = max(
        ((_quality(media_type, ranges), media_type) for media_type in offered),
        key=lambda candidate: candidate[0],
    )
    if quality <= 0:
        raise NotAcceptable(f"Accept {' or '.join(offered)}; the request accepts neither.")
    return best


def _range(part: str) -> tuple[str, float]:
    media_type, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return media_type.lower(), quality


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that covers a media type (RFC 9110, 12.5.1)."""
    for pattern in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        found = [quality for accepted, quality in ranges if accepted == pattern]
        if found:
            return found[0]
    return 0.0
