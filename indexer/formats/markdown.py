r"""Markdown in which a turn opens with an emphasised name, or with a plain label.

    **Ann Lee:** text      **Ann Lee**: text      *Ann Lee (0:00:15)*: text      _AL:_ text
    [0:15] **Ann:** text   **[0:15] Ann:** text   **Ann** [0:15](…) text         ## Ann

``\[04:14\]`` in front of words is the second at which they are spoken. Headings, quotations and
breaks are no speech; headings that come back as names do are speakers. After a break nobody is
known to speak until the next name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.assembly import assemble
from indexer.formats.labels import is_never_a_name, looks_like_name, split_labels
from indexer.formats.markdown_text import plain, without_front_matter
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.timestamps import CLOCK, cut_at_stamps, seconds_of
from indexer.formats.turns import TurnLine, segments_of
from indexer.transcript import Timing, Transcript, canonical_text

_EMPHASISED = re.compile(r"\s{0,3}(\*{1,3}|_{1,3})(?=[^\s*_])([^*\n]{1,90}?)\1\s*")
_STAMP = rf"(?:[\[(]\s*({CLOCK})\s*[\])])?"
_BEFORE = re.compile(rf"\s{{0,3}}{_STAMP}\s*(?=[*_])")
_INSIDE = re.compile(rf"{_STAMP}\s*([^:]*?)\s*{_STAMP}\s*(:?)\s*")
_BEHIND = re.compile(rf"{_STAMP}\s*(:?)\s*")
_LEADING_STAMP = re.compile(rf"\A\[\s*{CLOCK}\s*\]\s*")
_ESCAPED_STAMP = re.compile(rf"\\\[\s*({CLOCK})\s*\\\]")
_LINKED_STAMP = re.compile(rf"\[[\[(]?\s*({CLOCK})\s*[\])]?\]\([^()\s]{{0,2000}}\)")

_HEADING = re.compile(r"\A\s{0,3}#{1,6}(?:\s+|$)")
_NAME_IN_HEADING = re.compile(
    r"^ {0,3}#{1,6} {1,4}([^\s#\[\]():][^\n#\[\]():]{0,60}?)[: ]{0,4}"
    rf"([\[(]{CLOCK}[\])])? {{0,4}}#{{0,6}}$",
    re.MULTILINE,
)
_NO_SPEECH = re.compile(
    r"\s{0,3}(?:#{1,6}(?:\s|$)|(?:[-*_]\s*){3,80}$|={3,80}\s*$|```\w{0,20}\s*$|\[[^\]]{1,60}\]:\s*\S)"
)
_BULLET = re.compile(r"\s{0,8}[-*+]\s+(?=\S)")
_QUOTED = re.compile(r"\A\s{0,8}(?:>\s?){1,8}")
_HINT = re.compile(r"^#{1,6} |^> |\]\(https?:|\*\*\S", re.MULTILINE)
_BREAK = "break"
_FEWEST_NAMES = 2
"""Of headings; a single one that comes back may be a part of each chapter."""
_SNIFFED_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class _Head:
    """A turn's emphasised name and stamp, and the words behind them."""

    speaker: str | None
    stamp: float | None
    rest: str
    is_break: bool = False


