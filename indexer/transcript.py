"""An episode's words in order: who said them, and when.

Segment      what a source states in one piece: a cue, a word, a paragraph
  └► assemble()  joins a speaker's segments without interruption
Utterance    one speaker's words, with the timed spans the source gave
  └► joined by newlines
Transcript   the canonical text that every offset of the product counts in
"""

import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

CANONICAL_TEXT_RULE = 1
"""The version of the rules below; it is part of ``transcript_sha256``."""

PAUSE_BETWEEN_UTTERANCES = 2.0
"""Seconds of silence that end an utterance where no speakers are known."""

_WHITE_SPACE = re.compile(r"\s+")
# Control characters and lone surrogates; those that count as white space are left to _WHITE_SPACE.
_NEVER_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


class Timing(StrEnum):
    """How finely the source tells when words were spoken."""

    WORD = "word"
    CUE = "cue"
    PARAGRAPH = "paragraph"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Segment:
    """What a source states in one piece, as a parser found it.

    ``start`` and ``end`` are seconds from the episode's beginning, None where the source is
    silent. ``opens_paragraph`` begins a new utterance where no speaker is known.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    opens_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class TimedSpan:
    """A piece of an utterance with the source's own times; offsets count within the utterance."""

    start_char: int
    end_char: int
    start: float
    end: float | None

    def seconds_at(self, char: int) -> float | None:
        """The interpolated second at which ``char`` is spoken; None if the end is unknown."""
        if self.end is None:
            return None
        share = (char - self.start_char) / max(1, self.end_char - self.start_char)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True)
class Utterance:
    """One speaker's words without interruption."""

    text: str
    speaker: str | None
    timing: Timing
    spans: tuple[TimedSpan, ...] = ()

    @property
    def start(self) -> float | None:
        """The second at which the utterance begins; None where the source does not say."""
        if not self.spans or self.spans[0].start_char > 0:
            return None
        return min(span.start for span in self.spans)

    @property
    def end(self) -> float | None:
        """The second at which the utterance ends; None where the source does not say."""
        ends = [span.end for span in self.spans if span.end is not None]
        if not ends or self.spans[-1].end is None:
            return None
        return max(ends)

    def times_of(self, start_char: int, end_char: int) -> tuple[float | None, float | None]:
        """When the characters [start_char, end_char) of this utterance are heard, in seconds.

        Exact for word times, interpolated inside a cue or paragraph otherwise. What lies between
        two timed spans is bounded by them; what lies outside all of them is unknown.
        """
        touched = [s for s in self.spans if s.start_char < end_char and start_char < s.end_char]
        if not touched:
            return self._times_between_spans(start_char)
        first, last = touched[0], touched[-1]
        if self.timing is Timing.WORD:
            start, end = first.start, last.end
        else:
            start = first.start
            if start_char > first.start_char:
                start = first.seconds_at(start_char) or first.start
            end = last.seconds_at(min(end_char, last.end_char))
        # Overlapping cues can go back in time; a moment never ends before it begins.
        return start, None if end is None else max(start, end)

    def _times_between_spans(self, char: int) -> tuple[float | None, float | None]:
        following = bisect_right(self.spans, char, key=lambda span: span.start_char)
        if following == 0 or following == len(self.spans):
            return None, None
        before, after = self.spans[following - 1], self.spans[following]
        start = before.start if before.end is None else before.end
        return start, max(start, after.start)


