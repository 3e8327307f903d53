"""The episode page and the widget in Chromium on a processor that is four times slower.

Baseline: two widgets from npm, each alone on a page, as it starts: deep-chat, and DocSearch's side
panel, which is closed until somebody opens it. All are served compressed. The pages are opened in
turn, each time in a new profile.
"""

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from indexer import BuildOptions, Library, index_transcript
from tests.benchmarks.material import (
    QUESTIONS,
    SAMPLES,
    data_folder,
    encoder_in,
    free_port,
    long_episode,
    running,
    served,
)
from tests.widget.browser import chromium, new_page
from tests.widget.embedding import open_bare
from tests.widget.first_answer import asked_for_until_answered
from tests.widget.in_thread import serving_app
from tests.widget.requests import Requests

_ROUNDS = 5
_SLOWER = 4
_WORDS_OF_THREE_HOURS = 27_000
_PEERS = Path(__file__).with_name("peers")
_HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>A peer</title>'
_PEER_PAGES = {
    "deep-chat": f"""{_HEAD}
<script type="module" src="/packages/deep-chat/dist/deepChat.bundle.js"></script>
<h1>A peer</h1><deep-chat demo="true"></deep-chat>""",
    "DocSearch side panel": f"""{_HEAD}
<link rel="stylesheet" href="/packages/@docsearch/css/dist/sidepanel.css">
<h1>A peer</h1><div id="panel"></div>
<script src="/packages/@docsearch/sidepanel-js/dist/umd/index.js"></script>
<script>docsearchSidepanel({{container: "#panel", indexName: "a", appId: "a", apiKey: "a",
  assistantId: "a", agentId: "a"}})</script>""",
}
_MEASURED = """() => new Promise((go) => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.hadRecentInput ? 0 : entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  // What was buffered is told before the frame after the next.
  requestAnimationFrame(() => requestAnimationFrame(() => go([paint.startTime, shift])));
})"""


@dataclass(frozen=True)
class Loaded:
    """How a page came: milliseconds, milliseconds, kilobytes on the wire without audio, score."""

    first_paint: float
    script: float
    transfer: float
    shift: float


def report() -> None:
    """Prints medians for our page, our widget alone, and the others; then what ours is made of."""
    _install_peers()
    with _service() as ours, _peers() as theirs, chromium() as browser:
        pages = {
            "episode page of three hours": f"{ours}/episodes/long",
            "our widget alone": f"{ours}/bare",
            **{name: f"{theirs}/{number}" for number, name in enumerate(_PEER_PAGES)},
        }
        rounds = [
            {name: _load(browser, url) for name, url in pages.items()} for _ in range(_ROUNDS)
        ]
        for name in pages:
            _print(name, [one[name] for one in rounds])
        kilobytes = _until_answered(browser, ours)
        print(f"  modules up to the first answer, with header fields: {kilobytes:.1f} KB")


def _install_peers() -> None:
    npm = Path(sys.executable).with_name("npm")
    subprocess.run([npm, "ci", "--silent", "--prefer-offline"], cwd=_PEERS, check=True)


@contextlib.contextmanager
def _service() -> Iterator[str]:
    with data_folder() as data:
        _index_three_hours(data)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        with running(served(data, port), f"{url}/healthz"):
            yield url


def _index_three_hours(data: Path) -> None:
    transcript = data / "long.vtt"
    transcript.write_text(long_episode(_WORDS_OF_THREE_HOURS, seed=1), encoding="utf-8")
    shutil.copy(SAMPLES / "after-the-weir.mp3", data / "long.mp3")
    metadata = {
        "show": "Wet Boots",
        "title": "Three hours by the weir",
        "description": "All that was ever said about it.",
        "language": "en",
        "audio_url": "long.mp3",
        "chapters": [{"start": 600.0 * n, "title": f"Part {n + 1}"} for n in range(18)],
    }
    (data / "long.episode.json").write_text(json.dumps(metadata), encoding="utf-8")
    index_transcript(transcript, Library(data), encoder_in(data), BuildOptions("long"))


@contextlib.contextmanager
def _peers() -> Iterator[str]:
    html = list(_PEER_PAGES.values())

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(html[request.path_params["number"]])

    packages = StaticFiles(directory=_PEERS / "node_modules")
    app = Starlette(
        routes=[Mount("/packages", packages), Route("/{number:int}", page)],
        middleware=[Middleware(GZipMiddleware)],
    )
    with serving_app(app) as port:
        yield f"http://127.0.0.1:{port}"


def _load(browser: Browser, url: str) -> Loaded:
    with new_page(browser) as page:
        tools = page.context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        tools.send("Performance.enable")
        requests = Requests(page)
        _open(page, url)
        page.wait_for_load_state("networkidle")
        first_paint, shift = page.evaluate(_MEASURED)
        metrics = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
        transfer = sum(one.bytes for one in requests.fetched if one.kind != "Media")
        return Loaded(first_paint, metrics["ScriptDuration"] * 1e3, transfer / 1024, shift)


def _open(page: Page, url: str) -> None:
    service, is_bare, _ = url.partition("/bare")
    if is_bare:
        open_bare(page, service, episode="long")
    else:
        page.goto(url)


def _print(name: str, loads: list[Loaded]) -> None:
    first_paint, script, transfer, shift = (
        median(values) for values in zip(*map(astuple, loads), strict=True)
    )
    print(
        f"  {name}: first contentful paint {first_paint:.0f} ms, script {script:.0f} ms, "
        f"transfer {transfer:.0f} KB, layout shift {shift:.3f}"
    )


def _until_answered(browser: Browser, service: str) -> float:
    """Kilobytes on the wire of the widget's modules, the header fields of responses among them."""
    with new_page(browser) as page:
        requests = Requests(page)
        open_bare(page, service, episode="long")
        asked_for = asked_for_until_answered(page, QUESTIONS[1])
        modules = {url for url in asked_for if urlsplit(url).path.startswith("/widget/v1/")}
        return sum(one.bytes for one in requests.fetched if one.url in modules) / 1024
