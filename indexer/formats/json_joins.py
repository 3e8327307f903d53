"""Which of the pieces that JSON lists are joined without a space: marks, and parts of words."""

from collections.abc import Sequence

from indexer.formats.json_lists import Said
from indexer.unspaced import is_unspaced

_OPENING = "¿¡([{"
_SPACED_SHARE = 0.5
"""Of the words; where as many pieces bring a space, two without one are parts of one word."""


def glued(pieces: Sequence[Said]) -> list[bool]:
    """Whether each piece follows the one before it without a space."""
    spaces = sum(one.text != one.text.strip() for one in pieces)
    words = sum(map(_is_word, pieces))
    own_spaces = spaces > 0 and spaces >= words * _SPACED_SHARE
    joins = _touch if own_spaces else _mark_joins
    return [False, *map(joins, pieces, pieces[1:])][: len(pieces)]


def _touch(before: Said, one: Said) -> bool:
    """Whether no space stands between two pieces of a source that states its spaces."""
    edges = before.text[-1], one.text[0]
    return not (one.opens or any(map(str.isspace, edges)) or all(map(is_unspaced, edges)))


def _mark_joins(before: Said, one: Said) -> bool:
    return _attaches_to_next(before) or not (_is_word(one) or _attaches_to_next(one))


def _attaches_to_next(one: Said) -> bool:
    if "attaches_to" in one.stated:
        return bool(one.stated["attaches_to"] == "next")
    return one.text.strip()[-1:] in (*_OPENING,)


def _is_word(one: Said) -> bool:
    return any(char.isalnum() for char in one.text)
