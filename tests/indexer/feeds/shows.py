"""Small shows of our own, written as feeds and transcripts for a test to serve."""

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.indexer.feeds.web import Page, Web


def vtt(*sentences: str) -> str:
    """A WebVTT transcript, five seconds a sentence."""
    cues = (
        f"00:00:{5 * n:02}.000 --> 00:00:{5 * n + 4:02}.000\n<v Ines Dahl>{sentence}"
        for n, sentence in enumerate(sentences)
    )
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def srt(*sentences: str) -> str:
    """A SubRip transcript."""
    cues = (
        f"{n + 1}\n00:00:{5 * n:02},000 --> 00:00:{5 * n + 4:02},000\n{sentence}"
        for n, sentence in enumerate(sentences)
    )
    return "\n\n".join(cues) + "\n"


def segments(*sentences: str) -> str:
    """A Podcasting 2.0 transcript."""
    said = [
        {"speaker": "Ines Dahl", "startTime": 5 * n, "endTime": 5 * n + 4, "body": sentence}
        for n, sentence in enumerate(sentences)
    ]
    return json.dumps({"version": "1.0.0", "segments": said})


def episode(guid: str, *transcripts: str, title: str = "", more: str = "") -> str:
    """An item of a feed; its transcripts by their addresses."""
    links = "".join(f'<podcast:transcript url="{escape(url)}"/>' for url in transcripts)
    return (
        f"<item><guid>{guid}</guid><title>{title or f'Episode {guid}'}</title>{links}{more}</item>"
    )


def feed(*items: str, title: str = "Quay Lights", more: str = "") -> str:
    """A feed of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
        'xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
        f"<title>{title}</title><language>en</language>{more}{''.join(items)}</channel></rss>"
    )


def serve(web: Web, path: str, body: str) -> str:
    """Serves something with a validator of its own; gives its address."""
    web.pages[path] = Page(body, headers={"ETag": f'"{hash(body)}"'})
    return web.url(path)


def serve_show(web: Web, path: str, guids: Sequence[str], title: str = "Quay Lights") -> str:
    """Serves a feed with episodes of these guids, newest first, each with a transcript."""
    for guid in guids:
        serve(web, f"/{guid}.vtt", vtt(f"This is what was said in number {guid} of them."))
    items = (episode(guid, f"/{guid}.vtt") for guid in guids)
    return serve(web, path, feed(*items, title=title))
