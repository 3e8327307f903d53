"""A feed that is followed: what is fetched, what is indexed, and what never is twice."""

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from indexer import BuildReport, DiskFull, ExplainedError, Library, StorageFault, index_transcript
from indexer.build import BuildOptions
from indexer.feeds import FeedBusy, FeedRefused, Fetcher, FetchRefused, Round, Workshop, follow
from indexer.feeds import bringing as bringing_module
from indexer.feeds.following import ASKED_AGAIN
from indexer.feeds.mirror import MirrorDamaged, bare, mirrors, podcast_guid
from indexer.feeds.rss import Feed
from tests.fakes import WordEncoder
from tests.indexer.feeds.shows import episode, feed, segments, serve, serve_show, srt, vtt
from tests.indexer.feeds.web import Page, Web
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


@pytest.fixture
def workshop(library: Library, web: Web) -> Workshop:
    return Workshop(library, WordEncoder(), Fetcher((web.host,), seconds=10))


def results(followed: Round) -> dict[str, str]:
    """What became of each episode: indexed, unchanged, or why not."""
    return {
        each.guid: ("unchanged" if each.result.unchanged else "indexed")
        if isinstance(each.result, BuildReport)
        else str(each.result)
        for each in followed.outcomes
    }


def listed(library: Library) -> list[tuple[str | None, str]]:
    """Guid and title of every episode that there is."""
    return sorted((each.guid, each.title) for each in library.catalogue.find(limit=-1))


def words(library: Library, guid: str) -> str:
    """All that is said in the one episode of a guid."""
    (entry,) = library.catalogue.find(guid=guid)
    return library.episode(entry.id).transcript.text


def kept(library: Library) -> list[str]:
    """The names of the files that are kept of feeds, and seen."""
    files = (library.data / "feeds").glob("*/*")
    return sorted(path.name for path in files if path.is_file())


# --- New and changed ---


def test_a_feeds_episodes_are_indexed_with_all_it_says(web: Web, workshop: Workshop) -> None:
    """The best transcript, the chapters, the people; what has no transcript is counted."""
    url = web.serve_example("/quay.xml", "hosting_platform.xml")
    serve(web, "/quay/2.json", segments("The lens floats on mercury.", "It turns all night."))
    serve(web, "/quay/2-chapters.json", '{"chapters": [{"startTime": 4, "title": "The lens"}]}')
    serve(web, "/quay/1.vtt", vtt("He kept the light for forty years."))
    followed = follow(url, workshop)
    assert results(followed) == {"quay-2": "indexed", "quay-1": "indexed"}
    assert (followed.title, followed.without_transcript) == ("Quay Lights", 1)
    (entry,) = workshop.library.catalogue.find(guid="quay-2")
    told = workshop.library.episode(entry.id)
    assert told.manifest.source_format == "Podcasting 2.0 JSON"
    assert [chapter.title for chapter in told.metadata.chapters] == ["The lens"]
    assert [person.name for person in told.metadata.people] == ["Piet Maas", "Ines Dahl"]
    assert (told.metadata.season, told.metadata.number, told.duration) == (1, 2, 3725)
    assert web.asked_since() == [
        "/quay.xml",
        "/quay/2-chapters.json",
        "/quay/2.json",
        "/quay/1.vtt",
    ]


