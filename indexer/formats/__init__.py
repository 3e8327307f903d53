"""Transcript files in the formats that podcasts publish, each read by a parser of its own.

A format is one module of this package that exports ``FORMAT``; nothing else names it. A file is
recognised by its content first; its name decides only between formats that both fit.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module

from indexer.transcript import Transcript


class Likeness(IntEnum):
    """How much a text looks like a format."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    r"""One published format: how it is recognised, and how it is read.

    ``parse`` takes the decoded text (no byte order mark, lines ended by ``\n``) and gives a
    transcript, which may come out empty.
    """

    name: str
    suffixes: tuple[str, ...]
    likeness: Callable[[str], Likeness]
    parse: Callable[[str], Transcript]


class TranscriptRefused(Exception):
    """A transcript file that cannot be read; its message says why and what to do."""


@cache
def known_formats() -> tuple[TranscriptFormat, ...]:
    """Every format of this package, in the order of its modules' names."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    imported = (import_module(f"{__name__}.{name}") for name in sorted(modules))
    return tuple(module.FORMAT for module in imported if hasattr(module, "FORMAT"))
