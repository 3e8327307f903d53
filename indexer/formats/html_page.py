"""Web pages, recognised so that they are refused in words and never read as text."""

import re

from indexer.formats.markdown_text import without_front_matter
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_DOCUMENT = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK = r"<(?:p|div|cite|time|h[1-6]|ul|ol|section|article|main|table|body|head|span)\b[^<>]*>"
_FRAGMENT = re.compile(rf"\s*(?:<!--.{{0,2000}}?-->\s*)?{_BLOCK}", re.IGNORECASE | re.DOTALL)
_OPENING_BLOCK = re.compile(rf"^\s{{0,40}}{_BLOCK}", re.IGNORECASE | re.MULTILINE)
_SNIFFED_CHARS = 50_000
_FEWEST_BLOCKS = 3


def likeness(text: str) -> Likeness:
    """Certain for a document; likely for a fragment that opens with a block, or has several."""
    head = text[:_SNIFFED_CHARS]
    if _DOCUMENT.match(head):
        return Likeness.CERTAIN
    head = without_front_matter(head)
    blocks = sum(1 for _ in zip(_OPENING_BLOCK.finditer(head), range(_FEWEST_BLOCKS), strict=False))
    return Likeness.LIKELY if _FRAGMENT.match(head) or blocks == _FEWEST_BLOCKS else Likeness.NONE


def parse(text: str) -> Transcript:  # noqa: ARG001
    """Nothing: it always refuses, in words."""
    raise TranscriptRefused(
        "is a web page (HTML), which is not read yet. "
        "Give the WebVTT, SRT, JSON or text transcript that the page was made from."
    )


FORMAT = TranscriptFormat("HTML", (".html", ".htm", ".xhtml"), likeness, parse)
