"""SubRip (SRT), also with dots in its stamps, tags in its text or stray lines between cues."""

import re

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import read_cues, timing_lines
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.transcript import Transcript

_NUMBERED = re.compile(r"\s*\d{1,6}[ \t]*\n\s*\d{1,4}:\d")


def likeness(text: str) -> Likeness:
    """Likely where stamps have commas, or a number stands above the first one."""
    timings = timing_lines(text)
    if not timings:
        return Likeness.NONE
    commas = sum("," in timing.partition("-->")[0] for timing in timings)
    numbered = _NUMBERED.match(text) is not None
    return Likeness.LIKELY if numbered or commas * 2 >= len(timings) else Likeness.POSSIBLE


def parse(text: str) -> Transcript:
    """Cues with labels and marks of change; tags are taken off."""
    cues, repairs = read_cues(text)
    return transcript_of(cues, repairs=repairs)


FORMAT = TranscriptFormat("SubRip", (".srt",), likeness, parse)
