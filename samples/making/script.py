"""Scripts as they are written: who speaks, how they sound, and what they say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from making.errors import SampleError


@dataclass(frozen=True)
class Person:
    """One speaker, and how the synthesiser is to sound like them."""

    name: str
    role: str
    voice: str
    pitch: int
    speed: int
    volume: int


@dataclass(frozen=True)
class Turn:
    """What one speaker says until the next one speaks."""

    person: Person
    words: list[str]
    chapter: str | None

    @property
    def is_cut_short(self) -> bool:
        """Whether the next speaker interrupts."""
        return self.words[-1].endswith("—")


@dataclass(frozen=True)
class Script:
    """A whole episode as written."""

    name: str
    header: dict[str, Any]
    people: dict[str, Person]
    turns: list[Turn]

    @property
    def say(self) -> dict[str, str]:
        """Words that are spoken otherwise than they are written."""
        return {str(k): str(v) for k, v in self.header.get("say", {}).items()}


def read_script(path: Path) -> Script:
    """Read a script: TOML between two +++ lines, then chapters and turns."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    header = tomllib.loads(front)
    people = {p["name"]: Person(**{"volume": 100, **p}) for p in header["people"]}
    return Script(path.stem, header, people, read_turns(body, people))


def read_turns(body: str, people: dict[str, Person]) -> list[Turn]:
    """Read the `## Chapter` headings and `**Name:** text` paragraphs."""
    turns: list[Turn] = []
    chapter: str | None = None
    for block in filter(None, (b.strip() for b in body.split("\n\n"))):
        if block.startswith("## "):
            chapter = block[3:]
            continue
        match = re.fullmatch(r"\*\*(.+?):\*\*\s+(.+)", block, re.DOTALL)
        if match is None or match[1] not in people:
            raise SampleError(f"This is neither a heading nor a turn: {block[:60]}")
        turns.append(Turn(people[match[1]], match[2].split(), chapter))
        chapter = None
    return turns
