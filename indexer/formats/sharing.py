"""What several lines have in common: one time to share out, one text to be joined to."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.unspaced import is_unspaced

_LONGEST_WIDE_WORD = 4
_MOSTLY = 0.9


def shared_out(
    texts: Sequence[str], start: float, end: float | None
) -> list[tuple[float, float | None]]:
    """The time from ``start`` to ``end``, divided among texts by their characters."""
    if end is None or len(texts) == 1:
        return [(start, end)] * len(texts)
    lengths = [max(1, len(text)) for text in texts]
    bounds, spoken = [start], 0
    for length in lengths[:-1]:
        spoken += length
        bounds.append(round(start + (end - start) * spoken / sum(lengths), 3))
    # Rounding must not carry a bound beyond the end that the source states.
    bounds = [min(bound, end) for bound in bounds] + [end]
    return list(pairwise(bounds))


def joined(texts: Iterable[str]) -> str:
    """Lines of one paragraph in one line; no space comes between letters written without one."""
    pieces: list[str] = []
    for text in (text.strip() for text in texts):
        if pieces and text:
            pieces.append("" if is_unspaced(pieces[-1][-1:]) and is_unspaced(text[0]) else " ")
        pieces.append(text)
    return "".join(pieces)


def counted_words(text: str) -> int:
    """Words as one would count them; two letters make one where words have no spaces between."""
    wide = sum(map(is_unspaced, text)) if not text.isascii() else 0
    return len(text.split()) if not wide else max(1, wide // 2)


def is_one_word(text: str) -> bool:
    """Whether a text is a single word; a sentence without spaces is none."""
    return len(text.split()) == 1 and (
        len(text) <= _LONGEST_WIDE_WORD or not any(map(is_unspaced, text))
    )


def are_words(texts: Sequence[str]) -> bool:
    """Whether nearly each of the texts is a single word, so that its time is a word's."""
    single = sum(is_one_word(text.strip()) for text in texts)
    return single > 0 and single >= len(texts) * _MOSTLY
