"""Files of subtitles and of speech research that are told for certain, and are not read.

As text, their numbers would be said. Each is refused in a sentence that says what to give.
"""

import re

from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.transcript import Transcript

_NUMBER = r"\d{1,7}\.\d{1,6}"
_WORD = rf"\S{{1,200}} \S{{1,20}} {_NUMBER} {_NUMBER} \S{{1,80}}(?: [01](?:\.\d{{1,9}})?)?[ \t]*\n"
_CONVERT = "Open it in a subtitle editor, and save it as SRT or WebVTT."
_KINDS = (
    (
        r"(?:;;[^\n]*\n|SPKR-INFO [^\n]*\n)*SPEAKER \S+ \d+ [\d.]+ [\d.]+ <NA> ",
        "says who speaks when (RTTM), and no word of it. Give the transcript that it belongs to.",
    ),
    (
        rf"(?:;;[^\n]*\n)*(?:{_WORD}){{4}}",
        "is a list of words for speech research (CTM). Give the recogniser's JSON, SRT or WebVTT.",
    ),
    (
        r"\{\d{1,9}\}\{\d{0,9}\}[^\n]*\n\{\d{1,9}\}\{\d{0,9}\}",
        f"is a MicroDVD subtitle file, which counts frames, not seconds. {_CONVERT}",
    ),
    (
        r"\[\d{1,9}\]\[\d{0,9}\][^\n]*\n\[\d{1,9}\]\[\d{0,9}\]",
        f"is an MPL2 subtitle file. {_CONVERT}",
    ),
    (r"(?i:<SAMI[\s>])", f"is a SAMI subtitle file. {_CONVERT}"),
    (r"\[INFORMATION\]\s*\n", f"is a SubViewer subtitle file. {_CONVERT}"),
    (
        r'File type = "ooTextFile',
        "is a TextGrid of Praat. Give the transcript as SRT, WebVTT or a table with times (CSV).",
    ),
)
_REFUSALS = tuple((re.compile(rf"\s*{opening}"), sentence) for opening, sentence in _KINDS)


def likeness(text: str) -> Likeness:
    """Certain by what such a file opens with."""
    return Likeness.CERTAIN if _refusal(text) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Nothing: it is refused.

    Raises:
        TranscriptRefused: Always; the message says what to give in its place.
    """
    raise TranscriptRefused(_refusal(text) or "is no transcript that is read.")


def _refusal(text: str) -> str | None:
    return next((sentence for opening, sentence in _REFUSALS if opening.match(text)), None)


FORMAT = TranscriptFormat("no transcript", (), likeness, parse)