def likeness(text: str) -> Likeness:
    """Likely where emphasised names open lines; possible with any other sign of Markdown."""
    head = _written(text[:_SNIFFED_CHARS])
    if any(_head(line) for line in head.split("\n")):
        return Likeness.LIKELY
    return Likeness.POSSIBLE if _HINT.search(head) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its turns; an unlabelled paragraph goes on with the speaker before."""
    lines = _lines(_written(text).split("\n"))
    spoken = (piece for line in _joined(lines) for piece in _cut(line))
    return assemble(segments_of(spoken), Timing.PARAGRAPH)


def _written(text: str) -> str:
    """The text with stamps and names of speakers in one way of writing them."""
    body = _ESCAPED_STAMP.sub(r"[\1]", without_front_matter(text))
    body = _LINKED_STAMP.sub(r"[\1]", body)
    headings = list(_NAME_IN_HEADING.finditer(body))
    names = _names_in([(canonical_text(found[1]), bool(found[2])) for found in headings])
    return _NAME_IN_HEADING.sub(lambda found: _emphasised(found, names), body)


def _names_in(headings: Sequence[tuple[str, bool]]) -> set[str]:
    """Those of who speaks: they come back, but for who speaks once, at a time that is told."""
    counts = Counter(name for name, _ in headings if looks_like_name(name))
    back = {name for name, count in counts.items() if count > 1}
    timed = {name for name, is_timed in headings if is_timed and name in counts}
    names = back | timed if back else back
    return names if len(names) >= _FEWEST_NAMES else set()


def _emphasised(heading: re.Match[str], names: set[str]) -> str:
    name = canonical_text(heading[1])
    return f"**{name}** {heading[2] or ':'}" if name in names else heading[0]


def _lines(lines: Sequence[str]) -> list[TurnLine]:
    """The lines that are speech, still with the markup inside them."""
    lines = [_QUOTED.sub("", line) for line in lines]  # hosts read quotations aloud
    heads = [_head(_HEADING.sub("", line)) for line in lines]
    spoken, opens = [], True
    for line, head in zip(lines, heads, strict=True):
        if head and head.is_break:
            spoken.append(TurnLine(head.rest, begins=True, opens_paragraph=True))
        elif not line.strip() or _NO_SPEECH.match(line):
            opens = True
            continue
        else:
            spoken.append(_line(line, head, opens))
        opens = False
    if any(head and not head.is_break for head in heads):
        return spoken
    return list(_with_plain_labels(spoken))


def _line(line: str, head: _Head | None, opens: bool) -> TurnLine:
    if head:
        return TurnLine(head.rest, True, head.speaker, head.stamp, opens)
    bullet = _BULLET.match(line)
    words = line[bullet.end() :] if bullet else line
    return TurnLine(words, opens_paragraph=opens or bool(bullet))


def _with_plain_labels(lines: Sequence[TurnLine]) -> Iterator[TurnLine]:
    labels = split_labels(line.text for line in lines)
    for line, label in zip(lines, labels, strict=True):
        if label.speaker is None:
            yield line
        else:
            yield replace(line, text=label.text, begins=True, speaker=label.speaker)


def _head(line: str) -> _Head | None:
    """What opens a turn: an emphasised name with a colon or a stamp."""
    before = _BEFORE.match(line)
    found = _EMPHASISED.match(line, before.end() if before else 0)
    inside = _INSIDE.fullmatch(found[2]) if found else None
    if not (found and inside):
        return None
    behind = _BEHIND.match(line, found.end())
    assert behind
    clock = inside[1] or inside[3] or behind[1] or (before and before[1])
    if not (inside[4] or behind[2] or inside[1] or inside[3] or behind[1]):
        return None
    name = canonical_text(plain(inside[2]))
    if name.casefold() == _BREAK:
        return _Head(None, None, _LEADING_STAMP.sub("", line[behind.end() :]), is_break=True)
    if is_never_a_name(name):
        return None
    stamp = seconds_of(clock) if clock else None
    return _Head(name or None, stamp, line[behind.end() :])


def _joined(lines: Iterable[TurnLine]) -> Iterator[TurnLine]:
    """Lines of one paragraph in one, since markup may go on over a line's end."""
    paragraph: TurnLine | None = None
    for line in lines:
        if paragraph and not (line.begins or line.opens_paragraph):
            paragraph = replace(paragraph, text=f"{paragraph.text}\n{line.text}")
            continue
        if paragraph:
            yield paragraph
        paragraph = line
    if paragraph:
        yield paragraph


def _cut(paragraph: TurnLine) -> Iterator[TurnLine]:
    """The words of a paragraph, in pieces that begin at its stamps."""
    pieces = cut_at_stamps(plain(paragraph.text)) or [(None, "")]
    for number, (stamp, text) in enumerate(pieces):
        if number == 0:
            first = paragraph.stamp if stamp is None else stamp
            yield replace(paragraph, text=text, stamp=first)
        else:
            yield TurnLine(text, stamp=stamp)


FORMAT = TranscriptFormat("Markdown", (".md", ".markdown"), likeness, parse)
