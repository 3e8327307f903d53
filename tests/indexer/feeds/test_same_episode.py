"""The same show and the same episode, whatever address or hand they came by."""

import time
from pathlib import Path

import pytest

from indexer import BuildReport, index_transcript
from indexer.build import BuildOptions
from indexer.feeds import FeedRefused, Workshop, follow
from indexer.feeds.following import ASKED_AGAIN
from indexer.feeds.mirror import bare, mirrors, podcast_guid
from indexer.feeds.rss import Feed
from tests.fakes import WordEncoder
from tests.indexer.feeds.followed import kept, listed, results, words
from tests.indexer.feeds.shows import episode, feed, serve, serve_show, vtt
from tests.indexer.feeds.web import Page, Web


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
