"""What a URL on a command line leads to: a feed, which is followed, or one transcript.

fetched ► a feed? followed ► a web page with a feed? refused, naming it ► else a transcript
"""

import re
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from indexer.build import BuildOptions, index_transcript
from indexer.build_report import BuildReport
from indexer.encoding import Progress
from indexer.episode import new_episode_id
from indexer.feeds.bringing import Workshop
from indexer.feeds.fetching import MOST_BYTES, Fetched
from indexer.feeds.following import Begin, Round, follow, follow_new
from indexer.feeds.mirror import FEEDS_FOLDER, Mirror, mirror_at
from indexer.feeds.rss import FeedRefused
from indexer.feeds.transcripts import TranscriptLink
from indexer.formats import TranscriptRefused
from indexer.storage import storage_explained

_HEAD = 50_000
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<!--[^<>]{0,2000}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.IGNORECASE)
_OF_FEED = re.compile(r"type\s*=\s*[\"']?application/rss\+xml", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"<>]+)\"|'([^'<>]+)'|([^\s\"'<>]+))", re.IGNORECASE)


@storage_explained()
def index_url(
    url: str, workshop: Workshop, options: BuildOptions, begin: Begin
) -> Round | BuildReport:
    """Indexes what a URL leads to: the episodes of a feed, or one transcript.

    Raises:
        FetchRefused: It cannot be had.
        FeedRefused: It is a page that names a feed, another kind of feed, or takes no options.
        TranscriptRefused: It is nothing that can be read.
        ExplainedError: Whatever else stops ``follow`` or ``index_transcript``.
    """
    if mirror_at(workshop.library.data / FEEDS_FOLDER, url):
        _refuse_options(url, options)
        return follow(url, workshop, begin)
    fetched = workshop.fetcher.get(url, MOST_BYTES)
    head = (fetched.body or b"")[:_HEAD].replace(b"\0", b"").decode("utf-8", errors="replace")
    head = head.lstrip("\ufeff\ufffd")
    if _PAGE.match(head) and (feed := _feed_of_page(head)):
        raise FeedRefused(
            f"{fetched.url} is a web page. Its feed is at {urljoin(fetched.url, feed)}: give that."
        )
    if not _is_feed(head):
        try:
            return _index_one(url, fetched, workshop, options, begin(url, 1))
        except TranscriptRefused as refusal:
            raise (_page_refused(fetched.url) if _PAGE.match(head) else refusal) from refusal
    _refuse_options(url, options)
    return follow_new(url, fetched, workshop, begin)


def _is_feed(head: str) -> bool:
    return head.lstrip().startswith("<") and _FEED.search(head) is not None


def _refuse_options(url: str, options: BuildOptions) -> None:
    if options.episode_id or any(options.metadata.values()):
        raise FeedRefused(
            f"{url} is a feed, which says itself what its episodes are called: --id, --title and "
            "the other options are for one transcript."
        )


def _page_refused(url: str) -> FeedRefused:
    return FeedRefused(
        f"{url} is a web page without a transcript in it. Give the address of the podcast's feed, "
        "or of a transcript."
    )


def _feed_of_page(head: str) -> str | None:
    """The feed that a web page names; a page that names none may be a transcript."""
    found = next((link for link in _LINK.findall(head) if _OF_FEED.search(link)), "")
    href = _HREF.search(found)
    return unescape(next(filter(None, href.groups()))) if href else None


def _index_one(
    url: str, fetched: Fetched, workshop: Workshop, options: BuildOptions, progress: Progress
) -> BuildReport:
    """Indexes a transcript, which is kept so that it can be indexed again without fetching it."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    host = urlsplit(url).hostname or "transcript"
    mirror = Mirror(workshop.library.data / FEEDS_FOLDER / new_episode_id(host, url))
    name = new_episode_id(path.stem or host, url)
    with mirror.writer():
        kept = mirror.keep_transcript(name, TranscriptLink(url).ending, fetched.body or b"")
    return index_transcript(kept, workshop.library, workshop.encoder, options, progress)
