"""An answer's events as server-sent events, and whether a client wants them."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from http import HTTPStatus

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from service.answering.events import AnswerEvent, AnswerFailed
from service.endpoints.error_responses import log_unless_expected, problem_of
from service.endpoints.error_statuses import NotAcceptable

EVENT_STREAM = "text/event-stream"
JSON = "application/json"


class EventStream(StreamingResponse):
    """An answer's events as a response; when its reader leaves, whoever answers is stopped.

    The admission is closed with it, also where not one event was read.
    """

    def __init__(
        self,
        events: AsyncGenerator[AnswerEvent],
        headers: dict[str, str],
        admission: AbstractAsyncContextManager[object],
    ) -> None:
        self._admission = admission
        self._framed = _framed_events(events)
        # A proxy that buffers would keep the words to itself until the end.
        super().__init__(
            self._framed, HTTPStatus.CREATED, headers | {"X-Accel-Buffering": "no"}, EVENT_STREAM
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events as they come."""
        async with self._admission, aclosing(self._framed):
            await super().__call__(scope, receive, send)


async def _framed_events(events: AsyncGenerator[AnswerEvent]) -> AsyncGenerator[str]:
    """Each event with its place as id; a fault on the way becomes the one terminal event."""
    place = 0
    try:
        async with aclosing(events):
            async for event in events:
                yield _framed(place, event)
                place += 1
    except Exception as error:  # noqa: BLE001 - the response has begun: any fault must be an event
        log_unless_expected(error)
        yield _framed(place, AnswerFailed(problem=problem_of(error).model_dump()))


def _framed(place: int, event: AnswerEvent) -> str:
    body = event.model_dump(mode="json", exclude={"type"})
    # JSON escapes every line break, so that the data is always one line.
    return f"id: {place}\nevent: {event.type}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


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