def test_a_feed_that_has_not_changed_costs_one_question(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    web.asked_since()
    assert results(follow(url, workshop)) == {}
    assert web.asked_since() == ["/feed"]


def test_a_server_without_validators_sends_the_feed_and_nothing_else(
    web: Web, workshop: Workshop
) -> None:
    """What it tells is compared with what it told, to the last field."""
    url = web.serve_example("/quay.xml", "hosting_platform.xml")
    for path, body in (("2.json", segments("The lens.")), ("1.vtt", vtt("He kept the light."))):
        web.pages[f"/quay/{path}"] = Page(body)
    web.pages["/quay/2-chapters.json"] = Page('{"chapters": []}')
    follow(url, workshop)
    web.asked_since()
    assert results(follow(url, workshop)) == {}
    assert web.asked_since() == ["/quay.xml"]


def test_a_new_episode_is_all_that_is_fetched(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    web.asked_since()
    serve_show(web, "/feed", ["3", "2", "1"])
    assert results(follow(url, workshop)) == {"3": "indexed"}
    assert web.asked_since() == ["/feed", "/3.vtt"]


def test_a_changed_episode_is_indexed_again(web: Web, workshop: Workshop) -> None:
    """By its own name; its transcript is sent only if that has changed too."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    (before,) = workshop.library.catalogue.find()
    serve(web, "/feed", feed(episode("1", "/1.vtt", title="A better title")))
    assert results(follow(url, workshop)) == {"1": "indexed"}
    (after,) = workshop.library.catalogue.find()
    assert (after.id, after.title) == (before.id, "A better title")


def test_an_episode_that_left_the_feed_stays(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    serve_show(web, "/feed", ["3"])
    follow(url, workshop)
    assert [guid for guid, _ in listed(workshop.library)] == ["1", "2", "3"]


def test_a_corrected_transcript_is_found_within_a_week(
    web: Web, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the feed says nothing of it; what has not changed is not indexed again."""
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    serve(web, "/1.vtt", vtt("This is what was corrected."))
    assert results(follow(url, workshop)) == {}
    later = time.time() + ASKED_AGAIN + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert results(follow(url, workshop)) == {"2": "unchanged", "1": "indexed"}
    assert words(workshop.library, "1") == "This is what was corrected."


def test_older_episodes_are_on_further_pages(web: Web, workshop: Workshop) -> None:
    """Each page once, even where the last leads back to the first."""
    serve_show(web, "/unused", ["4", "3", "2", "1"])
    for page, guids in (("/feed", "43"), ("/feed?p=2", "32"), ("/feed?p=3", "1")):
        following = {"/feed": "/feed?p=2", "/feed?p=2": "?p=3", "/feed?p=3": "/feed"}[page]
        link = f'<atom:link rel="next" href="{following}"/>'
        serve(web, page, feed(*(episode(guid, f"/{guid}.vtt") for guid in guids), more=link))
    assert len(results(follow(web.url("/feed"), workshop))) == 4
    assert [path for path in web.asked if path.startswith("/feed")] == [
        "/feed", "/feed?p=2", "/feed?p=3"]  # fmt: skip


def test_a_page_that_fails_is_asked_for_again(web: Web, workshop: Workshop) -> None:
    """What was read is indexed; the feed is not taken for read."""
    serve_show(web, "/unused", ["2", "1"])
    more = '<atom:link rel="next" href="/older"/>'
    url = serve(web, "/feed", feed(episode("2", "/2.vtt"), more=more))
    first = follow(url, workshop)
    assert (results(first), len(first.notes)) == ({"2": "indexed"}, 1)
    assert "older episodes were not read" in first.notes[0]
    serve(web, "/older", feed(episode("1", "/1.vtt")))
    second = follow(url, workshop)
    assert (results(second), second.notes) == ({"1": "indexed"}, [])


# --- Transcripts ---


def test_the_next_best_is_taken_where_the_best_cannot_be(web: Web, workshop: Workshop) -> None:
    """It is not there, or it is an error page that is sent as if all were well."""
    url = serve(web, "/feed", feed(episode("1", "/a.json", "/a.vtt", "/a.srt", "/a.txt")))
    serve(web, "/a.vtt", "<!doctype html><title>Sign in</title>")
    serve(web, "/a.srt", srt("This was said."))
    assert results(follow(url, workshop)) == {"1": "indexed"}
    assert web.asked == ["/feed", "/a.json", "/a.vtt", "/a.srt"]
    assert [name.rpartition(".")[2] for name in kept(workshop.library)] == ["json", "srt"]


def test_a_transcript_that_vanishes_leaves_the_episode_as_it_was(
    web: Web, workshop: Workshop
) -> None:
    """With a note, and its new title; it is asked for again the next time."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    del web.pages["/1.vtt"]
    serve(web, "/feed", feed(episode("1", "/1.vtt", title="New")))
    (outcome,) = follow(url, workshop).outcomes
    assert "its transcript is left as it was: " in outcome.notes[0]
    assert "404" in outcome.notes[0]
    assert listed(workshop.library) == [("1", "New")]
    assert "number 1" in words(workshop.library, "1")
    serve(web, "/1.vtt", vtt("It is back."))
    follow(url, workshop)
    assert words(workshop.library, "1") == "It is back."


def test_a_transcript_that_is_none_any_more_does_not_replace_one(
    web: Web, workshop: Workshop
) -> None:
    """Nor does a worse one of the same episode."""
    url = serve(web, "/feed", feed(episode("1", "/1.vtt", "/1.txt")))
    serve(web, "/1.vtt", vtt("This was said."))
    serve(web, "/1.txt", "This was typed.")
    follow(url, workshop)
    serve(web, "/1.vtt", "WEBVTT\n\n")
    serve(web, "/feed", feed(episode("1", "/1.vtt", "/1.txt", title="New")))
    (outcome,) = follow(url, workshop).outcomes
    assert "no spoken words" in outcome.notes[0]
    assert words(workshop.library, "1") == "This was said."


def test_a_transcript_that_is_taken_out_of_the_feed_stays(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    serve(web, "/feed", feed(episode("1")))
    (outcome,) = follow(url, workshop).outcomes
    assert "its feed offers none any more" in outcome.notes[0]
    assert "number 1" in words(workshop.library, "1")


def test_a_better_transcript_takes_the_place_of_the_one_before(
    web: Web, workshop: Workshop
) -> None:
    """And its file, so that the folder holds the episode once."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    serve(web, "/1.json", segments("Who says it is known now."))
    serve(web, "/feed", feed(episode("1", "/1.vtt", "/1.json")))
    assert results(follow(url, workshop)) == {"1": "indexed"}
    assert not [name for name in kept(workshop.library) if name.endswith(".vtt")]
    assert words(workshop.library, "1") == "Who says it is known now."


def test_a_transcript_in_another_language_says_so(web: Web, workshop: Workshop) -> None:
    """Where it is the only one, the episode is indexed in that language."""
    link = '<podcast:transcript url="/1.vtt" language="nl"/>'
    url = serve(web, "/feed", feed(episode("1", more=link)))
    serve(web, "/1.vtt", vtt("De lamp draait de hele nacht."))
    follow(url, workshop)
    (entry,) = workshop.library.catalogue.find()
    assert entry.language == "nl"


def test_chapters_that_cannot_be_had_are_left_as_they_were(web: Web, workshop: Workshop) -> None:
    """The episode is indexed without, or with those there were; they are asked for again."""
    link = '<podcast:chapters url="/chapters.json"/>'
    url = serve(web, "/feed", feed(episode("1", "/1.vtt", more=link)))
    serve(web, "/1.vtt", vtt("This was said."))
    (outcome,) = follow(url, workshop).outcomes
    assert "its chapters are left as they were" in outcome.notes[0]
    serve(web, "/chapters.json", '{"chapters": [{"startTime": 0, "title": "All of it"}]}')
    assert results(follow(url, workshop)) == {"1": "indexed"}
    web.pages["/chapters.json"] = Page("Sorry.", 500)
    serve(web, "/feed", feed(episode("1", "/1.vtt", title="New", more=link)))
    follow(url, workshop)
    (entry,) = workshop.library.catalogue.find()
    assert [each.title for each in workshop.library.episode(entry.id).metadata.chapters] == [
        "All of it"
    ]


# --- Failures, and going on ---


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


# --- The same episode ---


def test_two_shows_may_use_the_same_guid(web: Web, workshop: Workshop) -> None:
    """A page finds each by it, and by its own audio."""
    for show in ("A", "B"):
        serve(web, f"/{show}.vtt", vtt(f"This is show {show}."))
        serve(web, f"/feed{show}", feed(episode("1", f"/{show}.vtt"), title=show))
        follow(web.url(f"/feed{show}"), workshop)
    found = workshop.library.catalogue.find(guid="1")
    assert sorted(str(each.show) for each in found) == ["A", "B"]


def test_the_guid_of_a_show_that_states_none() -> None:
    """Is made of its address as the podcast namespace has it: the same for http and https."""
    silent = Feed("Podcast", None, None, None, ())
    for address in ("https://podnews.net/rss", "http://podnews.net/rss/"):
        assert podcast_guid(silent, address) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    odd = Feed("Podcast", "the one and only", None, None, ())
    assert podcast_guid(odd, "https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_a_feed_that_was_moved_by_its_server_is_the_same(web: Web, workshop: Workshop) -> None:
    """By either address; the new one is asked from then on."""
    old = serve_show(web, "/feed", ["1"])
    follow(old, workshop)
    new = serve_show(web, "/moved", ["2", "1"])
    web.pages["/feed"] = Page(status=301, headers={"Location": "/moved"})
    assert results(follow(old, workshop)) == {"2": "indexed"}
    web.asked_since()
    assert results(follow(old, workshop)) == {}
    assert results(follow(new, workshop)) == {}
    assert web.asked_since() == ["/moved", "/moved"]


def test_a_feed_that_says_that_it_moved_is_the_same(web: Web, workshop: Workshop) -> None:
    """As soon as it can be had there."""
    old = serve_show(web, "/feed", ["1"])
    follow(old, workshop)
    moved = f"<itunes:new-feed-url>{web.url('/moved')}</itunes:new-feed-url>"
    serve(web, "/feed", feed(episode("1", "/1.vtt"), more=moved))
    assert "is not there yet" in follow(old, workshop).notes[0]
    serve_show(web, "/moved", ["2", "1"])
    assert results(follow(old, workshop)) == {"2": "indexed"}
    web.asked_since()
    follow(old, workshop)
    assert web.asked_since() == ["/moved"]


@pytest.mark.parametrize("how", ["redirect", "new-feed-url", "gone"])
def test_the_new_address_of_a_feed_may_be_given_at_once(
    web: Web, workshop: Workshop, how: str
) -> None:
    """Though the old one was not asked since: it is now."""
    old = serve_show(web, "/feed", ["1"])
    follow(old, workshop)
    new = serve_show(web, "/moved", ["2", "1"])
    moved = f"<itunes:new-feed-url>{new}</itunes:new-feed-url>"
    web.pages["/feed"] = {
        "redirect": Page(status=308, headers={"Location": "/moved"}),
        "new-feed-url": Page(feed(more=moved)),
        "gone": Page(status=410),
    }[how]
    assert results(follow(new, workshop)) == {"2": "indexed"}
    assert len(mirrors(workshop.library.data / "feeds")) == 1


@pytest.mark.parametrize(
    "stated", ["", "<podcast:guid>0f3a9b52-6c1d-5e7f-9a40-3d2b8c7e6f51</podcast:guid>"]
)
def test_a_second_address_of_a_show_is_refused(web: Web, workshop: Workshop, stated: str) -> None:
    """Nobody takes a show's place who is not named by it."""
    serve(web, "/1.vtt", vtt("This was said."))
    serve(web, "/lies.vtt", vtt("This was not."))
    follow(serve(web, "/feed", feed(episode("1", "/1.vtt"), more=stated)), workshop)
    second = serve(web, "/second", feed(episode("1", "/lies.vtt"), more=stated))
    with pytest.raises(FeedRefused, match=r"is followed at .*/feed already"):
        follow(second, workshop)
    web.pages["/feed"] = Page("Sorry.", 500)
    with pytest.raises(FeedRefused):
        follow(second, workshop)
    assert words(workshop.library, "1") == "This was said."


def test_an_address_that_leads_to_a_known_feed_is_remembered(web: Web, workshop: Workshop) -> None:
    """Though the redirect is a temporary one; the feed stays where it is."""
    follow(serve_show(web, "/feed", ["1"]), workshop)
    web.pages["/short"] = Page(status=302, headers={"Location": "/feed"})
    assert results(follow(web.url("/short"), workshop)) == {}
    web.asked_since()
    assert results(follow(web.url("/short"), workshop)) == {}
    assert web.asked_since() == ["/feed"]


def test_the_same_address_in_another_spelling_is_the_same(web: Web, workshop: Workshop) -> None:
    url = serve_show(web, "/feed/", ["1"])
    serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    assert results(follow(url.rstrip("/"), workshop)) == {}
    assert bare("https://a.example/feed/") == bare("http://a.example/feed")


def test_what_an_operator_indexed_by_hand_wins(
    web: Web, workshop: Workshop, tmp_path: Path
) -> None:
    """Before the feed was followed, or after: there is one episode, and it is the operator's."""
    library = workshop.library
    url = serve_show(web, "/feed", ["2", "1"])
    own = tmp_path / "own.vtt"
    own.write_text(vtt("This was corrected by hand."))

    def index_own(guid: str) -> BuildReport:
        given = {"guid": guid, "show": "Quay Lights"}
        return index_transcript(own, library, WordEncoder(), BuildOptions(metadata=given))

    index_own("1")
    followed = follow(url, workshop)
    assert (results(followed), followed.left_alone) == ({"2": "indexed"}, 1)
    (of_the_feed,) = library.catalogue.find(guid="2")
    assert index_own("2").episode_id == of_the_feed.id
    serve(web, "/feed", feed(episode("2", "/2.vtt", title="New"), episode("1", "/1.vtt")))
    assert results(follow(url, workshop)) == {}
    assert words(library, "1") == words(library, "2") == "This was corrected by hand."
    assert kept(library) == []


def test_what_an_operator_removed_stays_away(
    web: Web, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the feed changes, and though a week passes."""
    library = workshop.library
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    (entry,) = library.catalogue.find(guid="1")
    library.remove(entry.id)
    serve(web, "/feed", feed(episode("2", "/2.vtt"), episode("1", "/1.vtt", title="New")))
    assert follow(url, workshop).left_alone == 1
    later = time.time() + ASKED_AGAIN + 1
    monkeypatch.setattr(time, "time", lambda: later)
    follow(url, workshop)
    assert [guid for guid, _ in listed(library)] == ["2"]


def test_what_is_kept_can_be_indexed_again_without_the_web(web: Web, workshop: Workshop) -> None:
    """By the files alone, as the same episodes."""
    library = workshop.library
    follow(serve_show(web, "/feed", ["2", "1"]), workshop)
    before = [each.id for each in library.catalogue.find()]
    web.asked_since()
    files = (library.data / "feeds").glob("*/*.vtt")
    reports = [index_transcript(path, library, WordEncoder()) for path in files]
    assert sorted(report.episode_id for report in reports) == sorted(before)
    assert all(report.unchanged for report in reports)
    assert web.asked == []


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
