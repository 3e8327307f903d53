"""What an API key looks like: ``ask_live_``, its id, its secret and a checksum.

The prefix lets scanners find a key that was published by mistake; the checksum tells a key with a
lost character from a wrong one.
"""

import re
import secrets
import string
import zlib

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID, _SECRET, _CHECKSUM = 8, 32, 6
_SHAPE = re.compile(
    rf"(?P<checked>ask_(live|test)_(?P<id>[0-9A-Za-z]{{{_ID}}})[0-9A-Za-z]{{{_SECRET}}})"
    rf"(?P<checksum>[0-9A-Za-z]{{{_CHECKSUM}}})"
)


def key_prefix(*, test: bool) -> str:
    """What a key begins with."""
    return f"ask_{'test' if test else 'live'}_"


def new_key_text(*, test: bool) -> tuple[str, str]:
    """The id and the text of a key that nobody has seen; its secret has 190 random bits."""
    key_id, secret = _random(_ID), _random(_SECRET)
    checked = key_prefix(test=test) + key_id + secret
    return key_id, checked + _checksum(checked)


def id_in_key(text: str) -> str | None:
    """The id that a key holds; None for what is no key of ours or has lost a character."""
    found = _SHAPE.fullmatch(text)
    if found is None or found["checksum"] != _checksum(found["checked"]):
        return None
    return found["id"]


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _checksum(checked: str) -> str:
    """The CRC-32 of a text in base 62, six characters."""
    rest, digits = zlib.crc32(checked.encode()), ""
    for _ in range(_CHECKSUM):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
