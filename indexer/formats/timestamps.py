"""Clock times as transcripts write them: 0:05, 00:01:02.500, 1:02:03,5."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

# The white space is real: "(0: 00:14)", with a no-break space. So are 60 seconds, which are 59.996
# to who rounds them after the minutes are taken off.
CLOCK = r"\d{1,3}:\s?(?:[0-5]\d|60)(?::\s?(?:[0-5]\d|60))?(?:[.,]\d{1,3})?(?![\d:])"
"""A regular expression for one clock time; at least minutes and seconds."""

_LONGEST_CAPTION = 15.0
"""Seconds; stamps further apart stand at paragraphs."""

_SPOKEN_LATER = re.compile(rf"\[\s*({CLOCK})\s*\]")


def seconds_of(clock: str) -> float:
    """The seconds that a clock time states; hours may be missing."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part.strip() or 0)
    return round(total, 6)


def clock_of(seconds: float) -> str:
    """The clock time of a second: 01:02:03.500."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def cut_at_stamps(text: str) -> list[tuple[float | None, str]]:
    """The text in pieces, each with the stamp in square brackets that stands before it.

    ``[unintelligible 00:10]`` is no stamp: it is something said about the words.
    """
    parts = _SPOKEN_LATER.split(text)
    stamps = [None, *(seconds_of(clock) for clock in parts[1::2])]
    pieces = list(zip(stamps, parts[0::2], strict=True))
    return [(stamp, piece) for stamp, piece in pieces if stamp is not None or piece.strip()]


def are_captions(starts: Sequence[float]) -> bool:
    """Whether stamps, in the order of the file, follow one another as those of captions do."""
    gaps = [after - before for before, after in pairwise(starts) if after >= before]
    return bool(gaps) and median(gaps) < _LONGEST_CAPTION
