"""Health, readiness, the OpenAPI document, and what a running server has not loaded."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from service.settings import read_settings
from tests.servers import RedisServer, stopped
from tests.service.conftest import roomy_settings, serving

ROOT = Path(__file__).parents[2]


def test_a_running_service_is_healthy_and_ready(client: httpx.Client) -> None:
    """Both say so."""
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"database": None, "data_folder": None, "redis": None}


def test_a_service_without_its_data_folder_is_not_ready(tmp_path: Path) -> None:
    """503 names what is missing; the process is healthy all the same."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings = read_settings(
        data_dir=folder, database_url=f"sqlite+aiosqlite:///{tmp_path}/ask.sqlite3"
    )
    with serving(settings) as url:
        folder.rename(tmp_path / "gone")
        ready = httpx.get(f"{url}/readyz")
        assert ready.status_code == 503
        assert ready.json()["data_folder"] == "The data folder cannot be read."
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_without_redis_a_service_is_ready_and_says_so(
    data: Path, redis_server: RedisServer
) -> None:
    """Limits are softer then; nobody is turned away."""
    with serving(roomy_settings(data_dir=data, redis_url=redis_server.url)) as url:
        assert httpx.get(f"{url}/readyz").json()["redis"] is None
        with stopped(redis_server):
            ready = httpx.get(f"{url}/readyz")
    assert ready.status_code == 200
    assert ready.json()["redis"].startswith("Redis does not answer")


def test_the_events_are_named_in_the_openapi_document(client: httpx.Client) -> None:
    """Every reference resolves, and the events are one union told apart by type."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert schemas["AnswerEvent"]["discriminator"]["propertyName"] == "type"
    assert {"AnswerCreated", "ClaimMade", "AnswerDone"} <= schemas.keys()
    references = {
        part.split('"')[1] for part in str(document).replace("'", '"').split('"$ref": ')[1:]
    }
    for reference in references:
        assert reference.removeprefix("#/components/schemas/") in schemas


def test_a_running_server_has_neither_torch_nor_transformers_loaded(data: Path) -> None:
    """Python itself lists what a server imports, from its start to its first answer."""
    program = "from service.command_line import main; main()"
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-c", program, "serve", "--port", "0", "--data", data],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if "http://" in line:
                break
        url = lines[-1].split()[1]
        answer = _answer(url)
        process.terminate()
        lines += process.stderr.readlines()
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert answer["claims"]
    assert {"onnxruntime", "faiss", "fastapi"} <= imported
    assert not imported & {"torch", "transformers", "sentence_transformers", "alembic", "openai"}


def _answer(url: str) -> dict[str, object]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            response = httpx.post(
                f"{url}/v1/episodes/winter/answers", json={"question": "How many hives?"}
            )
        except httpx.ConnectError:
            continue
        body: dict[str, object] = response.json()
        return body
    raise AssertionError("The server did not come up.")
