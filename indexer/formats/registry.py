"""What a transcript format is, and which ones there are."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
from pathlib import Path

from indexer.errors import ExplainedError
from indexer.transcript import Transcript


class Likeness(IntEnum):
    """How much a text looks like a format."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


class TranscriptRefused(ExplainedError):
    """A transcript file that cannot be read; its message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    r"""One published format: how it is recognised, and how it is read.

    ``parse`` takes the decoded text (no byte order mark, lines ended by ``\n``) and gives a
    transcript, which may come out empty. It raises `TranscriptRefused` with a message that goes
    on after the file's name: "is a web page …".
    """

    name: str
    suffixes: tuple[str, ...]
    likeness: Callable[[str], Likeness]
    parse: Callable[[str], Transcript]


@cache
def known_formats() -> tuple[TranscriptFormat, ...]:
    """Every format of this package, in the order of its modules' names."""
    package = __name__.rpartition(".")[0]
    modules = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    imported = (import_module(f"{package}.{name}") for name in sorted(modules))
    return tuple(module.FORMAT for module in imported if hasattr(module, "FORMAT"))


def recognised(text: str, suffix: str) -> TranscriptFormat | None:
    """The format that the text looks most like; the suffix decides between equals."""
    formats = known_formats()
    likenesses = [known.likeness(text) for known in formats]
    fitting = [
        (likeness, suffix.lower() in known.suffixes, -order, known)
        for order, (likeness, known) in enumerate(zip(likenesses, formats, strict=True))
        if likeness > Likeness.NONE
    ]
    return max(fitting)[-1] if fitting else None
