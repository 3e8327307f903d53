"""Quotations in a claim, and where the transcript says them. Pure.

A reader takes quotation marks at their word, so what stands in them is cut from the transcript. A
model copies about a third of its quotations exactly; one that is nearly right is replaced by what
was said, one that is not said in one place is none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.answering.checks.english import NEGATORS
from service.answering.checks.words import Word, Words, words_of

_DOUBLE = '“”„‟"＂«»「」『』'
_QUOTED = re.compile(
    r"“(?P<a>[^“”]*)”|„(?P<b>[^„“”]*)[“”]|«(?P<c>[^«»]*)»|»(?P<d>[^«»]*)«|「(?P<e>[^「」]*)」"
    r"|『(?P<f>[^『』]*)』|[\"＂](?P<g>[^\"＂]*)[\"＂]|‟(?P<h>[^‟”]*)”"
    r"|(?<![\w’'])[‘'](?!\s)(?!(?:s|ve|re|ll|d|m|t|em|cause|til|n)\b)(?P<i>[^‘’'\n]*(?:[’'](?=\w)[^‘’'\n]*)*)[’'](?!\w)"
)
_STRAY = re.compile(f"[{_DOUBLE}]")
_LEAST_ALIKE = 0.8
_FEWEST_SHARED = 0.75
_LENGTH_CHANGE = 2


@dataclass(frozen=True, slots=True)
class Quotation:
    """The characters [start, end) of a text, marks included, and the words between the marks."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one utterance that may be quoted, and where it begins in the canonical text."""

    words: Words
    start_char: int


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quotation is said: characters of the canonical text."""

    start_char: int
    end_char: int


def quotations_in(text: str) -> list[Quotation]:
    """The quotations of a text, whatever marks they are in."""
    return [
        Quotation(match.start(), match.end(), next(g for g in match.groups() if g is not None))
        for match in _QUOTED.finditer(text)
    ]


def without_stray_marks(text: str, quotations: Sequence[Quotation]) -> tuple[str, list[Quotation]]:
    """A text without the double quotation marks that open or close nothing, and its quotations."""
    kept, moved, position, length = [], [], 0, 0
    for quotation in quotations:
        kept.append(_STRAY.sub("", text[position : quotation.start]))
        length += len(kept[-1])
        whole = text[quotation.start : quotation.end]
        moved.append(Quotation(length, length + len(whole), quotation.words))
        kept.append(whole)
        length += len(whole)
        position = quotation.end
    return "".join([*kept, _STRAY.sub("", text[position:])]), moved


def locate(quoted: str, stretches: Sequence[Stretch], language: str) -> Located | None:
    """Where one of the stretches says the words of a quotation, exactly or nearly; else None."""
    exact = locate_exactly(quoted, stretches, language)
    if exact:
        return exact
    wanted = [word.low for word in words_of(quoted, language).words]
    return _nearly(wanted, stretches) if wanted else None


def locate_exactly(quoted: str, stretches: Sequence[Stretch], language: str) -> Located | None:
    """Where one of the stretches says just these words; None if nowhere."""
    wanted = [word.low for word in words_of(quoted, language).words]
    if not wanted:
        return None
    for stretch in stretches:
        words = stretch.words
        if not words.lows.issuperset(wanted):
            continue
        first = _exact(wanted, [word.low for word in words.words])
        if first is not None:
            return _located(stretch, words.words, first, first + len(wanted))
    return None


def _exact(wanted: list[str], said: list[str]) -> int | None:
    for first in range(len(said) - len(wanted) + 1):
        if said[first] == wanted[0] and said[first : first + len(wanted)] == wanted:
            return first
    return None


def _nearly(wanted: list[str], stretches: Sequence[Stretch]) -> Located | None:
    best: tuple[float, Located] | None = None
    for stretch in stretches:
        words = stretch.words.words
        for first, end in _windows(wanted, [word.low for word in words]):
            said = [word.low for word in words[first:end]]
            likeness = SequenceMatcher(None, wanted, said, autojunk=False).ratio()
            better = likeness >= _LEAST_ALIKE and (best is None or likeness > best[0])
            if better and _same_sense(wanted, said):
                best = likeness, _located(stretch, words, first, end)
    return best[1] if best else None


def _windows(wanted: list[str], said: list[str]) -> Iterator[tuple[int, int]]:
    """Runs of about the right length that hold most of the wanted words."""
    counts = Counter(wanted)
    for first, word in enumerate(said):
        if word not in counts:
            continue
        for length in range(len(wanted) - _LENGTH_CHANGE, len(wanted) + _LENGTH_CHANGE + 1):
            end = first + length
            if length < 1 or end > len(said) or said[end - 1] not in counts:
                continue
            shared = sum((counts & Counter(said[first:end])).values())
            if shared >= _FEWEST_SHARED * len(wanted):
                yield first, end


def _same_sense(wanted: list[str], said: list[str]) -> bool:
    """Whether no number and no negation tells two wordings apart."""
    return _decisive(wanted) == _decisive(said)


def _decisive(words: list[str]) -> Counter[str]:
    return Counter(
        word for word in words if word in NEGATORS or word.endswith("n't") or word[0].isdigit()
    )


def _located(stretch: Stretch, words: Sequence[Word], first: int, end: int) -> Located:
    return Located(stretch.start_char + words[first].start, stretch.start_char + words[end - 1].end)
