"""Text with clock times at the beginning of lines or behind names, as many tools export it.

00:00:05 text        [0:05] Ann Lee: text        (1:02:03) text
Ann Lee (00:00:05) - text        Speaker 1 (00:18):        Ann Lee  0:32
00:00:05 Ann Lee                 [Ann Lee] 12:03:22        with the text below
Ann Lee [00:00:09] text          Ann Lee:<tab>00:09<tab>text        Ann Lee • 0:09
[1m5s] text        (65s) text        [0.0s -> 4.2s] text        Ann Lee (65s): text
00:00:09:12 - 00:00:17:02        with a name and the text below
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.assembly import assemble
from indexer.formats.frame_stamps import without_frames
from indexer.formats.labels import false_labels, looks_like_name, split_labels
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.spelled_stamps import with_clocks
from indexer.formats.stamped_heads import NAMED_BEFORE_WORDS, Head, head_of
from indexer.formats.timestamps import CLOCK, are_captions, cut_at_stamps
from indexer.formats.turns import TurnLine, segments_of
from indexer.repairs import Repair
from indexer.transcript import Timing, Transcript, canonical_text

_LONE_CLOCK = re.compile(rf"\s*{CLOCK}\s*")

_SNIFFED_CHARS = 200_000
_FEWEST_BARE_MINUTES = 3
"""Bare ``3:15`` may be a time of day; fewer of them tell nothing."""
_GOING_FORWARD = 0.8
"""Of all stamps; those of an episode go on, but for a few that a recogniser sets back."""
_NAMES_BEHIND_STAMPS = 0.8
"""Of all stamps; where as many stand before a name, the names are no speech."""
_TIME_OF_DAY = 3_600.0
"""Seconds; where the first stamp is later, what is stamped is not the recording."""


def likeness(text: str) -> Likeness:
    """Likely where lines open with stamps that go forward."""
    filled = [line for line in _written(text[:_SNIFFED_CHARS]) if line.strip()]
    filled = _together(filled)
    return Likeness.LIKELY if _shapes([head_of(line) for line in filled]) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its turns; stamps a few seconds apart are captions, others are paragraphs."""
    repairs: Counter[Repair] = Counter()
    lines = list(_lines(_together(_written(text)), repairs))
    stamps = [line.stamp for line in lines if line.stamp is not None]
    if stamps and stamps[0] >= _TIME_OF_DAY:
        # Nobody is silent for an hour first: these are times of day, of a meeting perhaps.
        lines = [replace(line, stamp=None) for line in lines]
        repairs[Repair.TIMES_OF_DAY] = len(stamps)
        stamps = []
    captions = are_captions(stamps)
    timing = Timing.CUE if captions else Timing.PARAGRAPH
    return assemble(segments_of(lines, captions=captions), timing, repairs=repairs)


def _written(text: str) -> list[str]:
    """The lines of a text, with clocks for whatever else its stamps are."""
    return with_clocks(without_frames(text)).split("\n")


def _lines(lines: Sequence[str], repairs: Counter[Repair]) -> Iterator[TurnLine]:
    found = _with_names_behind([head_of(line) for line in lines])
    shapes = _shapes([head for head, line in zip(found, lines, strict=True) if line.strip()])
    heads = [head if head and head.shape in shapes else None for head in found]
    named = any(head and head.speaker for head in heads)
    texts = [line if head is None else head.rest for line, head in zip(lines, heads, strict=True)]
    each_a_turn = sum(head is not None for head in heads) * 2 > sum(
        map(bool, map(str.strip, texts))
    )
    filled = [] if named else [text for text in texts if text.strip()]
    labelled = split_labels(filled, turns=each_a_turn)
    repairs.update(false_labels(labelled))
    labels = iter(labelled)
    opens = True
    for text, head in zip(texts, heads, strict=True):
        label = None if named or not text.strip() else next(labels)
        if head is None and not text.strip():
            opens = True
            continue
        speaker = label.speaker if label else head.speaker if head else None
        line = TurnLine(label.text if label else text, speaker is not None, speaker)
        stamp = head.stamp if head else None
        yield from _cut(replace(line, stamp=stamp, opens_paragraph=opens or head is not None))
        opens = False


