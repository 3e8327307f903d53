"""Chapters as feeds give them: a JSON file beside the episode, or Podlove's in the feed itself."""

import json
from collections.abc import Iterable
from typing import Any

from indexer.episode import Chapter
from indexer.errors import ExplainedError
from indexer.feeds.feed_values import line, seconds

_MOST_CHAPTERS = 1_000


class ChaptersRefused(ExplainedError):
    """A chapters file that cannot be read."""


def read_chapters(data: bytes, url: str) -> tuple[Chapter, ...]:
    """The chapters of a JSON chapters file (1.2), without those that are not to be listed.

    Raises:
        ChaptersRefused: It is no such file.
    """
    try:
        document: Any = json.loads(data)
        listed = document["chapters"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChaptersRefused(f"{url} holds no JSON chapters.") from error
    if not isinstance(listed, list):
        raise ChaptersRefused(f"{url} holds no JSON chapters.")
    shown = (each for each in listed if isinstance(each, dict) and each.get("toc") is not False)
    return chapters((each.get("startTime"), each.get("title")) for each in shown)


def chapters(told: Iterable[tuple[object, object]]) -> tuple[Chapter, ...]:
    """Chapters from when they start and what they are called, in their order."""
    read = []
    for start, title in told:
        begins = seconds(str(start))
        name = line(title) if isinstance(title, str) else None
        if begins is not None and name:
            read.append(Chapter(start=begins, title=name))
    return tuple(sorted(read, key=lambda chapter: chapter.start)[:_MOST_CHAPTERS])
