"""Answers under load, and memory with many episodes open.

Server time is what the service itself says in ``Server-Timing``. Requests are sent at fixed
moments, whether or not earlier ones were answered.
"""

import itertools
import shutil
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer import BuildOptions, Library, index_transcript
from tests.benchmarks.material import (
    QUESTIONS,
    ROOT,
    data_folder,
    encoder_in,
    free_port,
    long_episode,
    post,
    running,
    served,
)

_REQUESTS = 400
_PER_SECOND = 20
_EPISODES = 100
_WORDS_AN_HOUR = 9_000
_WORDS_OF_300_PASSAGES = 36_000

_askings = itertools.count()


def report() -> None:
    """Prints server times at 20 requests a second, then memory with 100 episodes open."""
    _report_load()
    _report_memory()


def _report_load() -> None:
    with data_folder() as data:
        passages = _index(data, "long", _WORDS_OF_300_PASSAGES)
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        url = f"{base}/v1/episodes/long/answers"
        with running(served(data, port), f"{base}/healthz"):
            key = _new_key(data)
            for caller, credentials in (("a visitor", None), ("a key, counted", key)):
                ordered = sorted(_times_under_load(url, credentials))
                print(
                    f"  {len(ordered)} answers of a {passages}-passage episode to {caller} at "
                    f"{_PER_SECOND} a second: server time p50 {statistics.median(ordered):.1f} ms, "
                    f"p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms"
                )


def _new_key(data: Path) -> str:
    program = "from service.command_line import main; main()"
    wanted = ["keys", "create", "bench", "--scope", "ask", "--questions", "1000000"]
    command = [sys.executable, "-c", program, *wanted, "--data", str(data)]
    return subprocess.check_output(command, cwd=ROOT, text=True, stderr=subprocess.DEVNULL).strip()


def _index(data: Path, episode_id: str, words: int) -> int:
    transcript = data / "long.vtt"
    transcript.write_text(long_episode(words, seed=1), encoding="utf-8")
    options = BuildOptions(episode_id, {"language": "en"})
    report = index_transcript(transcript, Library(data), encoder_in(data), options)
    return report.counts.passages


def _times_under_load(url: str, credentials: str | None) -> list[float]:
    for question in QUESTIONS:
        post(url, {"question": question}, credentials)
    began = time.perf_counter()

    def ask(number: int) -> float:
        time.sleep(max(0.0, began + number / _PER_SECOND - time.perf_counter()))
        # Each is asked once: an answer that was made before would be given again.
        question = {"question": f"{QUESTIONS[number % len(QUESTIONS)]} ({next(_askings)})"}
        _, milliseconds = post(url, question, credentials)
        assert milliseconds is not None, "The service did not say how long it took."
        return milliseconds

    with ThreadPoolExecutor(32) as askers:
        return list(askers.map(ask, range(_REQUESTS)))


def _report_memory() -> None:
    with data_folder() as data:
        _index(data, "episode-0", _WORDS_AN_HOUR)
        episodes = data / "episodes"
        for number in range(1, _EPISODES):
            shutil.copytree(episodes / "episode-0", episodes / f"episode-{number}")
        Library(data).reconcile()
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        with running(served(data, port), f"{base}/healthz") as process:
            for number in range(_EPISODES):
                post(f"{base}/v1/episodes/episode-{number}/answers", {"question": QUESTIONS[0]})
            resident = _resident_megabytes(process.pid)
    print(f"  {_EPISODES} episodes of an hour asked: {resident:.0f} MB resident")


def _resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
