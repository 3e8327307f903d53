"""WebVTT, also without its header, with commas in its stamps, or as YouTube writes it."""

import re

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import read_cues, timing_lines
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.transcript import Transcript

_HEADER = re.compile(r"\s*WEBVTT(?:\s|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"^Language:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 2_000


def likeness(text: str) -> Likeness:
    """Certain with its header; likely where cues have dots in their stamps."""
    if _HEADER.match(text):
        return Likeness.CERTAIN
    timings = timing_lines(text)
    if not timings:
        return Likeness.NONE
    dotted = sum("." in timing.partition("-->")[0] for timing in timings)
    return Likeness.LIKELY if dotted * 2 >= len(timings) else Likeness.POSSIBLE


def parse(text: str) -> Transcript:
    """Cues with voices, finer times, labels and marks of change."""
    cues, repairs = read_cues(text, with_blocks=True)
    return transcript_of(cues, _language(text), repairs)


def _language(text: str) -> str | None:
    if not _HEADER.match(text):
        return None
    stated = _LANGUAGE.search(text[:_LONGEST_HEADER].partition("\n\n")[0])
    return language_tag(stated[1]) if stated else None


FORMAT = TranscriptFormat("WebVTT", (".vtt", ".webvtt"), likeness, parse)
