"""Text without times: paragraphs, with or without names at the beginning of lines."""

from collections.abc import Iterable, Iterator

from indexer.assembly import assemble
from indexer.formats.labels import LabelledLine, false_labels, split_labels
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.turns import TurnLine, segments_of
from indexer.transcript import Timing, Transcript

_LONG_LINE = 100
"""Characters; a text without blank lines whose lines are longer has a paragraph a line."""


def likeness(text: str) -> Likeness:
    """Possible for any text at all, so that every other format comes first."""
    return Likeness.POSSIBLE if any(char.isalnum() for char in text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its paragraphs; hard-wrapped lines are joined."""
    lines = text.split("\n")
    labelled = split_labels(lines)
    turns = _turn_lines(labelled, each_line=_has_paragraph_per_line(lines))
    return assemble(segments_of(turns), Timing.NONE, repairs=false_labels(labelled))


def _turn_lines(labelled: Iterable[LabelledLine], *, each_line: bool) -> Iterator[TurnLine]:
    """The lines that have words, each with its label and whether it opens a paragraph."""
    opens = True
    for said in labelled:
        if said.speaker is None and not said.text.strip():
            opens = True
            continue
        begins = said.speaker is not None
        yield TurnLine(said.text, begins, said.speaker, opens_paragraph=opens or each_line)
        opens = False


def _has_paragraph_per_line(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    characters = sum(len(line) for line in filled)
    return len(filled) > len(lines) - 2 and characters > _LONG_LINE * len(filled)


FORMAT = TranscriptFormat("plain text", (".txt", ".text"), likeness, parse)
