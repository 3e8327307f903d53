r"""SubStation Alpha (SSA, ASS): ``Dialogue:`` lines whose fields a ``Format:`` line names.

``Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann Lee,0,0,0,,Hello,\Nand welcome``
"""

import re
from collections.abc import Iterator
from html import escape

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.time_units import time_value
from indexer.transcript import Transcript

_OPENING = re.compile(r"\s*\[Script Info\]", re.IGNORECASE)
_EVENTS = re.compile(r"^\[Events\][ \t]*$", re.IGNORECASE | re.MULTILINE)
_LINE_BREAK = re.compile(r"\\[Nn]")
_HARD_SPACE = r"\h"
_USUAL_FIELDS = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"


def likeness(text: str) -> Likeness:
    """Certain by its opening line."""
    return Likeness.CERTAIN if _OPENING.match(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its dialogue; comments are no speech, and names speak."""
    events = _EVENTS.split(text, maxsplit=1)[-1]
    return transcript_of(sorted(_cues(events.split("\n")), key=lambda cue: cue.start))


def _cues(lines: list[str]) -> Iterator[Cue]:
    fields = _fields(_USUAL_FIELDS)
    for line in lines:
        kind, _, rest = line.partition(":")
        if kind.strip().lower() == "format":
            fields = _fields(rest)
        elif kind.strip().lower() == "dialogue":
            values = rest.split(",", len(fields) - 1)
            yield from _cue(dict(zip(fields, values, strict=False)))


def _fields(listed: str) -> list[str]:
    return [field.strip().lower() for field in listed.split(",")]


def _cue(said: dict[str, str]) -> Iterator[Cue]:
    start = time_value(said.get("start", ""))
    if start is None:
        return
    name = said.get("name", said.get("actor", "")).strip()
    shown = _LINE_BREAK.split(said.get("text", "").replace(_HARD_SPACE, " "))
    lines = [line.strip() for line in shown if line.strip()]
    if name and lines:
        lines[0] = f"<v {escape(name)}>{lines[0]}"
    yield Cue(start, time_value(said.get("end", "")), tuple(lines))


FORMAT = TranscriptFormat("SubStation Alpha", (".ass", ".ssa"), likeness, parse)
