r"""YouTube's SBV captions: ``0:00:01.000,0:00:02.500``, and below it what is said until then."""

import re

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.timestamps import seconds_of
from indexer.transcript import Transcript

_STAMP = r"(\d{1,3}:[0-5]\d:[0-5]\d[.,]\d{1,3})"
_OPENING = re.compile(rf"\s*{_STAMP},{_STAMP}[ \t]*(?:\n|\Z)")
_TIMING = re.compile(rf"^{_STAMP},{_STAMP}[ \t]*$", re.MULTILINE)


def likeness(text: str) -> Likeness:
    """Certain by its opening line."""
    return Likeness.CERTAIN if _OPENING.match(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its cues; a blank line inside one does not end it."""
    parts = _TIMING.split(text)
    cues = [
        Cue(
            seconds_of(start),
            seconds_of(end),
            tuple(line.strip() for line in shown.split("\n") if line.strip()),
        )
        for start, end, shown in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]
    return transcript_of(cues)


FORMAT = TranscriptFormat("SBV", (".sbv",), likeness, parse)
