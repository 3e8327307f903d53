"""Lines that open with two numbers of seconds, as Audacity writes labels, and diarisers turns.

0.00 4.00 SPEAKER_00 text        0.000000<tab>4.000000<tab>text
"""

import re
from itertools import pairwise

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.transcript import Transcript

_NUMBER = r"(\d{1,6}\.\d{1,9})"
# A further column is a table's, which is read by what its columns hold.
_LINE = re.compile(rf"[^\S\n]*{_NUMBER}[ \t]+{_NUMBER}[ \t]+([^\s\d][^\t\n]*)")
_SNIFFED_CHARS = 100_000
_NEARLY_ALL = 0.9
"""Of all lines that are not blank; Audacity also writes where a spectrum was marked."""


def likeness(text: str) -> Likeness:
    """Likely where nearly all lines do, and their numbers go forward."""
    filled = [line for line in text[:_SNIFFED_CHARS].split("\n") if line.strip()]
    times = [(float(one[1]), float(one[2])) for line in filled if (one := _LINE.fullmatch(line))]
    opened = len(times) > 1 and len(times) >= len(filled) * _NEARLY_ALL
    lasting = all(start <= end for start, end in times)
    forward = all(before <= after for (before, _), (after, _) in pairwise(times))
    return Likeness.LIKELY if opened and lasting and forward else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its lines as cues; labels, numbers of speakers among them, are told as captions' are."""
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    return transcript_of(
        [Cue(float(one[1]), float(one[2]), (one[3].strip(),)) for one in found if one]
    )


FORMAT = TranscriptFormat("lines with seconds", (".txt", ".text"), likeness, parse)
