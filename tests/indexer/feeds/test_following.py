"""A feed that is followed: what is fetched, what is indexed, and what never is twice."""

import time

import pytest

from indexer.feeds import Workshop, follow
from indexer.feeds.following import ASKED_AGAIN
from tests.indexer.feeds.followed import listed, results, words
from tests.indexer.feeds.shows import episode, feed, segments, serve, serve_show, vtt
from tests.indexer.feeds.web import Page, Web


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
