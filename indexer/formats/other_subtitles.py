"""Subtitle files of other kinds, recognised so that they are refused in words."""

import re

from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_SUBSTATION = re.compile(r"\s*\[Script Info\]", re.IGNORECASE)
_YOUTUBE = re.compile(r"\s*\d{1,3}:\d\d:\d\d\.\d{3},\d{1,3}:\d\d:\d\d\.\d{3}[ \t]*\n")


def likeness(text: str) -> Likeness:
    """Certain by the opening lines of SubStation Alpha and of YouTube's SBV."""
    return Likeness.CERTAIN if _name(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Nothing: it always refuses, in words."""
    raise TranscriptRefused(
        f"is a {_name(text)} subtitle file, which is not read yet. Export it as WebVTT or SRT."
    )


def _name(text: str) -> str | None:
    if _SUBSTATION.match(text):
        return "SubStation Alpha (ASS)"
    return "YouTube SBV" if _YOUTUBE.match(text) else None


FORMAT = TranscriptFormat("other subtitles", (".ass", ".ssa", ".sbv"), likeness, parse)
