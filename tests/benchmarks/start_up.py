"""From process start to the first answer over HTTP, the episodes already indexed.

Baseline: ``minimal_service.py``, which loads the same model with sentence-transformers and answers
with the nearest of a hundred sentences. The two are started in turn.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from indexer import Library, index_transcript
from indexer.encoder_export import packaged_model
from tests.benchmarks.material import (
    QUESTIONS,
    SAMPLES,
    data_folder,
    encoder_in,
    free_port,
    post,
    served,
    wait_for,
)

_ROUNDS = 5


def report() -> None:
    """Prints the medians of both and their ratio."""
    with data_folder() as data:
        library = Library(data)
        episode_id = index_transcript(
            SAMPLES / "after-the-weir.vtt", library, encoder_in(data)
        ).episode_id
        pairs = [(_ours(data, episode_id), _baseline()) for _ in range(_ROUNDS)]
    ours, theirs = (median(pair[side] for pair in pairs) for side in (0, 1))
    print(
        f"  first answer after {ours:.2f} s; minimal sentence-transformers service "
        f"{theirs:.2f} s; ratio {theirs / ours:.2f}"
    )


def _ours(data: Path, episode_id: str) -> float:
    return _first_answer(
        lambda port: served(data, port), "/healthz", f"/v1/episodes/{episode_id}/answers"
    )


def _baseline() -> float:
    script = Path(__file__).with_name("minimal_service.py")
    model = str(packaged_model())
    return _first_answer(lambda port: [sys.executable, str(script), str(port), model], "/", "/ask")


def _first_answer(command: Callable[[int], list[str]], health: str, ask: str) -> float:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    with subprocess.Popen(
        command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(base + health, process)
            post(base + ask, {"question": QUESTIONS[0]})
            return time.perf_counter() - began
        finally:
            process.kill()
