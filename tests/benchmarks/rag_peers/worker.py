"""The process that is measured: one system, some episodes, all their questions.

    python -m tests.benchmarks.rag_peers.worker SYSTEM MODEL MATERIAL RESULT STARTED

``STARTED`` is the ``time.time()`` at which the driver started it. Standard library only, but for
the system that is named: it runs in each peer's own environment.
"""

import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.rag_peers.measuring import cpu_seconds, peak_bytes
from tests.benchmarks.rag_peers.systems import Given, Searched, Start


def main(arguments: Sequence[str]) -> None:
    """Indexes every episode, asks every question, and writes what was found and spent."""
    system, model, material, result, started = arguments
    _on_one_core()
    given = json.loads(Path(material).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        module = importlib.import_module(f"tests.benchmarks.rag_peers.systems.{system}")
        found = _measured(module.start, Path(model), Path(scratch), given, float(started))
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _on_one_core() -> None:
    """Seconds are compared: no system may have more cores than another."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _measured(
    start: Start, model: Path, scratch: Path, given: dict[str, Any], started: float
) -> dict[str, Any]:
    system = start(model, scratch)
    episodes = {episode["name"]: Given(**episode) for episode in given["episodes"]}
    before = cpu_seconds()
    searched = {name: system.index(episode) for name, episode in episodes.items()}
    indexing = cpu_seconds() - before
    limits = {
        name: enough(system.limit, episodes[name], searched[name].chunks) for name in episodes
    }
    first = given["questions"][0]
    # What a library does only once, at its first question, belongs to getting ready.
    searched[first["episode"]].ranked(first["question"], limits[first["episode"]])
    ready, ready_cpu = time.time() - started, cpu_seconds()
    ranked, asking = _answers(given["questions"], searched, limits)
    return {
        "indexing_cpu": indexing,
        "asking_cpu": asking,
        "ready": ready,
        "ready_cpu": ready_cpu,
        "peak": peak_bytes(),
        "ranked": ranked,
        "limits": limits,
        "chunks": {name: len(one.chunks) for name, one in searched.items()},
    }


def _answers(
    questions: Sequence[dict[str, str]], searched: dict[str, Searched], limits: dict[str, int]
) -> tuple[dict[str, Any], float]:
    ranked = {}
    before = cpu_seconds()
    for asked in questions:
        episode = asked["episode"]
        ranked[asked["id"]] = searched[episode].ranked(asked["question"], limits[episode])
    return ranked, cpu_seconds() - before


def enough(limit: int, given: Given, chunks: Sequence[tuple[int, int]]) -> int:
    """The fewest chunks that fill the words to show, whichever are found; at least the default."""
    filled = 0
    for number, words in enumerate(
        sorted(len(given.text[start:end].split()) for start, end in chunks), start=1
    ):
        filled += words
        if filled >= given.fill:
            return max(limit, number)
    return max(limit, len(chunks))


if __name__ == "__main__":
    main(sys.argv[1:])
