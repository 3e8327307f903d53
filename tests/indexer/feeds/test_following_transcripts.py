"""Which transcript of an episode is taken, and what becomes of it when it changes or goes."""

from indexer.feeds import Workshop, follow
from tests.indexer.feeds.followed import kept, listed, results, words
from tests.indexer.feeds.shows import episode, feed, segments, serve, serve_show, srt, vtt
from tests.indexer.feeds.web import Page, Web


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
