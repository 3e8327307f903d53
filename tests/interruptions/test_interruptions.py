"""Whatever is killed at whatever moment: each question gets one answer, and is paid for once.

``make interruptions`` interrupts three hundred times; with the other tests it is a few times.
"""

import asyncio
import contextlib
import itertools
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import Library
from service.answering.prompt import short_ids
from service.database import normalised_url, open_database
from tests.interruptions.listener import Listener
from tests.interruptions.scene import ModelProcess, Scene
from tests.premium.processes import ServiceProcess, run_command
from tests.servers import PostgresServer, RedisServer, running
from tests.waiting import awaited

TIMES = int(os.environ.get("INTERRUPTIONS", "5"))
LISTENERS = 4
ANSWER_SECONDS = 20
SETTLED_WITHIN = ANSWER_SECONDS + 60 + 60 + 20
"""Seconds: the deadline, the margin, the next time that the house is kept, and some more."""

Kept = dict[str, int]


def text_of(data: Path) -> str:
    """What the model writes: two sentences that the small conversation holds up."""
    episode = Library(data).episode("winter")
    at = episode.transcript.text.index("thirty-one")
    passage = next(one for one in episode.passages if one.start_char <= at < one.end_char)
    here = f"[{short_ids(episode)[passage.id]}]"
    return (
        f"Ana Černá lost 31 hives, almost everything they had. {here}\n"
        f"Ana Černá lost thirty-one hives. {here}"
    )


def environment_of(folder: Path, model: ModelProcess, **settings: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ASK_DATA_DIR": str(folder / "data"),
        "ASK_SECRET_KEY": "a secret of the interruptions, of 32 characters",
        "ASK_MODEL": "scripted",
        "ASK_ANSWER_SECONDS": str(ANSWER_SECONDS),
        "ASK_CONCURRENT_ANSWERS": "1000",
        "ASK_KEY_RATE": "1000000/minute",
        "OPENAI_BASE_URL": model.url,
        **settings,
    }


@contextlib.contextmanager
def started(
    folder: Path, environment: dict[str, str], number: int
) -> Iterator[list[ServiceProcess]]:
    services = [ServiceProcess(folder / f"{one}.log", environment) for one in range(number)]
    try:
        for service in services:
            service.start()
        yield services
    finally:
        for service in services:
            if service.is_running:
                service.kill()


@contextlib.contextmanager
def model_of(data: Path) -> Iterator[ModelProcess]:
    model = ModelProcess(text_of(data))
    model.start()
    try:
        yield model
    finally:
        model.kill()


async def asked_until(stop: asyncio.Event, listener: Listener, numbers: Iterator[int]) -> None:
    """Asks one question after another; each is its own."""
    while not stop.is_set():
        await listener.ask(f"How many hives did Ana lose, number {next(numbers)}?")


async def interrupted(scene: Scene, times: int) -> Counter[str]:
    """Interrupts listeners who ask; how often what happened."""
    stop, numbers = asyncio.Event(), itertools.count(1)
    asking = [
        asyncio.create_task(asked_until(stop, listener, numbers)) for listener in scene.listeners
    ]
    interrupting = asyncio.create_task(scene.interrupt(times))
    done, _ = await asyncio.wait([*asking, interrupting], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    happened = await interrupting
    await asyncio.gather(*asking)
    assert interrupting in done
    return Counter(happened)


async def is_settled(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        reserved = text("SELECT count(*) FROM question_reservations WHERE state = 'reserved'")
        return (await connection.execute(reserved)).scalar() == 0


async def check(scene: Scene, database: str) -> Counter[str]:
    """Holds what listeners were told against what was kept and counted; the outcomes."""
    engine = await open_database(database)
    told = [one for listener in scene.listeners for one in listener.told]
    for listener in scene.listeners:
        for one in listener.told:
            kept = await listener.kept(one)
            assert (kept["question"], kept["claims"]) == (one.question, one.claims)
    await awaited(lambda: is_settled(engine), patience=SETTLED_WITHIN)
    async with engine.connect() as connection:
        used = (await connection.execute(text("SELECT sum(used) FROM question_usage"))).scalar()
        kept_bodies = (await connection.execute(text("SELECT id FROM answers"))).scalars().all()
    await engine.dispose()
    charged = [one for one in told if one.outcome in {"answered", "partly_answered"}]
    assert used == len(charged)
    assert sorted(kept_bodies) == sorted(str(one.answer_id) for one in told)
    return Counter(str(one.outcome) for one in told)


def key_of(environment: dict[str, str]) -> str:
    made = run_command(
        environment, "keys", "create", "interrupted", "--scope", "ask", "--questions", "100000"
    )
    return made.stdout.strip().splitlines()[-1]


async def lived_through(scene: Scene, database: str, times: int) -> None:
    try:
        happened = await interrupted(scene, times)
        outcomes = await check(scene, database)
    finally:
        for listener in scene.listeners:
            await listener.aclose()
    print(f"{sum(happened.values())} interruptions {dict(happened)}; answers {dict(outcomes)}")  # noqa: T201
    assert sum(outcomes.values()) >= times / 10


def scene_of(
    services: list[ServiceProcess], redis: RedisServer | None, model: ModelProcess, token: str
) -> Scene:
    chance = random.Random(TIMES)
    urls = [service.url for service in services]
    listeners = [Listener(urls, token, chance) for _ in range(LISTENERS)]
    return Scene(services, redis, model, listeners, chance)


def test_two_processes_that_share_everything(
    data: Path, tmp_path: Path, postgres: PostgresServer
) -> None:
    """Connections, processes, Redis and the model are killed while listeners ask."""
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    database = postgres.create("interrupted")
    with running(RedisServer) as redis, model_of(data) as model:
        given = {"DATABASE_URL": database, "REDIS_URL": redis.url}
        environment = environment_of(tmp_path, model, **given)
        token = key_of(environment)
        with started(tmp_path, environment, 2) as services:
            scene = scene_of(services, redis, model, token)
            asyncio.run(lived_through(scene, normalised_url(database), TIMES))
    postgres.drop("interrupted")


def test_a_process_that_serves_alone(data: Path, tmp_path: Path) -> None:
    """What it was making goes with it; whoever asked is answered by the next one."""
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    database = f"sqlite+aiosqlite:///{tmp_path}/ask.sqlite3"
    with model_of(data) as model:
        environment = environment_of(tmp_path, model, DATABASE_URL=database)
        token = key_of(environment)
        with started(tmp_path, environment, 1) as services:
            scene = scene_of(services, None, model, token)
            asyncio.run(lived_through(scene, database, TIMES // 2))
