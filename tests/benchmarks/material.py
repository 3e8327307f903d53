"""What the benchmarks work on: the sample episodes, and episodes of any length made of them."""

import contextlib
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer import EncoderSource, Library, OnnxEncoder, exported_encoder
from indexer.formats import read_transcript
from indexer.passage import cut_passages, shown_passage
from indexer.sentence import split_sentences
from indexer.transcript import Transcript

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "episodes"
QUESTIONS = (
    "Why did the work go over budget?",
    "How high was the weir?",
    "What is environmental DNA?",
    "Who built it, and when?",
    "What do they think the cause was?",
)


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    """An empty data folder for the time of a benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def encoder_in(data: Path) -> OnnxEncoder:
    """The default encoder, exported into a data folder."""
    return exported_encoder(Library(data).encoders, EncoderSource())


def sample_transcripts() -> list[Transcript]:
    """The transcripts of the sample episodes."""
    paths = [p for p in sorted(SAMPLES.iterdir()) if p.suffix in (".vtt", ".srt", ".json")]
    paths = [path for path in paths if not path.name.endswith(".episode.json")]
    return [read_transcript(path).transcript for path in paths]


def sample_passages(encoder: OnnxEncoder) -> list[str]:
    """The passages of the sample episodes, as an encoder is shown them."""
    texts = []
    for transcript in sample_transcripts():
        sentences = split_sentences(transcript, "en", lambda _: True)
        passages = cut_passages(
            transcript, sentences, encoder.count_tokens,
            max_tokens=encoder.description.max_tokens - 2,
        )  # fmt: skip
        texts += [shown_passage(transcript, sentences, one, "").text for one in passages]
    return texts


def long_episode(words: int, seed: int) -> str:
    """A WebVTT transcript of about so many words, of shuffled turns of the sample episodes."""
    turns = [u for transcript in sample_transcripts() for u in transcript.utterances]
    random.Random(seed).shuffle(turns)
    lines, said, now = ["WEBVTT", ""], 0, 0.0
    for number, turn in enumerate(itertools.cycle(turns)):
        length = len(turn.text.split())
        end = now + length / 2.5
        lines += [
            f"{_stamp(now)} --> {_stamp(end)}",
            f"<v {turn.speaker}>{turn.text} {number}.",
            "",
        ]
        said, now = said + length, end
        if said >= words:
            return "\n".join(lines)
    raise AssertionError("A cycle of turns does not end.")


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02}:{minutes:02}:{rest:06.3f}"


_NO_LIMITS = {
    "ASK_ADDRESS_RATE": "1000000/minute",
    "ASK_KEY_RATE": "1000000/minute",
    "ASK_CONCURRENT_ANSWERS": "1000",
}


@contextlib.contextmanager
def running(command: list[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that serves at ``url``; it is stopped at the end."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | _NO_LIMITS,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_for(url, process)
            yield process
        finally:
            process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Asks until a server answers.

    Raises:
        RuntimeError: The process ended first.
    """
    while process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(url, timeout=10).close()
            return
        time.sleep(0.005)
    raise RuntimeError(f"{process.args!r} ended with {process.returncode}.")


def served(data: Path, port: int) -> list[str]:
    """The command that serves a data folder."""
    program = "from service.command_line import main; main()"
    return [sys.executable, "-c", program, "serve", "--data", str(data), "--port", str(port)]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def post(
    url: str, body: dict[str, Any], credentials: str | None = None
) -> tuple[Any, float | None]:
    """The JSON that a server answers, and the milliseconds it says it took."""
    headers = {"Content-Type": "application/json"}
    if credentials:
        headers["Authorization"] = f"Bearer {credentials}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        timing = response.headers.get("Server-Timing", "")
        milliseconds = float(timing.partition("dur=")[2]) if "dur=" in timing else None
        return json.load(response), milliseconds
