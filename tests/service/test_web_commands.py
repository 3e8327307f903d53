"""`ask-episode index URL` and `ask-episode watch`, on feeds that a server of our own serves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.command_line import app, watching
from tests.conversations import write_winter
from tests.indexer.feeds.shows import episode, feed, serve, serve_show, vtt
from tests.indexer.feeds.web import Page, Web
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server that the settings allow to be read from."""
    with Web().running() as web:
        monkeypatch.setenv("ASK_PRIVATE_HOSTS", f"feeds.lan, {web.host}")
        yield web


@pytest.fixture
def folder(tmp_path: Path, encoders: Path) -> Path:
    """An empty data folder, but for the encoder."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "encoders").symlink_to(encoders)
    return data


def run(*arguments: str | Path, data: Path) -> tuple[int, str, str]:
    """Exit code, output, messages."""
    result = CliRunner().invoke(
        app, [*map(str, arguments), "--data", str(data)], catch_exceptions=False
    )
    return result.exit_code, result.stdout, result.stderr


def test_a_feed_is_indexed_and_asked(web: Web, folder: Path) -> None:
    """A line an episode, and one for the feed; the second time there is nothing new."""
    serve(web, "/1.vtt", vtt("The lamp of the lighthouse floats on a bath of mercury."))
    url = serve(web, "/feed", feed(episode("1", "/1.vtt", title="The lamp"), episode("0")))
    code, output, _ = run("index", url, data=folder)
    lines = output.splitlines()
    assert (code, len(lines)) == (0, 2)
    assert lines[0].startswith("indexed    the-lamp-")
    assert lines[1] == "Quay Lights: 1 indexed, 1 without a transcript"
    answer = run("ask", lines[0].split()[1], "What does the lamp float on?", data=folder)[1]
    assert "floats on a bath of mercury" in answer
    assert run("index", url, data=folder)[:2] == (0, "Quay Lights: nothing new\n")
    web.asked_since()
    again = run("index", folder / "feeds", data=folder)
    assert again[:2] == (0, lines[0].replace("indexed  ", "unchanged") + "\n")
    assert web.asked == []


def test_files_and_addresses_in_one_command(web: Web, folder: Path, tmp_path: Path) -> None:
    """What fails is told at the end, a line each; the others are indexed all the same."""
    url = serve_show(web, "/feed", ["2", "1"])
    web.pages["/1.vtt"] = Page("Sorry.", 500)
    single = serve(web, "/talk.vtt", vtt("This was said alone."))
    winter = write_winter(tmp_path / "in")
    code, output, messages = run("index", url, winter, single, web.url("/no"), data=folder)
    assert code == 1
    assert output.count("indexed  ") == 3
    assert "Quay Lights: 1 indexed, 1 not indexed" in output
    refused = [line for line in messages.splitlines() if line.startswith("Refused")]
    assert len(refused) == 2
    assert "Episode 1 of Quay Lights: " in refused[0]
    assert "answers 500" in refused[0]
    assert "/no could not be fetched" in refused[1]
    assert "2 of 5 episodes were not indexed" in messages


def test_json_of_a_feed_is_for_programs(web: Web, folder: Path) -> None:
    url = serve_show(web, "/feed", ["2", "1"])
    del web.pages["/1.vtt"]
    code, output, _ = run("index", url, "--json", data=folder)
    (told,) = json.loads(output)
    assert code == 1
    assert (told["feed"], told["show"]) == (url, "Quay Lights")
    assert [each["guid"] for each in told["episodes"]] == ["2", "1"]
    assert told["episodes"][0]["episode_id"].startswith("episode-2-")
    assert "404" in told["episodes"][1]["error"]


def test_without_the_setting_the_loopback_is_refused(
    web: Web, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASK_PRIVATE_HOSTS")
    url = serve_show(web, "/feed", ["1"])
    code, _, messages = run("index", url, data=folder)
    assert (code, web.asked) == (1, [])
    assert "name it in ASK_PRIVATE_HOSTS" in messages


def test_a_setting_that_is_no_host_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASK_PRIVATE_HOSTS", "http://feeds.lan/")
    code, _, messages = run("index", "https://example.org/feed", data=folder)
    assert code == 1
    assert "ASK_PRIVATE_HOSTS: it has to be hosts" in messages


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("index", "{}/feed", "--title", "A title"), 1, "is a feed, which says itself"),
        (("index", "{}/feed", "{}/other", "--id", "x"), 2, "name one episode"),
        (("index", "file:///etc/hostname"), 1, "only http:// and https://"),
        (("watch", "feed.xml"), 2, "is no address of a feed"),
        (("watch", "{}/feed", "--every", "0"), 2, "Invalid value"),
        (("watch",), 2, "Missing argument"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    web: Web, folder: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    serve_show(web, "/feed", ["1"])
    given = (argument.replace("{}", web.url("")) for argument in arguments)
    found, _, messages = run(*given, data=folder)
    assert (found, sentence in messages) == (code, True)


def watch_rounds(monkeypatch: pytest.MonkeyPatch, *between: object) -> list[float]:
    """Makes `watch` sleep no longer than it takes to do something, and end after the last."""
    slept: list[float] = []
    todo = iter(between)

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 1:  # before the first look there is nothing to wait for
            action = next(todo, None)
            if action is None:
                raise KeyboardInterrupt
            if callable(action):
                action()

    monkeypatch.setattr(signal, "signal", lambda *_: None)  # it would stay for other tests
    monkeypatch.setattr(watching, "_sleep", sleep)
    clock = count(1_000_000)  # a moment passes whenever somebody looks at it
    monkeypatch.setattr(watching, "_now", lambda: next(clock) / 1_000 + sum(slept))
    return slept


def test_watching_says_a_line_where_something_happened(
    web: Web, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing where nothing did, and a failure once as long as it stays the same."""
    url = serve_show(web, "/feed", ["1"])

    def breaks() -> None:
        web.pages["/feed"] = Page("Sorry.", 500)

    def grows() -> None:
        serve_show(web, "/feed", ["2", "1"])

    slept = watch_rounds(monkeypatch, "nothing", breaks, "still", grows)
    code, output, messages = run("watch", url, data=folder)
    assert code == 0
    lines = [line.partition("  ")[2] for line in output.splitlines()]
    assert lines[:2] == ["Quay Lights: 1 indexed", "Quay Lights: 1 indexed"]
    assert output.splitlines()[-1].startswith("Stopped.")
    assert messages.count("answers 500") == 1
    assert [round(seconds / 60) for seconds in slept] == [0, 30, 30, 60, 120, 30]


