"""Values as feeds really write them: dates, durations, numbers, text with HTML in it. Pure."""

import datetime
import html
import math
import re

from indexer.transcript import canonical_text

LONGEST_LINE = 2_000
"""Characters of a title or name, as many as metadata may have."""

_LONGEST_DESCRIPTION = 10_000
_MOST_HTML = 100_000
_LONGEST_EPISODE = 7 * 86_400

_DAY_FIRST = re.compile(r"\b(\d{1,2})[ .-]{1,3}([A-Za-z]{3})[a-z]{0,6}[ .,-]{1,3}(\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NUMBER = re.compile(r"\s*(\d{1,9})(?:\.0*)?\s*")
_BLOCK_END = re.compile(
    r"<\s*(?:br\b[^<>]{0,200}|/(?:p|div|li|h[1-6]|tr|blockquote))\s*/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[!?/A-Za-z][^<>]{0,5000}>")
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,50000}</\1\s*>", re.IGNORECASE)


def line(text: str | None) -> str | None:
    """A text on one line, at most as long as metadata may be; None where there are no words."""
    return canonical_text(html.unescape(text or ""))[:LONGEST_LINE].strip() or None


def description(text: str | None) -> str | None:
    """A description without its HTML, a paragraph a line."""
    shown = _BLOCK_END.sub("\n", _UNSEEN.sub("", (text or "")[:_MOST_HTML]))
    shown = html.unescape(_TAG.sub("", shown))
    lines = (canonical_text(each) for each in shown.splitlines())
    return "\n".join(each for each in lines if each)[:_LONGEST_DESCRIPTION].strip() or None


def day(text: str | None) -> datetime.date | None:
    """The day that a date names, where it was published: whatever the weekday, time and zone."""
    stated = (text or "")[:100]
    if found := _ISO.match(stated):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(stated):
        return _day(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.search(stated):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004


def _month(name: str) -> int:
    short = name.lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def seconds(text: str | None) -> float | None:
    """Seconds from 3725, 62:05 or 1:02:05, with or without parts of a second."""
    total = 0.0
    try:
        for part in (text or "").strip()[:40].split(":"):
            total = total * 60 + float(part)
    except ValueError:
        return None
    return total if math.isfinite(total) and 0 <= total <= _LONGEST_EPISODE else None


def whole_number(text: str | None) -> int | None:
    """A number that counts; None for anything else."""
    found = _NUMBER.fullmatch((text or "")[:40])
    return int(found[1]) if found else None