def _cut(line: TurnLine) -> Iterator[TurnLine]:
    """A line cut at the stamps inside it; what stands before the first keeps the line's own."""
    pieces = cut_at_stamps(line.text) or [(None, line.text)]
    if pieces[0][0] is not None and (line.begins or line.stamp is not None):
        pieces.insert(0, (None, ""))
    for number, (stamp, text) in enumerate(pieces):
        if number == 0:
            yield replace(line, text=text, stamp=line.stamp if stamp is None else stamp)
        else:
            yield TurnLine(text, stamp=stamp)


def _together(lines: Sequence[str]) -> list[str]:
    """The lines with the times and the names that stand alone on theirs on one."""
    return _with_names_beside_times(_with_times_beside_names(lines))


def _with_names_beside_times(lines: Sequence[str]) -> list[str]:
    """The lines with a name between a time and words, each on a line, moved up beside the time."""
    heads = [head_of(line) for line in lines]
    alone = [at for at, head in enumerate(heads[:-2]) if head and not (head.rest or head.speaker)]
    below = [at for at in alone if looks_like_name(canonical_text(lines[at + 1]))]
    named = [at for at in below if heads[at + 1] is None and lines[at + 2].strip()]
    names = {lines[at + 1].strip() for at in named}
    if len(names) >= len(named) or len(named) < len(alone) * _NAMES_BEHIND_STAMPS:
        return list(lines)
    joined = list(lines)
    for at in named:
        joined[at : at + 2] = [f"{lines[at].rstrip()} {lines[at + 1].strip()}", ""]
    return joined


def _with_times_beside_names(lines: Sequence[str]) -> list[str]:
    """The lines with a time that stands alone below a name moved up beside it."""
    names = [
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if _LONE_CLOCK.fullmatch(below) and looks_like_name(canonical_text(line))
    ]
    if len(names) < _FEWEST_BARE_MINUTES or len({lines[at].strip() for at in names}) == len(names):
        return list(lines)
    joined = list(lines)
    for at in names:
        joined[at : at + 2] = [f"{lines[at].rstrip()}  {lines[at + 1].strip()}", ""]
    return joined


def _with_names_behind(heads: Sequence[Head | None]) -> list[Head | None]:
    """Stamps that stand before names alone, with what is said on the lines below."""
    stamped = [head for head in heads if head and head.speaker is None]
    named = [head for head in stamped if looks_like_name(canonical_text(head.rest))]
    if len(named) < len(stamped) * _NAMES_BEHIND_STAMPS or not _come_back(named):
        return list(heads)
    speakers = frozenset(named)
    return [
        replace(head, speaker=canonical_text(head.rest), rest="") if head in speakers else head
        for head in heads
    ]


def _come_back(heads: Sequence[Head]) -> bool:
    return len({canonical_text(head.rest) for head in heads}) < len(heads)


def _shapes(heads: Sequence[Head | None]) -> set[str]:
    """The ways in which a file writes its stamps: those that open it, or come back in order.

    Takes what stands before the words of each line that is not blank.
    """
    stamps: dict[str, list[float]] = defaultdict(list)
    for head in heads:
        if head is not None:
            stamps[head.shape].append(head.stamp)
    opening = {heads[0].shape} if heads and heads[0] else set()
    shapes = opening | {shape for shape, found in stamps.items() if _is_habit(shape, found)}
    if "bare minutes" in shapes:
        # Past the first hour "59:58" goes on as "1:00:02".
        shapes.add("bare hours")
    if NAMED_BEFORE_WORDS in shapes and not _names_come_back(heads):
        shapes.remove(NAMED_BEFORE_WORDS)
    return shapes & set(stamps)


def _names_come_back(heads: Sequence[Head | None]) -> bool:
    """Whether those before stamps and words do, as words of speech do not."""
    names = [head.speaker for head in heads if head and head.shape == NAMED_BEFORE_WORDS]
    few = len(set(names)) < len(names) and len(set(names)) * 2 <= len(names) + 1
    return few and len(names) * 3 >= len(heads)


def _is_habit(shape: str, stamps: Sequence[float]) -> bool:
    fewest = _FEWEST_BARE_MINUTES if shape == "bare minutes" else 2
    if len(stamps) < fewest:
        return False
    forward = sum(after >= before for before, after in pairwise(stamps))
    return forward >= (len(stamps) - 1) * _GOING_FORWARD


FORMAT = TranscriptFormat("time-stamped text", (".txt", ".text"), likeness, parse)
