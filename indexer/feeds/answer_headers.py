"""What the headers of an HTTP answer say: what it is known by, and when to come again."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore

_LONGEST_WAIT = 86_400.0
"""No server is believed that it wants to be left alone for longer than a day."""

_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server knows what it gave before; empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""

    def request_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that ask for it only if it has changed."""
        named = ((b"If-None-Match", self.etag), (b"If-Modified-Since", self.last_modified))
        return [(name, value.encode("latin-1")) for name, value in named if value]


def header(response: httpcore.Response, name: str) -> str:
    """A header's value; empty where there is none."""
    wanted = name.encode()
    found = (value for key, value in response.headers if key.lower() == wanted)
    return next(found, b"").decode("latin-1").strip()


def retry_after(response: httpcore.Response) -> float | None:
    """The seconds after which a server wants to be asked again: a number, or a date."""
    stated = header(response, "retry-after")
    if stated.isascii() and stated.isdecimal():
        return min(float(stated[:9]), _LONGEST_WAIT) or None
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, OverflowError):
        return None
    seconds = (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return min(seconds, _LONGEST_WAIT) if seconds > 0 else None


def stated_wait(response: httpcore.Response) -> float | None:
    """The seconds for which an answer is said to stay as it is."""
    found = _MAX_AGE.search(header(response, "cache-control"))
    return min(float(found[1]), _LONGEST_WAIT) if found else None
