"""Failures while a feed is followed, and how the next run goes on."""

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from indexer import BuildReport, DiskFull, ExplainedError, StorageFault
from indexer.feeds import FeedBusy, FeedRefused, FetchRefused, Workshop, follow
from indexer.feeds import bringing as bringing_module
from indexer.feeds.mirror import MirrorDamaged, mirrors
from tests.indexer.feeds.followed import kept, listed, results
from tests.indexer.feeds.shows import episode, feed, serve, serve_show, vtt
from tests.indexer.feeds.web import Page, Web
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]


def test_one_that_fails_stops_none_of_the_others(web: Web, workshop: Workshop) -> None:
    """It alone is tried again, though the feed has not changed."""
    url = serve_show(web, "/feed", ["3", "2", "1"])
    web.pages["/2.vtt"] = Page("Sorry.", 500)
    told = results(follow(url, workshop))
    assert (told["3"], told["1"]) == ("indexed", "indexed")
    assert "answers 500" in told["2"]
    web.asked_since()
    serve(web, "/2.vtt", vtt("Here it is."))
    assert results(follow(url, workshop)) == {"2": "indexed"}
    assert web.asked_since() == ["/feed", "/2.vtt"]


def test_a_server_that_is_busy_is_left_alone_for_the_rest(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["3", "2", "1"])
    web.pages["/3.vtt"] = Page(status=429, headers={"Retry-After": "300"})
    told = results(follow(url, workshop))
    assert all("left alone for 5 minutes" in why for why in told.values())
    assert web.asked == ["/feed", "/3.vtt"]


def test_a_feed_that_cannot_be_had_says_why(web: Web, workshop: Workshop) -> None:
    """Whether it was followed before or not; nothing of it is lost."""
    with pytest.raises(FetchRefused, match="404"):
        follow(web.url("/feed"), workshop)
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    serve(web, "/feed", "<html>We are moving house.</html>")
    with pytest.raises(FeedRefused, match="<html>"):
        follow(url, workshop)
    serve_show(web, "/feed", ["2", "1"])
    assert results(follow(url, workshop)) == {"2": "indexed"}


def test_a_full_disk_ends_the_run(
    web: Web, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others would fail alike; the next run goes on with the one that did."""

    def full(*_: object, **__: object) -> BuildReport:
        raise DiskFull("The disk is full.")

    url = serve_show(web, "/feed", ["2", "1"])
    with monkeypatch.context() as patched:
        patched.setattr(bringing_module, "index_transcript", full)
        with pytest.raises(DiskFull):
            follow(url, workshop)
    assert len(results(follow(url, workshop))) == 2


PROGRAM = """
import sys, time
from pathlib import Path
from indexer import Library
from indexer.feeds import Fetcher, Workshop, follow
from tests.fakes import WordEncoder
url, host, data = sys.argv[1:]
follow(url, Workshop(Library(Path(data)), WordEncoder(), Fetcher((host,))))
"""


@pytest.mark.parametrize("asked", ["/1.vtt", "/3.vtt", "/5.vtt"])
def test_a_run_that_is_killed_is_gone_on_with(web: Web, workshop: Workshop, asked: str) -> None:
    """What was done is not fetched again, and what was not is; no episode is there twice."""
    guids = ["5", "4", "3", "2", "1"]
    url = serve_show(web, "/feed", guids)
    whole = web.pages[asked]
    web.pages[asked] = lambda _handler: time.sleep(20)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, web.host, str(workshop.library.data)], cwd=ROOT
    )
    eventually(lambda: asked in web.asked, patience=60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = [path for path in web.asked_since() if path.endswith(".vtt") and path != asked]
    web.pages[asked] = whole
    follow(url, workshop)
    assert sorted([*before, *web.asked_since()]) == sorted(
        ["/feed", *(f"/{guid}.vtt" for guid in guids)]
    )
    assert [guid for guid, _ in listed(workshop.library)] == sorted(guids)
    assert not list(workshop.library.data.rglob("*.new"))


def test_a_turn_that_is_over_is_gone_on_with(web: Web, workshop: Workshop) -> None:
    """No further episode is begun; what is left is the next turn's."""
    url = serve_show(web, "/feed", ["3", "2", "1"])

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1.1)
        Web.send(handler, Page(vtt("This was said.")))

    web.pages["/3.vtt"] = slowly
    first = follow(url, workshop, turn=1)
    assert (results(first), first.unfinished) == ({"3": "indexed"}, True)
    second = follow(url, workshop, turn=60)
    assert (results(second), second.unfinished) == ({"2": "indexed", "1": "indexed"}, False)


def test_what_the_disk_refuses_is_said(web: Web, workshop: Workshop) -> None:
    (workshop.library.data).mkdir()
    (workshop.library.data / "feeds").write_text("a shopping list")
    with pytest.raises(StorageFault):
        follow(serve_show(web, "/feed", ["1"]), workshop)


def test_two_at_once_are_refused(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    ((mirror, _),) = mirrors(workshop.library.data / "feeds")
    with mirror.writer(), pytest.raises(FeedBusy, match="Another process is following"):
        follow(url, workshop)


def test_a_damaged_mirror_says_what_to_do(web: Web, workshop: Workshop) -> None:
    """Of the feed: in words; of an episode: it is fetched anew, as the same one."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    ((mirror, _),) = mirrors(workshop.library.data / "feeds")
    (state,) = (path for path in (mirror.folder / ".followed").glob("episode-*.json"))
    state.write_text("{")
    serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    (mirror.folder / ".followed" / "feed.json").write_text("{")
    with pytest.raises(MirrorDamaged, match="Remove the folder"):
        follow(url, workshop)
    for path in sorted(mirror.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    mirror.folder.rmdir()
    assert results(follow(url, workshop)) == {"2": "unchanged", "1": "unchanged"}
    assert [guid for guid, _ in listed(workshop.library)] == ["1", "2"]


def test_whatever_goes_wrong_is_an_explained_error(web: Web, workshop: Workshop) -> None:
    """What a feed says of an episode never stops the others, however odd."""
    odd = ["x" * 5_000, "../../etc/passwd", "🐝", "a/b\\c", "NUL"]
    for number, _ in enumerate(odd):
        serve(web, f"/{number}.vtt", vtt("This was said."))
    items = [episode(guid, f"/{n}.vtt", title=guid) for n, guid in enumerate(odd)]
    url = serve(web, "/feed", feed(*items))
    assert set(results(follow(url, workshop)).values()) == {"indexed"}
    assert all(os.sep not in name for name in kept(workshop.library))
    with pytest.raises(ExplainedError):
        follow("nonsense", workshop)