@dataclass(frozen=True)
class Transcript:
    """An episode's utterances; ``text`` is the canonical text that offsets count in."""

    utterances: tuple[Utterance, ...]
    language: str | None = None

    @cached_property
    def text(self) -> str:
        """The utterances' texts joined by newlines."""
        return "\n".join(utterance.text for utterance in self.utterances)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset in ``text`` at which each utterance begins."""
        starts, offset = [], 0
        for utterance in self.utterances:
            starts.append(offset)
            offset += len(utterance.text) + 1
        return tuple(starts)

    @cached_property
    def sha256(self) -> str:
        """A hash of text, speakers, times and the version of the canonical text's rule."""
        digest = hashlib.sha256(f"canonical text, rule {CANONICAL_TEXT_RULE}\n".encode())
        for utterance in self.utterances:
            digest.update(json.dumps(_stated(utterance)).encode())
        return digest.hexdigest()

    @property
    def duration(self) -> float | None:
        """The last second that the transcript knows of; None without times."""
        known = [
            span.start if span.end is None else span.end
            for utterance in self.utterances
            for span in utterance.spans
        ]
        return max(known, default=None)

    @property
    def word_count(self) -> int:
        """Words as white space divides them."""
        return sum(len(utterance.text.split()) for utterance in self.utterances)

    def utterance_at(self, char: int) -> int:
        """The position of the utterance that holds the character at offset ``char``.

        Raises:
            IndexError: ``char`` lies outside the text.
        """
        if not 0 <= char < len(self.text):
            raise IndexError(f"Offset {char} lies outside a text of {len(self.text)} characters.")
        return bisect_right(self.starts, char) - 1


def canonical_text(raw: str) -> str:
    """Raw text as the canonical text holds it: single spaces, no control characters."""
    return _WHITE_SPACE.sub(" ", _NEVER_TEXT.sub("", raw)).strip()


def assemble(
    segments: Iterable[Segment], timing: Timing, *, spaced: bool = True, language: str | None = None
) -> Transcript:
    """Joins segments, in the order given, to utterances.

    Args:
        segments: What the source states, in its own order.
        timing: What one segment is in the source: a word, a cue or a paragraph.
        spaced: Whether a space goes between segments; False where they carry their own.
        language: A BCP 47 tag, where the source states it.
    """
    groups = _group(_with_ends(list(segments)))
    utterances = (_joined(group, timing, spaced) for group in groups)
    return Transcript(tuple(u for u in utterances if u.text), language)


def _with_ends(segments: list[Segment]) -> list[Segment]:
    """Where a source states beginnings alone, a segment lasts until the next one begins."""
    return [
        segment if segment.start is None else _with_end(segment, following)
        for segment, following in zip_longest(segments, segments[1:])
    ]


def _with_end(segment: Segment, following: Segment | None) -> Segment:
    assert segment.start is not None
    end = _not_before(segment.start, segment.end)
    if end is None and following is not None:
        end = _not_before(segment.start, following.start)
    return Segment(segment.text, segment.speaker, segment.start, end, segment.opens_paragraph)


def _not_before(start: float, end: float | None) -> float | None:
    return end if end is not None and end >= start else None


def _group(segments: list[Segment]) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    for segment in segments:
        if not canonical_text(segment.text):
            continue
        if group and _interrupts(group[-1], segment):
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


def _interrupts(before: Segment, after: Segment) -> bool:
    if before.speaker != after.speaker:
        return True
    if after.speaker is not None:
        return False
    pause = (
        before.end is not None
        and after.start is not None
        and after.start - before.end >= PAUSE_BETWEEN_UTTERANCES
    )
    return pause or after.opens_paragraph


def _joined(segments: list[Segment], timing: Timing, spaced: bool) -> Utterance:
    text, spans = "", []
    before = ""
    for segment in segments:
        piece = canonical_text(segment.text)
        if text and _space_between(before, segment.text, spaced):
            text += " "
        if segment.start is not None:
            end_char = len(text) + len(piece)
            spans.append(TimedSpan(len(text), end_char, segment.start, segment.end))
        text += piece
        before = segment.text
    return Utterance(text, segments[0].speaker, timing if spans else Timing.NONE, tuple(spans))


def _space_between(before: str, after: str, spaced: bool) -> bool:
    if before[-1].isspace() or after[0].isspace():
        return True
    return spaced and not (_is_unspaced(before[-1]) and _is_unspaced(after[0]))


def _is_unspaced(char: str) -> bool:
    """Whether the character's script is written without spaces between words."""
    if unicodedata.east_asian_width(char) not in "WF":
        return False
    name = unicodedata.name(char, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"))


def _stated(utterance: Utterance) -> list[object]:
    spans = [[s.start_char, s.end_char, s.start, s.end] for s in utterance.spans]
    return [utterance.text, utterance.speaker, utterance.timing, spans]
