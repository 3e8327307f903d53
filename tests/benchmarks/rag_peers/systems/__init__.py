"""What the worker asks of a system. Standard library only: every environment imports it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

Span = tuple[int, int]
"""Characters [start, end) of the text that a system was given."""


class Given(NamedTuple):
    """An episode as a worker reads it.

    ``text`` is a transcript as somebody would save it, ``Speaker: words`` a line, for systems that
    read text; ``turns`` are the same words for the one that reads transcripts, ours. ``fill`` is
    how many words of the text are to be found at least.
    """

    name: str
    text: str
    turns: Sequence[dict[str, Any]]
    fill: int


class Searched(Protocol):
    """An indexed episode."""

    @property
    def chunks(self) -> Sequence[Span]:
        """What can be found, in the order of the text."""

    def ranked(self, question: str, limit: int) -> list[Span]:
        """The chunks nearest to a question, best first."""


class System(Protocol):
    """A system with its model loaded. ``limit`` is how many chunks it finds if not told."""

    limit: int

    def index(self, given: Given) -> Searched:
        """Indexes one episode apart from all others."""


class Start(Protocol):
    """What each module of this package has as ``start``."""

    def __call__(self, model: Path, scratch: Path) -> System:
        """Loads the model in a folder; ``scratch`` is an empty folder to write in."""


def span_of(text: str, start: int, chunk: str) -> Span:
    """The characters of a chunk that a library says begins at ``start``.

    Raises:
        ValueError: It does not.
    """
    if text[start : start + len(chunk)] != chunk:
        raise ValueError(f"No chunk of the library's begins at {start}: {chunk[:60]!r}")
    return start, start + len(chunk)
