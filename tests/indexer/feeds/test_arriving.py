"""What a URL on a command line leads to."""

import pytest

from indexer import BuildOptions, BuildReport, TranscriptRefused, index_transcript
from indexer.feeds import FeedRefused, Round, Workshop, index_url
from tests.fakes import WordEncoder
from tests.indexer.feeds.shows import segments, serve, serve_show, srt, vtt
from tests.indexer.feeds.web import Page, Web


def arrive(
    url: str, workshop: Workshop, options: BuildOptions | None = None
) -> Round | BuildReport:
    return index_url(url, workshop, options or BuildOptions(), lambda *_: lambda *_: None)


def test_a_feed_is_followed(web: Web, workshop: Workshop) -> None:
    """Fetched once, though it has to be looked at first to know that it is one."""
    url = serve_show(web, "/feed", ["1"])
    assert isinstance(arrive(url, workshop), Round)
    assert isinstance(arrive(url, workshop), Round)
    assert web.asked == ["/feed", "/1.vtt", "/feed"]


@pytest.mark.parametrize(
    "opening",
    ["", "\ufeff", "\n <!-- made by hand -->\n", '<!DOCTYPE rss SYSTEM "x.dtd">\n',
     '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>\n'],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_is_known_by_its_root(
    web: Web, workshop: Workshop, opening: str, encoding: str
) -> None:
    web.pages["/1.vtt"] = Page(vtt("This was said."))
    body = (
        '<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>T</title><item>'
        '<guid>1</guid><podcast:transcript url="/1.vtt"/></item></channel></rss>'
    )
    web.pages["/feed"] = Page((opening + body).encode(encoding))
    followed = arrive(web.url("/feed"), workshop)
    assert isinstance(followed, Round)
    assert len(followed.outcomes) == 1


@pytest.mark.parametrize(
    ("path", "body", "read_as"),
    [
        ("/talk.vtt?token=1", vtt("This was said."), "WebVTT"),
        ("/talk", srt("This was said."), "SubRip"),
        ("/transcripts/", segments("This was said."), "Podcasting 2.0 JSON"),
    ],
)
def test_a_transcript_is_indexed_as_one(
    web: Web, workshop: Workshop, path: str, body: str, read_as: str
) -> None:
    """With the options of the command line; and again from its file, without the web."""
    url = serve(web, path, body)
    options = BuildOptions("talk", {"title": "A talk"})
    report = arrive(url, workshop, options)
    assert isinstance(report, BuildReport)
    assert (report.episode_id, report.title) == ("talk", "A talk")
    assert report.source_format == read_as
    again = arrive(url, workshop, options)
    assert isinstance(again, BuildReport)
    assert again.unchanged
    (kept,) = (path for path in (workshop.library.data / "feeds").glob("*/*") if path.is_file())
    assert index_transcript(kept, workshop.library, WordEncoder(), options).unchanged


def test_what_is_no_transcript_does_not_replace_one(web: Web, workshop: Workshop) -> None:
    url = serve(web, "/talk.vtt", vtt("This was said."))
    arrive(url, workshop)
    serve(web, "/talk.vtt", "WEBVTT\n\n")
    with pytest.raises(TranscriptRefused):
        arrive(url, workshop)
    (kept,) = (workshop.library.data / "feeds").glob("*/*.vtt")
    assert "This was said." in kept.read_text()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed.xml?a=1&amp;b=2">',
         "Its feed is at {}/feed.xml?a=1&b=2: give that."),
        ("<link href='https://example.org/f' type='application/rss+xml' rel='alternate'/>",
         "Its feed is at https://example.org/f: give that."),
        ('<link rel="icon" href="/icon.png">', "is a web page without a transcript in it."),
    ],
)  # fmt: skip
def test_a_web_page_is_refused_with_the_feed_that_it_names(
    web: Web, workshop: Workshop, link: str, sentence: str
) -> None:
    web.pages["/"] = Page(f"<!DOCTYPE html>\n<html><head>{link}</head><p>Welcome.</html>")
    with pytest.raises(FeedRefused) as refused:
        arrive(web.url("/"), workshop)
    assert sentence.format(web.url("")) in str(refused.value)


def test_a_page_that_is_a_transcript_is_read(web: Web, workshop: Workshop) -> None:
    """Hosts publish transcripts as pages of their own."""
    said = "<cite>Ann:</cite><time>0:05</time><p>The weir came down.</p>"
    web.pages["/"] = Page(f"<html><head></head><body>{said}</body></html>")
    report = arrive(web.url("/"), workshop)
    assert isinstance(report, BuildReport)
    assert report.source_format == "HTML"


@pytest.mark.parametrize("known", [True, False])
def test_a_feed_takes_no_options(web: Web, workshop: Workshop, known: bool) -> None:
    url = serve_show(web, "/feed", ["1"])
    if known:
        arrive(url, workshop)
    with pytest.raises(FeedRefused, match="are for one transcript"):
        arrive(url, workshop, BuildOptions(metadata={"title": "A title", "show": None}))


def test_anything_else_is_refused_in_words(web: Web, workshop: Workshop) -> None:
    web.pages["/picture"] = Page(b"\x89PNG\r\n\x1a\n" + bytes(100))
    web.pages["/atom"] = Page("<feed xmlns='http://www.w3.org/2005/Atom'></feed>")
    web.pages["/empty"] = Page("")
    for path, kind, sentence in (
        ("/picture", TranscriptRefused, "is a PNG picture"),
        ("/atom", FeedRefused, "is an Atom feed"),
        ("/empty", TranscriptRefused, "is empty"),
    ):
        with pytest.raises(kind, match=sentence):
            arrive(web.url(path), workshop)
    assert not list(workshop.library.data.rglob("*.episode.json"))
