"""What a transcript format is, and which ones there are."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

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


@dataclass(frozen=True, slots=True)
class Container:
    """What text is packed in: ``opens`` knows it by its bytes, ``unpack`` gives the text.

    ``unpack`` raises `TranscriptRefused` as a format's ``parse`` does.
    """

    name: str
    suffixes: tuple[str, ...]
    opens: Callable[[bytes], bool]
    unpack: Callable[[bytes], str]


@cache
def known_formats() -> tuple[TranscriptFormat, ...]:
    """Every format of this package, in the order of its modules' names."""
    return tuple(module.FORMAT for module in _modules() if hasattr(module, "FORMAT"))


@cache
def known_containers() -> tuple[Container, ...]:
    """Every container of this package, in the order of its modules' names."""
    return tuple(module.CONTAINER for module in _modules() if hasattr(module, "CONTAINER"))


def _modules() -> Iterator[ModuleType]:
    package = __name__.rpartition(".")[0]
    names = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return (import_module(f"{package}.{name}") for name in sorted(names))


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
