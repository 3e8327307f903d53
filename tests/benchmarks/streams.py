"""A language model's answers as streams: the first event, a hundred and three hundred at once.

The model is our own server of chat completions, in a process of its own, as fast as it can. Its
answers are the episode's own sentences with their markers, so that every claim is verified.
"""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from indexer import BuildOptions, IndexedEpisode, Library, index_transcript
from service.answering.prompt import short_ids
from tests.benchmarks.material import (
    data_folder,
    encoder_in,
    free_port,
    long_episode,
    running,
    served,
)

_CROWDS = (100, 300)
_ALONE = 40
_POLITE = ("ok", "okay", "hi", "hey", "well", "pls", "thanks", "thank", "today")
_numbers = itertools.count()
_CLAIMS = 5
_WORDS = 9_000


def report() -> None:
    """Prints the first event's time alone and in a crowd, and what became of the crowd."""
    with data_folder() as data:
        transcript = data / "long.vtt"
        transcript.write_text(long_episode(_WORDS, seed=1), encoding="utf-8")
        options = BuildOptions("long", {"language": "en"})
        index_transcript(transcript, Library(data), encoder_in(data), options)
        text = _answer(Library(data).episode("long"))
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        with _model(text), running(served(data, port), f"{base}/healthz"):
            alone, crowds = asyncio.run(_measure(f"{base}/v1/episodes/long/answers"))
    print(f"  first event, one listener: p50 {_ms(alone, 50)}, p95 {_ms(alone, 95)}")
    for seconds, crowd in crowds:
        whole = [one for one in crowd if _is_whole(one[1])]
        print(
            f"  {len(crowd)} at once: first event p95 {_ms(crowd, 95)}; {len(whole)} answers whole "
            f"and in order, all within {seconds:.1f} s"
        )


Told = tuple[float, list[tuple[int, str]]]


async def _measure(url: str) -> tuple[list[Told], list[tuple[float, list[Told]]]]:
    limits = httpx.Limits(max_connections=max(_CROWDS))
    crowds = []
    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        await _ask(client, url)
        alone = [await _ask(client, url) for _ in range(_ALONE)]
        for number in _CROWDS:
            began = time.perf_counter()
            crowd = await asyncio.gather(*(_ask(client, url) for _ in range(number)))
            crowds.append((time.perf_counter() - began, list(crowd)))
    return alone, crowds


async def _ask(client: httpx.AsyncClient, url: str) -> Told:
    """Seconds to the first event, and every event's id and type."""
    began = time.perf_counter()
    first = 0.0
    events: list[tuple[int, str]] = []
    number = -1
    body = {"question": _worded(next(_numbers))}
    headers = {"Accept": "text/event-stream"}
    async with client.stream("POST", url, json=body, headers=headers) as response:
        async for line in response.aiter_lines():
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("event: "):
                first = first or time.perf_counter() - began
                events.append((number, line[7:]))
    return first, events


def _worded(number: int) -> str:
    """The same question in words that nobody has used, so that its answer is made anew."""
    polite = [word for bit, word in enumerate(_POLITE) if number >> bit & 1]
    return " ".join([*polite, "what is this episode about?"])


def _is_whole(events: list[tuple[int, str]]) -> bool:
    kinds = [kind for _, kind in events]
    in_order = [number for number, _ in events] == list(range(len(events)))
    claims = kinds[3:-1]
    ends = kinds[:1] == ["answer.created"] and kinds[-1:] == ["answer.done"]
    return in_order and ends and claims == ["claim"] * _CLAIMS


def _answer(episode: IndexedEpisode) -> str:
    """What the model writes: sentences of the first passages, each with its marker."""
    ids = short_ids(episode)
    lines: list[str] = []
    for passage in episode.passages:
        for position in range(passage.first_sentence, passage.end_sentence):
            text = episode.sentence_text(position)
            states = len(text.split()) > 8 and not text.endswith("?")
            if states and len(lines) < _CLAIMS:
                lines.append(f"{text} [{ids[passage.id]}]")
                break
    return "\n".join(lines)


@contextmanager
def _model(text: str) -> Iterator[None]:
    port = free_port()
    program = (
        "import sys, uvicorn; from tests.openai_server import OpenAIServer, Script, in_pieces; "
        "pieces = in_pieces(sys.argv[1], 4); "
        "server = OpenAIServer(otherwise=lambda _: Script(pieces)); "
        f"uvicorn.run(server, port={port}, log_config=None, lifespan='off')"
    )
    process = subprocess.Popen([sys.executable, "-c", program, text])
    os.environ.update(OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1", ASK_MODEL="scripted")
    os.environ["ASK_MODEL_CONTEXT_TOKENS"] = "100000"
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()
        for name in ("OPENAI_BASE_URL", "ASK_MODEL", "ASK_MODEL_CONTEXT_TOKENS"):
            os.environ.pop(name, None)


def _ms(told: list[Told], percent: int) -> str:
    seconds = [first for first, _ in told]
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1e3:.0f} ms"
