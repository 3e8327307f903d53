"""docker-compose.yml without Docker: checked, then its commands run as plain processes.

The processes have the environment that the containers would have, with the addresses of this run's
Redis and PostgreSQL in the place of the containers' names.
"""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from redis import Redis, exceptions
from sqlalchemy import func, select

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from service.database import open_database
from service.kept_answers import answers
from service.settings import read_settings, refuse_unsafe
from tests.compose_file import ComposeFile, VariableMissing, read_compose_file
from tests.conversations import write_winter
from tests.dockerfile import read_stages
from tests.servers import PostgresServer, RedisServer, free_port
from tests.waiting import clear_of_a_new_minute, eventually

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
GUIDE = ROOT / "docs" / "operating.md"
COMMAND = [sys.executable, "-c", "from service.command_line import main; main()"]
REQUIRED = ("ASK_SECRET_KEY", "POSTGRES_PASSWORD")
MOST = 3
START_SECONDS, GRACE_SECONDS = 60, 30
FILLED_IN = {"ASK_SECRET_KEY": "f" * 64, "POSTGRES_PASSWORD": "e" * 64}


def env_file(folder: Path, **values: str) -> Path:
    """A copy of .env.example in which some variables are filled in."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, value in values.items():
        text, found = re.subn(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert found == 1, name
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> ComposeFile:
    """The file, filled in as its operator would, with a rate that a test can exceed."""
    folder = tmp_path_factory.mktemp("operator")
    return read_compose_file(FILE, env_file(folder, **FILLED_IN, ASK_ADDRESS_RATE=f"{MOST}/day"))


@dataclass(frozen=True)
class Deployed:
    """The service as it was started from the file."""

    url: str
    database: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """The processes that serve."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in _command_line(child)]

    @contextlib.contextmanager
    def client_of(self, worker: int) -> Iterator[httpx.Client]:
        """A client whose connection was taken by this worker: the others could not take it."""
        others = [one for one in self.workers() if one != worker]
        with httpx.Client(base_url=self.url, timeout=30) as client:
            for other in others:
                os.kill(other, signal.SIGSTOP)
            try:
                client.get("/healthz")
            finally:
                for other in others:
                    os.kill(other, signal.SIGCONT)
            yield client


def _command_line(process: str) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


