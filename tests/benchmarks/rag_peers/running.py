"""Starts a worker for a system, and reads what it found."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.evaluation.indexed_set import Span
from tests.benchmarks.material import ROOT
from tests.benchmarks.rag_peers.environments import PeerMissing
from tests.benchmarks.rag_peers.material import Material

READY_RUNS = 3
_QUIET = {
    # One thread for every library; the worker keeps to one core besides.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # No hub is asked, and nobody is told.
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
    "CUDA_VISIBLE_DEVICES": "",
}


@dataclass(frozen=True)
class Measured:
    """What one worker found and spent; times in seconds, spans in the text it was given."""

    indexing_cpu: float
    asking_cpu: float
    ready: float
    ready_cpu: float
    peak: int
    ranked: Mapping[str, Sequence[Span]]
    limits: Mapping[str, int]
    chunks: Mapping[str, int]


def measured(system: str, python: Path, model: Path, material: Material) -> Measured:
    """Runs a system over some episodes, in a process and a home folder of its own.

    Raises:
        PeerMissing: It failed.
    """
    with tempfile.TemporaryDirectory() as home:
        given, result = Path(home) / "material.json", Path(home) / "result.json"
        given.write_text(material.json, encoding="utf-8")
        module = "tests.benchmarks.rag_peers.worker"
        paths = [str(path) for path in (model, given, result)]
        command = [str(python), "-m", module, system, *paths, str(time.time())]
        # What a library caches or configures goes into this home, not into its user's.
        environment = os.environ | _QUIET | {"HOME": home}
        run = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            said = run.stderr.strip().splitlines()
            raise PeerMissing(said[-1] if said else f"The worker ended with {run.returncode}.")
        return Measured(**json.loads(result.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Ready:
    """Seconds until a system is ready, and how many of them its process was computing."""

    elapsed: float
    cpu: float


def seconds_to_ready(system: str, python: Path, model: Path, material: Material) -> Ready:
    """The medians of some runs over one episode and its first question.

    Raises:
        PeerMissing: It failed.
    """
    runs = [measured(system, python, model, material) for _ in range(READY_RUNS)]
    return Ready(
        elapsed=statistics.median(run.ready for run in runs),
        cpu=statistics.median(run.ready_cpu for run in runs),
    )
