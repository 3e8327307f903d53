"""Turns of a conversation written out as text, from which a transcript is made.

A turn's speaker goes on until another one is named. A stamp times what stands behind it, up to
the next stamp; where a paragraph has none, it belongs to the paragraph before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.formats.sharing import joined
from indexer.segment import Segment


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One line of text, with what is written before it.

    ``begins`` says that somebody else speaks from here on: ``speaker``, or an unknown person.
    """

    text: str
    begins: bool = False
    speaker: str | None = None
    stamp: float | None = None
    opens_paragraph: bool = False


def segments_of(lines: Iterable[TurnLine], *, captions: bool = False) -> list[Segment]:
    """The segments that lines make up; ``captions`` if a stamped line is no paragraph."""
    segments: list[Segment] = []
    speaker: str | None = None
    for paragraph in _paragraphs(lines):
        first = paragraph[0]
        speaker = first.speaker if first.begins else speaker
        text = joined(line.text for line in paragraph)
        if segments and not first.begins and first.stamp is None and _goes_on(segments[-1]):
            segments[-1] = replace(segments[-1], text=f"{segments[-1].text} {text}")
            continue
        opens = first.begins or (first.opens_paragraph and not captions)
        segments.append(Segment(text, speaker, first.stamp, opens_paragraph=opens))
    return segments


def going_on(named: Sequence[str | None]) -> list[str | None]:
    """Who speaks at each place, where whoever was named goes on until another one is."""
    speaker, speakers = None, []
    for name in named:
        speaker = name or speaker
        speakers.append(speaker)
    return speakers


def _goes_on(segment: Segment) -> bool:
    return segment.speaker is not None or segment.start is not None


def _paragraphs(lines: Iterable[TurnLine]) -> Iterator[list[TurnLine]]:
    """Lines that belong together; a name or stamp alone on its line waits for its words."""
    group: list[TurnLine] = []
    for line in lines:
        if group and not _has_words(group):
            group = [_with_head(line, group[0])]
            continue
        if group and (line.begins or line.stamp is not None or line.opens_paragraph):
            yield group
            group = []
        group.append(line)
    if group and _has_words(group):
        yield group


def _has_words(group: list[TurnLine]) -> bool:
    return any(line.text.strip() for line in group)


def _with_head(line: TurnLine, head: TurnLine) -> TurnLine:
    """A line below a head that has no words of its own."""
    return replace(
        line,
        begins=line.begins or head.begins,
        speaker=line.speaker if line.begins else head.speaker,
        stamp=head.stamp if line.stamp is None else line.stamp,
        opens_paragraph=line.opens_paragraph or head.opens_paragraph,
    )
