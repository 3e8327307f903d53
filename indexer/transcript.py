"""An episode's words in order: who said them, and when.

Utterance    one speaker's words, with the timed spans the source gave
  └► joined by newlines
Transcript   the canonical text that every offset of the product counts in
"""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from indexer.repairs import Repairs

CANONICAL_TEXT_RULE = 1
"""The version of the rules below; it is part of ``transcript_sha256``."""

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
    """An episode's utterances; ``text`` is the canonical text that offsets count in.

    ``repairs`` tells what was mended in the source, and ``taken_names`` maps names that it has to
    the one that each was taken for; neither is a part of what was said.
    """

    utterances: tuple[Utterance, ...]
    language: str | None = None
    repairs: Repairs = field(default_factory=dict, compare=False)
    taken_names: Mapping[str, str] = field(default_factory=dict, compare=False)

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

    def times_of(self, start_char: int, end_char: int) -> tuple[float | None, float | None]:
        """When the characters [start_char, end_char) of one utterance are heard, in seconds.

        Raises:
            IndexError: ``start_char`` lies outside the text.
        """
        position = self.utterance_at(start_char)
        offset = self.starts[position]
        return self.utterances[position].times_of(start_char - offset, end_char - offset)


def canonical_text(raw: str) -> str:
    """Raw text as the canonical text holds it: single spaces, no control characters."""
    return _WHITE_SPACE.sub(" ", _NEVER_TEXT.sub("", raw)).strip()


def _stated(utterance: Utterance) -> list[object]:
    spans = [[s.start_char, s.end_char, s.start, s.end] for s in utterance.spans]
    return [utterance.text, utterance.speaker, utterance.timing, spans]
