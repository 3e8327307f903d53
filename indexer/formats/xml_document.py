"""XML that is no transcript, such as a feed, recognised so that it is refused in words."""

import re

from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_OPENING = re.compile(r"\s*(?:<\?xml\b|<(rss|feed|transcript|timedtext)\b[^<>]*>)", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w:.-]{0,40})")


def likeness(text: str) -> Likeness:
    """Likely for an XML declaration, or a root element that feeds and captions have."""
    return Likeness.LIKELY if _OPENING.match(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Nothing: it always refuses, in words."""
    root = _ROOT.search(text[:10_000])
    if root and root[1] in {"rss", "feed"}:
        raise TranscriptRefused(
            "is a podcast's feed, not a transcript. Give the address that it is published at: "
            "`ask-episode index https://…`."
        )
    described = f"XML with the root element <{root[1]}>" if root else "XML"
    raise TranscriptRefused(
        f"is {described}, which is not read yet. Give a WebVTT, SRT, JSON or text transcript."
    )


FORMAT = TranscriptFormat("XML", (".xml", ".rss"), likeness, parse)
