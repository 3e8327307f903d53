"""Parameters as Stripe takes them: a form whose names have brackets, ``created[gte]=5``."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")


def decoded(encoded: str) -> dict[str, Any]:
    """A form, or a query string, as nested dictionaries of texts.

    A list is a dictionary too, of its places: ``{"0": …, "1": …}``.
    """
    root: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *way, last = _PART.findall(name) or [name]
        inner = root
        for part in way:
            inner = inner.setdefault(_key(part, inner), {})
        inner[_key(last, inner)] = value
    return root


def _key(part: str, inner: dict[str, Any]) -> str:
    """The name of a part; an empty one, as in ``types[]``, is the next place of a list."""
    return part or str(len(inner))