def test_a_feed_whose_turn_is_over_goes_on_behind_the_others(
    web: Web, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [serve_show(web, f"/feed{n}", [f"{n}2", f"{n}1"]) for n in (1, 2)]
    monkeypatch.setattr(watching, "_TURN", 0.0)
    serve(web, "/feed2", feed(episode("21", "/21.vtt"), title="Other Lights"))
    watch_rounds(monkeypatch, *["go on"] * 3)
    assert run("watch", *urls, data=folder)[0] == 0
    assert [path for path in web.asked if path.startswith("/feed")] == ["/feed1", "/feed2"] * 2


def test_several_feeds_are_watched_in_turn(
    web: Web, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be had does not hold up the other."""
    url = serve_show(web, "/feed", ["1"])
    slept = watch_rounds(monkeypatch, "first", "second")
    code, output, messages = run("watch", web.url("/no"), url, "--every", "60", data=folder)
    assert (code, len(slept)) == (0, 4)
    assert "Quay Lights: 1 indexed" in output
    assert "/no could not be fetched" in messages
    assert web.asked == ["/no", "/feed", "/1.vtt", "/feed"]


PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from service.command_line import main
main()
"""


def start(*arguments: str | Path, data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments), "--data", str(data)],
        cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("when", ["waiting", "fetching"])
def test_watching_ends_when_it_is_told_to(
    web: Web, folder: Path, sign: signal.Signals, when: str
) -> None:
    """At once, in mid-wait and in mid-fetch, with exit code 0 and nothing half-written."""
    url = serve_show(web, "/feed", ["2", "1"])
    if when == "fetching":
        web.pages["/1.vtt"] = lambda _handler: time.sleep(30)
    process = start("watch", url, data=folder)
    eventually(lambda: "/1.vtt" in web.asked, patience=60)
    if when == "waiting":
        assert process.stdout
        assert "Quay Lights: 2 indexed" in process.stdout.readline()
    begun = time.monotonic()
    process.send_signal(sign)
    output, messages = process.communicate(timeout=20)
    assert time.monotonic() - begun < 10
    assert (process.returncode, "Traceback" in messages) == (0, False)
    assert "Stopped." in output
    assert run("check", data=folder)[0] == 0
    serve_show(web, "/feed", ["2", "1"])
    assert run("index", url, data=folder)[0] == 0
    assert run("check", data=folder)[1] == "2 of 2 episodes are sound.\n"
