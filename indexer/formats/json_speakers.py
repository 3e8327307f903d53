"""Who speaks, as an object of JSON says it: by a name, by a number, or by a key to a list."""

import re
from typing import Any

from indexer.formats.json_values import objects

_KEYS = (
    "speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id",
    "speakerId", "voice",
)  # fmt: skip
_NUMBERED = re.compile(
    r"(?:spk|speaker|channel|ch)?[ _#-]{0,2}(?:\d{1,4}|[A-Za-z])?", re.IGNORECASE
)

Names = dict[str, str]


def stated_speaker(stated: dict[str, Any], names: Names | None = None) -> object:
    """Who speaks; a name wins over a number that stands beside it.

    Args:
        stated: What somebody says, with keys that tell who.
        names: Names by their keys, where the document lists them.
    """
    labels = (_label(stated.get(key), names or {}) for key in _KEYS)
    told = [label for label in labels if label is not None and not isinstance(label, bool)]
    return next((label for label in told if _is_name(label)), told[0] if told else None)


def listed_names(value: object) -> Names:
    """The names of a list of speakers, by their ids."""
    stated = ((_first(one, "id", "speakerId", "speaker_id"), one) for one in objects(value))
    named = ((key, one.get("name")) for key, one in stated if isinstance(key, str | int))
    return {str(key): name for key, name in named if isinstance(name, str) and _is_name(name)}


def _label(value: object, names: Names) -> object:
    """A speaker may be an object with a name in it."""
    if isinstance(value, dict):
        value = _first(value, "name", "label", "id")
    return names.get(str(value), value) if isinstance(value, str | int) else None


def _is_name(label: object) -> bool:
    return isinstance(label, str) and not _NUMBERED.fullmatch(label.strip())


def _first(stated: dict[str, Any], *keys: str) -> object:
    return next((stated[key] for key in keys if stated.get(key) is not None), None)
