"""What the objects of a JSON document say, list by list, wherever they lie in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from indexer.formats.json_speakers import Names, listed_names, stated_speaker
from indexer.formats.spoken_words import numbered_speaker
from indexer.formats.time_units import stated_time

_TEXT_KEYS = (
    "punctuated_word", "word", "text", "body", "value", "content", "utterance", "sentence",
    "line", "caption", "transcript", "display",
)  # fmt: skip
_BEST_FIRST = frozenset({"alternatives", "nBest"})
_TIMES_INSIDE = ("instances", "offsets", "timestamps", "timing", "time")
_SPEAKER_LISTS = ("speakers", "participants", "people")

Path = tuple[str, ...]
Stated = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """Words as an object states them, with times as they stand there.

    ``stated`` is the object, and what stands around it where it is one guess of several;
    ``opens`` that it is the first of its list.
    """

    text: str = ""
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    start_key: str = ""
    stated: Stated = field(default_factory=dict)
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A value still to be looked at, and what the objects around it say."""

    value: Any
    path: Path
    around: Said
    first: bool = False


def lists_of(document: object) -> dict[Path, list[Said]]:
    """What every object says, by the keys that lead to it, in the order of the document."""
    names = _names(document)
    found: dict[Path, list[Said]] = defaultdict(list)
    places = [_Place(document, (), Said())]
    while places:
        place = places.pop()
        if isinstance(place.value, list):
            places += reversed(list(_items(place)))
        elif isinstance(place.value, dict):
            own = _said(place, names)
            found[place.path].append(own)
            inner = [item for item in place.value.items() if isinstance(item[1], list | dict)]
            places += [_Place(one, (*place.path, key), own) for key, one in reversed(inner)]
    return found


def _items(place: _Place) -> Iterator[_Place]:
    """The items of a list, or the best one where it is a choice."""
    choice = _is_choice(place.path)
    for at, one in enumerate(place.value[:1] if choice else place.value):
        first = place.around.opens if choice else at == 0
        yield _Place(one, place.path, place.around, first)


def _said(place: _Place, names: Names) -> Said:
    stated = place.value
    text = next((stated[key] for key in _TEXT_KEYS if isinstance(stated.get(key), str)), "")
    speaker = numbered_speaker(stated_speaker(stated, names)) or place.around.speaker
    start_key, start, end = next(_times(stated), ("", None, None))
    around = place.around
    if _is_choice(place.path):
        stated = around.stated | stated
        if start is None:
            start_key, start, end = around.start_key, around.start, around.end
    return Said(text, speaker, start, end, start_key, stated, place.first)


def _times(stated: Stated) -> Iterator[tuple[str, float | None, float | None]]:
    """The times of an object: its own, else those of an object that holds nothing else."""
    inside = (stated.get(key) for key in _TIMES_INSIDE)
    firsts = (one[0] if isinstance(one, list) and one else one for one in inside)
    for one in (stated, *firsts):
        if isinstance(one, dict) and (found := stated_time(one))[1] is not None:
            yield found


def _is_choice(path: Path) -> bool:
    """Whether a list holds what may have been said, the best guess first."""
    return bool(path) and path[-1] in _BEST_FIRST


def _names(document: object) -> Names:
    """Speakers' names, in whatever list the document keeps them."""
    names: Names = {}
    places = [document]
    while places:
        place = places.pop()
        if isinstance(place, dict):
            for key in _SPEAKER_LISTS:
                names |= listed_names(place.get(key))
            places += place.values()
        elif isinstance(place, list):
            places += place
    return names