@pytest.fixture(scope="module")
def data(
    compose: ComposeFile,
    minilm: OnnxEncoder,
    encoders: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The volume: an indexed episode, and the encoder that the container `encoder` puts there."""
    folder, image = tmp_path_factory.mktemp("volume"), tmp_path_factory.mktemp("image") / "encoders"
    winter = write_winter(folder / "source")
    index_transcript(winter, Library(folder), minilm, BuildOptions("winter"))
    shutil.copytree(encoders, image)
    places = {"/opt/encoders": str(image), "/data": str(folder)}
    command = [places.get(word, word) for word in compose.services["encoder"]["entrypoint"]]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="module")
def deployed(
    compose: ComposeFile, data: Path, redis_server: RedisServer, postgres: PostgresServer
) -> Iterator[Deployed]:
    """The service, started by the file's command over an empty database."""
    redis_server.flush()
    port, database = free_port(), postgres.create("deployed")
    described = compose.environment_of("service")
    places = {
        described["DATABASE_URL"]: database,
        described["REDIS_URL"]: redis_server.url,
        "/data": str(data),
        "0.0.0.0": "127.0.0.1",
        "8000": str(port),
    }
    environment = {name: places.get(value, value) for name, value in described.items()}
    command = [places.get(word, word) for word in compose.services["service"]["command"]]
    process = subprocess.Popen(
        [*COMMAND, *command], cwd=ROOT, env=environment | {"PATH": os.environ["PATH"]}
    )
    service = Deployed(f"http://127.0.0.1:{port}", database, process)
    try:
        eventually(lambda: _is_ready(service), START_SECONDS)
        yield service
    finally:
        process.terminate()
        # What Docker sends has to end it well, before Docker loses its patience and kills it.
        assert process.wait(timeout=GRACE_SECONDS) == 0
        postgres.drop("deployed")


def _is_ready(service: Deployed) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{service.url}/readyz").status_code == 200 and len(service.workers()) == 2
    return False


def test_it_is_a_compose_file() -> None:
    """The compose specification's own schema knows every word of it."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(FILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("missing", REQUIRED)
def test_what_has_to_be_set_is_asked_for(missing: str, tmp_path: Path) -> None:
    """Without a secret nothing starts, and the refusal says how to make one."""
    given = {name: value for name, value in FILLED_IN.items() if name != missing}
    with pytest.raises(VariableMissing, match=rf"{missing}: .*openssl rand -hex 32"):
        read_compose_file(FILE, env_file(tmp_path, **given))


def test_the_example_starts_safely_at_every_address(
    compose: ComposeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the example's settings, filled in, the service may listen where others reach it."""
    for name, value in compose.environment_of("service").items():
        monkeypatch.setenv(name, value)
    settings = read_settings(host="0.0.0.0", workers=2)
    refuse_unsafe(settings)
    assert not settings.takes_payments
    assert not settings.wants_model


def test_docker_waits_for_streams_to_end(compose: ComposeFile) -> None:
    """A service that is told to stop has as long as these tests give it."""
    assert compose.services["service"]["stop_grace_period"] == f"{GRACE_SECONDS}s"


def test_only_this_machine_reaches_the_ports(compose: ComposeFile) -> None:
    """The service's port is bound to the loopback, and nothing else has one."""
    ports = {name: one["ports"] for name, one in compose.services.items() if "ports" in one}
    assert ports == {"service": ["127.0.0.1:8000:8000"]}


def test_nothing_starts_before_what_it_needs(compose: ComposeFile) -> None:
    """The service waits for databases that answer and for its encoder."""
    needed = compose.services["service"]["depends_on"]
    for name, wanted in needed.items():
        healthy = wanted["condition"] == "service_healthy"
        assert healthy == ("healthcheck" in compose.services[name])
    assert set(needed) == {"encoder", "postgres", "redis"}


def test_redis_keeps_nothing_and_forgets_nothing(compose: ComposeFile, tmp_path: Path) -> None:
    """Its command is one that a Redis starts with, in memory alone, evicting no count."""
    command = [*compose.services["redis"]["command"], "--port", str(port := free_port())]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as server:
        try:
            with Redis(port=port, decode_responses=True) as redis:
                eventually(lambda: _answers(redis))
                assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        finally:
            server.terminate()
    assert not list(tmp_path.iterdir())


def _answers(redis: Redis) -> bool:
    with contextlib.suppress(exceptions.ConnectionError):
        return bool(redis.ping())
    return False


def test_the_local_model_is_asked_by_its_name(
    compose: ComposeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the guide says to set is where the profile's model server is, and what it serves."""
    (block,) = re.findall(r"```text\n(LOCAL_MODEL=.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines():
        monkeypatch.setenv(*line.split("="))
    model = read_settings().language_model
    command = compose.services["model"]["command"]
    told = dict(zip(command[::2], command[1::2], strict=True))
    assert model.name == told["--alias"]
    assert model.base_url == f"http://model:{told['--port']}/v1"


def test_it_becomes_healthy(deployed: Deployed) -> None:
    """The image's health check, as the engine would run it, finds the service well."""
    command = read_stages(ROOT / "Dockerfile")[-1].command("HEALTHCHECK")
    port = deployed.url.rpartition(":")[2]
    checked = [sys.executable, *(word.replace("8000", port) for word in command[1:])]
    assert subprocess.run(checked, check=False).returncode == 0
    nobody = [sys.executable, *(word.replace("8000", str(free_port())) for word in command[1:])]
    assert subprocess.run(nobody, stderr=subprocess.DEVNULL, check=False).returncode == 1


def test_both_workers_answer_and_count_together(
    deployed: Deployed, redis_server: RedisServer
) -> None:
    """What one worker answered the other counts, in Redis; PostgreSQL has all answers of both."""
    one, other = deployed.workers()
    clear_of_a_new_minute()
    with deployed.client_of(one) as client:
        given = [ask(client) for _ in range(MOST - 1)]
    with deployed.client_of(other) as client:
        given += [ask(client) for _ in range(2)]
    assert [answer.status_code for answer in given] == [201] * MOST + [429]
    assert "thirty-one" in given[0].text
    with Redis.from_url(redis_server.url) as redis:
        counted = redis.keys()
    known = (b"ask:rates", b"ask:events:")
    assert {prefix for prefix in known for key in counted if key.startswith(prefix)} == set(known)
    assert all(key.startswith(known) for key in counted)
    assert asyncio.run(kept(deployed.database)) == MOST


def ask(client: httpx.Client) -> httpx.Response:
    about = {"question": "How many hives did you lose?"}
    return client.post("/v1/episodes/winter/answers", json=about)


async def kept(url: str) -> int:
    """How many answers a database has."""
    engine = await open_database(url)
    try:
        async with engine.connect() as connection:
            return (
                await connection.execute(select(func.count()).select_from(answers))
            ).scalar_one()
    finally:
        await engine.dispose()
