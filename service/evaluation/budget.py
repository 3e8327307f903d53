"""What a reader is shown within a budget of words, and how much of it is evidence. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from service.evaluation.indexed_set import Span

WORD_BUDGET = 600


def shown_within(
    text: str, ranked: Iterable[Span], evidence: Sequence[Span], budget: int = WORD_BUDGET
) -> tuple[bool, float]:
    """Whether any of the first ``budget`` words of a ranking lie in evidence, and which share.

    Args:
        text: The transcript's canonical text.
        ranked: The characters [start, end) of passages or chunks, best first.
        evidence: The characters that answer.
        budget: How many words are shown; the last passage is cut.
    """
    shown = list(islice(_words(text, ranked), budget))
    inside = sum(any(low < end and start < high for low, high in evidence) for start, end in shown)
    return inside > 0, inside / len(shown) if shown else 0.0


def _words(text: str, ranked: Iterable[Span]) -> Iterator[Span]:
    for start, end in ranked:
        yield from (word.span() for word in re.compile(r"\S+").finditer(text, start, end))
