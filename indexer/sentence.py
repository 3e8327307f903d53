"""Sentences of a transcript: cut by a library, capped where speech has no punctuation.

Pure. Offsets count in the canonical text; a sentence carries no surrounding white space, so what
lies between two neighbours is at most one space or newline, and nothing else is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex
import sentencex

from indexer.transcript import Transcript, Utterance

LONGEST_SENTENCE_WORDS = 50
"""Beyond this many words a "sentence" is unpunctuated speech, and is cut at its pauses."""

LONGEST_SENTENCE_CHARS = 400
"""The same for scripts that are written without spaces."""

_CLAUSE_END = frozenset(",;:，、；：。！？…—")
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The characters [start_char, end_char) of the canonical text, within one utterance."""

    start_char: int
    end_char: int
    utterance: int


def split_sentences(
    transcript: Transcript, language: str, fits: Callable[[str], bool]
) -> list[Sentence]:
    """All sentences of a transcript, in order.

    Args:
        transcript: What is to be cut.
        language: A BCP 47 tag; it decides which abbreviations end no sentence.
        fits: Whether a text is short enough for whoever will read it, an encoder for example.
    """
    primary_language = language.partition("-")[0].lower()
    sentences = []
    for position, utterance in enumerate(transcript.utterances):
        offset = transcript.starts[position]
        for start, end in _sentence_bounds(utterance.text, primary_language):
            for low, high in _capped(utterance, start, end, fits):
                sentences.append(Sentence(offset + low, offset + high, position))
    return sentences


def _sentence_bounds(text: str, language: str) -> Iterator[tuple[int, int]]:
    start = 0
    for piece in sentencex.segment(language, text):
        bounds = _trimmed(text, start, start + len(piece))
        if bounds[0] < bounds[1]:
            yield bounds
        start += len(piece)
    assert start == len(text), "The sentence splitter lost characters."


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _capped(
    utterance: Utterance, start: int, end: int, fits: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """The bounds themselves, or halves of them, cut where a listener would hear a break."""
    text = utterance.text[start:end]
    short = len(text.split()) <= LONGEST_SENTENCE_WORDS and len(text) <= LONGEST_SENTENCE_CHARS
    if len(text) == 1 or (short and fits(text)):
        yield start, end
        return
    cut = start + _best_cut(utterance, start, end)
    for low, high in (_trimmed(utterance.text, start, cut), _trimmed(utterance.text, cut, end)):
        if low < high:
            yield from _capped(utterance, low, high, fits)


def _best_cut(utterance: Utterance, start: int, end: int) -> int:
    """Where to cut text[start:end], counted from its start: at a pause, a comma, a space."""
    text = utterance.text[start:end]
    quarter = len(text) // 4
    spaces = [i for i in range(quarter, len(text) - quarter) if text[i].isspace()]
    if not spaces:
        return _grapheme_cut(text)
    pauses = _pauses(utterance)
    middle = len(text) // 2

    def preference(space: int) -> tuple[float, bool, int]:
        pause = pauses.get(start + space, 0.0)
        return (pause, text[space - 1] in _CLAUSE_END, -abs(space - middle))

    return max(spaces, key=preference)


def _pauses(utterance: Utterance) -> dict[int, float]:
    """The silence after each timed span, in seconds, by the offset at which the span ends."""
    return {
        before.end_char: max(0.0, after.start - before.end)
        for before, after in zip(utterance.spans, utterance.spans[1:], strict=False)
        if before.end is not None
    }


def _grapheme_cut(text: str) -> int:
    """Without spaces: after a clause's end if there is one, else between two characters."""
    middle = len(text) // 2
    ends: list[int] = [match.end() for match in _GRAPHEME.finditer(text)][:-1]
    if not ends:
        return middle
    quarter = len(text) // 4
    clause_ends = [
        i for i in ends if text[i - 1] in _CLAUSE_END and quarter <= i <= len(text) - quarter
    ]
    return min(clause_ends or ends, key=lambda end: abs(end - middle))
