"""JSON chapters, as they are published."""

import json

import pytest

from indexer.episode import Chapter
from indexer.feeds.chapters import ChaptersRefused, read_chapters

URL = "https://example.org/chapters.json"


def test_chapters_come_in_their_order_without_the_silent_ones() -> None:
    document = {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 60.5, "title": "  The\nlens "},
            {"startTime": 0, "title": "Hello", "img": "x.png", "url": "https://example.org"},
            {"startTime": 30, "title": "A picture", "toc": False},
            {"startTime": "90", "title": "In a string"},
            {"startTime": 99},
            {"title": "No time"},
            {"startTime": -1, "title": "Before"},
            "nonsense",
        ],
    }
    assert read_chapters(json.dumps(document).encode(), URL) == (
        Chapter(start=0, title="Hello"),
        Chapter(start=60.5, title="The lens"),
        Chapter(start=90, title="In a string"),
    )


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"chapters": 1}', b"\xff", b"[" * 100_000, b"<html>"]
)
def test_what_holds_none_is_refused(data: bytes) -> None:
    with pytest.raises(ChaptersRefused, match="holds no JSON chapters"):
        read_chapters(data, URL)
