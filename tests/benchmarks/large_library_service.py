"""The service over a library: how soon it answers, how fast, and what memory it takes."""

import itertools
import random
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator

from indexer import Library
from tests.benchmarks.material import QUESTIONS, ROOT, free_port, post, running, served, wait_for
from tests.benchmarks.watched import cpu_seconds, megabytes

LIMITED = frozenset(
    {
        "start to first list, s",
        "start to first answer, s",
        "memory after the start, MB",
        "memory after asking, MB",
        "answer, episode not open, p50 ms",
        "answer, episode open, p50 ms",
    }
)
"""The figures that must not grow with the library."""

_START_UPS = 5
_ASKED = 200
_AGAIN = 50
_REQUESTS = 60

_askings = itertools.count()


def start_up_figures(*libraries: Library) -> Iterator[dict[str, float]]:
    """For each library when a list and an answer first come; they are started in turn."""
    rounds = [[_started(library) for library in libraries] for _ in range(_START_UPS)]
    for starts in zip(*rounds, strict=True):
        listed, answered = (statistics.median(each) for each in zip(*starts, strict=True))
        yield {"start to first list, s": listed, "start to first answer, s": answered}


def _started(library: Library) -> tuple[float, float]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    asked = random.choice(library.entries_on_disk())
    began = time.perf_counter()
    with subprocess.Popen(
        served(library.data, port), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"{base}/v1/episodes", process)
            listed = time.perf_counter() - began
            _ask(base, asked)
            return listed, time.perf_counter() - began
        finally:
            process.terminate()


def service_figures(library: Library) -> dict[str, float]:
    """Memory, answers, lists and look-ups of one running service."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    ids = library.entries_on_disk()
    asked = random.Random(1).sample(ids, min(_ASKED, len(ids)))
    with running(served(library.data, port), f"{base}/v1/episodes") as process:
        _wait_until_idle(process.pid)
        figures = {
            "CPU of the start and its tasks, s": cpu_seconds(process.pid),
            "memory after the start, MB": megabytes(process.pid),
        }
        figures |= _percentiles("answer, episode not open", [_ask(base, each) for each in asked])
        figures["memory after asking, MB"] = megabytes(process.pid)
        again = asked[-_AGAIN:] * 4
        figures |= _percentiles("answer, episode open", [_ask(base, each) for each in again])
        return figures | _lists(base, len(ids))


def _lists(base: str, episodes: int) -> dict[str, float]:
    some = random.Random(2).sample(range(episodes), min(_REQUESTS, episodes))
    return {
        "list, first page, p50 ms": _p50(f"{base}/v1/episodes" for _ in some),
        "list, any page, p50 ms": _p50(f"{base}/v1/episodes?after={at}" for at in some),
        "page of the list, first, p50 ms": _p50(f"{base}/" for _ in some),
        "page of the list, any, p50 ms": _p50(f"{base}/?after={at}" for at in some),
        "by guid, p50 ms": _p50(f"{base}/v1/episodes?guid=guid-{at}" for at in some),
        "by audio, p50 ms": _p50(
            f"{base}/v1/episodes?audio=https://audio.example.org/{at}.mp3" for at in some
        ),
    }


def _ask(base: str, episode_id: str) -> float:
    """The milliseconds that an answer took the service; no question is asked twice."""
    number = next(_askings)
    question = {"question": f"{QUESTIONS[number % len(QUESTIONS)]} ({number})"}
    _, milliseconds = post(f"{base}/v1/episodes/{episode_id}/answers", question)
    assert milliseconds is not None, "The service did not say how long it took."
    return milliseconds


def _percentiles(what: str, milliseconds: list[float]) -> dict[str, float]:
    p99 = statistics.quantiles(milliseconds, n=100)[98]
    return {f"{what}, p50 ms": statistics.median(milliseconds), f"{what}, p99 ms": p99}


def _p50(urls: Iterator[str]) -> float:
    taken = []
    for url in urls:
        began = time.perf_counter()
        with urllib.request.urlopen(url, timeout=30) as response:
            response.read()
        taken.append((time.perf_counter() - began) * 1e3)
    return statistics.median(taken)


def _wait_until_idle(pid: int) -> None:
    """What the service does beside serving when it starts is done when it takes no more CPU."""
    before = -1.0
    while cpu_seconds(pid) > before + 0.05:
        before = cpu_seconds(pid)
        time.sleep(1)
