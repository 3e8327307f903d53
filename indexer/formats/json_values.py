"""Values of JSON files as sources really write them: numbers in strings, NaN, nothing at all."""

import json
import re
from typing import Any

from indexer.formats.cue_text import decode_entities
from indexer.formats.registry import TranscriptRefused
from indexer.formats.time_units import time_value
from indexer.transcript import canonical_text

MOST_VALUES = 5_000_000
"""Ten times those of the longest transcript seen, with all that a recogniser says of each word."""

_OPENING = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"])")


def opens_json(text: str) -> bool:
    """Whether a text begins as JSON does; ``[00:05]`` and ``[music]`` do not."""
    return _OPENING.match(text) is not None


def has_keys(text: str, *keys: str) -> bool:
    """Whether a JSON text has all these keys, at any depth, without reading the whole of it.

    Inside a JSON string a quotation mark is escaped, so that words never look like a key.
    """
    return all(re.search(rf'"{re.escape(key)}"\s*:', text) for key in keys)


def first_object(text: str) -> dict[str, Any]:
    """The first object of a JSON text, or of the list that it is; empty where it is broken."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text, max(0, text.find("{")))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def json_document(text: str) -> object:
    """The value that the text states.

    Raises:
        TranscriptRefused: It is not JSON; the message goes on after the file's name.
    """
    if sum(map(text.count, "{[,")) > MOST_VALUES:
        raise TranscriptRefused(
            f"is JSON with more than {MOST_VALUES:,} values, too many for a transcript. "
            "Give the transcript of one episode."
        )
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise TranscriptRefused(
            f"looks like JSON but breaks off being it in line {error.lineno}, "
            f"column {error.colno}: {error.msg}. Export it again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise TranscriptRefused(
            "looks like JSON but cannot be read: it is nested too deeply or states a number "
            "too long. Export it again."
        ) from error
    return document


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def within(value: object, *keys: str) -> Any:  # noqa: ANN401 - a JSON value
    """What lies under some keys, one inside the other; None where one is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_value(value: object) -> str:
    """A string, its entities decoded; empty for anything else."""
    return decode_entities(value) if isinstance(value, str) else ""


def speaker_value(value: object) -> str | None:
    """A speaker's name, or their number; None where none is stated."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"Speaker {value}"
    return canonical_text(text_value(value)) or None


def seconds_value(value: object) -> float | None:
    """Seconds, as a number, or as a number or a clock in a string; None for anything else."""
    return time_value(value)


def milliseconds_value(value: object) -> float | None:
    """Seconds, of what is stated in milliseconds; None where that is no point in time."""
    milliseconds = seconds_value(value)
    return None if milliseconds is None else round(milliseconds / 1000, 6)
