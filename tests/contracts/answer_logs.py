"""Logs of answers as tests write, find and hear them."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator

from fakeredis import TcpFakeServer

from service.answering.events import (
    AnswerCreated,
    AnswerDone,
    AnswerEvent,
    AnswerStatus,
    Outcome,
    Phase,
)
from service.redis_client import RedisClient
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import AnswerLogs, LogsAway
from service.streams.shared_logs import SharedLogs

BEAT = 5.0
DONE = AnswerDone(outcome=Outcome.ANSWERED, answered_by="extractive")
SEARCHING = AnswerStatus(phase=Phase.SEARCHING)
ANSWERING = AnswerStatus(phase=Phase.ANSWERING)
WHOLE = [(0, "answer.created"), (1, "answer.status"), (2, "answer.status"), (3, "answer.done")]


@contextlib.contextmanager
def fake_redis() -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.asynccontextmanager
async def process(url: str, lease: float = 8.0, kept: float = 600.0) -> AsyncIterator[SharedLogs]:
    """The logs of one process more, which is gone when it is left."""
    client = RedisClient(url)
    logs = SharedLogs(client, kept, lease)
    keeping_up = asyncio.create_task(logs.keep_up())
    try:
        yield logs
    finally:
        keeping_up.cancel()
        await asyncio.wait([keeping_up])
        await client.aclose()


async def found(logs: AnswerLogs, answer_id: str = "ans_1") -> AnswerLog:
    """A log, as soon as it can be found."""
    async with asyncio.timeout(3 * BEAT):
        while True:
            with contextlib.suppress(LogsAway):
                if log := await logs.find(answer_id):
                    return log
            await asyncio.sleep(0.01)


async def heard(log: AnswerLog, after: int = -1) -> list[tuple[int, str]]:
    """All that a follower hears, up to the end."""
    async with asyncio.timeout(3 * BEAT):
        events = [event async for event in log.follow(after, BEAT)]
    return [(event.place, event.type) for event in events if event]


def write(log: AnswerLog, *events: AnswerEvent) -> None:
    for event in events:
        log.append(event)


def begun(logs: AnswerLogs, owner: str | None = "acc_ana") -> AnswerLog:
    log = logs.begin("ans_1", owner)
    log.append(AnswerCreated(id="ans_1"))
    return log
