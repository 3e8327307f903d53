"""A model's text read as it is written: sentences with the ids they cite, and the model's signs.

Pure. A unit of text (a line, or what a run of markers closes) is read when it is certain where it
ends, whatever follows; so the same text gives the same pieces however it is cut into deltas, and
half a marker is never taken for words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from indexer import canonical_text
from service.answering.prompt import MISSING, NOT_SAID, READING

LONGEST_UNIT = 2_000
"""Characters after which a unit is taken as it is: no model that follows the rules writes one."""

_LONGEST_BRACKET = 80
_OPENING = "[【"
_BRACKET = re.compile(rf"[\[【]([^\[\]【】\n]{{0,{_LONGEST_BRACKET}}})[\]】]")
_HALF_BRACKET = re.compile(rf"[\[【][^\[\]【】\n]{{0,{_LONGEST_BRACKET}}}$")
_ID = r"[pP]?[0-9a-fA-F]{1,10}"
_IDS = re.compile(
    rf"\W*(?:passages?|ids?|sources?)?\W*({_ID}(?:[\s,;&+–-]+(?:and\s+)?{_ID})*)\W*", re.IGNORECASE
)
_ONE_ID = re.compile(rf"\b{_ID}\b")
_SIGN = re.compile(rf"\s*({NOT_SAID}|{MISSING}|{READING})\s*:?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*\s*$")
_CLOSES_AFTER = re.compile(r"[.!?…。！？؟]+[\"'”’»)]*")
_MARK = "\ue000"
_SIGN_MARK = "\ue001"
_BEFORE_MARK = re.compile(rf"[\s,;]+(?={_MARK})")
_CODE_FENCE = re.compile(r"^\s*(```|~~~)")
_HTML_TAG = re.compile(r"</?[a-zA-Z!][^<>\n]*>")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\n]*)\)")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;!?](?:\s|$))")
_LINE_START = re.compile(r"^\s*(?:[-*+•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s*)+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`+|~~")
_LEADING = re.compile(rf"^(?:[\s:,;–—-]|(?<=^){_MARK}\s*[:–—-]?)+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, without markup, and the ids it cites as it wrote them."""

    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotSaid:
    """The model's sign that the passages do not answer."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The model's sign for a part of the question that the passages do not answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The model's sign for one way to understand the question."""

    text: str


Piece = Draft | NotSaid | Missing | Reading


class DraftReader:
    """Reads a stream of text, piece by piece."""

    def __init__(self) -> None:
        self._rest = ""

    def read(self, delta: str) -> Iterator[Piece]:
        """The pieces that are complete once ``delta`` has come."""
        self._rest += delta
        yield from self._complete(at_end=False)

    def end(self) -> Iterator[Piece]:
        """The pieces that the end of the stream completes."""
        yield from self._complete(at_end=True)
        unit, self._rest = self._rest, ""
        yield from _pieces(unit)

    def _complete(self, *, at_end: bool) -> Iterator[Piece]:
        while (end := _unit_end(self._rest, at_end=at_end)) is not None:
            unit, self._rest = self._rest[:end], self._rest[end:]
            yield from _pieces(unit)


def _unit_end(text: str, *, at_end: bool) -> int | None:
    """Where the first unit of a text surely ends; None while that depends on what follows."""
    line_end = text.find("\n")
    line = text if line_end < 0 else text[: line_end + 1]
    if not _opens_with_a_sign(line):
        end = _end_of_marked(line, line_is_whole=line_end >= 0 or at_end)
        if end is not None:
            return end
    if line_end >= 0:
        return min(line_end + 1, LONGEST_UNIT)
    return LONGEST_UNIT if len(text) >= LONGEST_UNIT else None


def _opens_with_a_sign(line: str) -> bool:
    bracket = _BRACKET.match(line.lstrip(" \t-*>"))
    return bracket is not None and _SIGN.fullmatch(bracket[1]) is not None


def _end_of_marked(line: str, *, line_is_whole: bool) -> int | None:
    """Where a sentence with its markers ends inside a line."""
    position = 0
    while (first := _next_marker(line, position)) is not None:
        run_end = _end_of_link(line, _end_of_run(line, first.end()), line_is_whole=line_is_whole)
        if run_end is None:
            return None
        closing = _CLOSES_AFTER.match(line, run_end)
        end = closing.end() if closing else run_end
        after = _first_word_after(line, end, line_is_whole=line_is_whole)
        if after is None:
            return None
        closed = closing or _SENTENCE_END.search(line[: first.start()])
        if line[: first.start()].strip() and (closed or _begins_sentence(line, end, after)):
            return after if after < len(line) else None
        position = max(end, first.end())
    return None


def _next_marker(line: str, position: int) -> re.Match[str] | None:
    for bracket in _BRACKET.finditer(line, position):
        if _IDS.fullmatch(bracket[1]):
            return bracket
    return None


def _end_of_run(line: str, end: int) -> int:
    """The end of the markers that follow one another from ``end`` on."""
    while True:
        gap = re.compile(r"[\s,;]*").match(line, end)
        bracket = _BRACKET.match(line, gap.end() if gap else end)
        if bracket is None or not _IDS.fullmatch(bracket[1]):
            return end
        end = bracket.end()


def _end_of_link(line: str, end: int, *, line_is_whole: bool) -> int | None:
    """A marker that was made a Markdown link ends with the address; None if that is not whole."""
    if line[end : end + 1] != "(":
        return end
    closing = line.find(")", end)
    if closing < 0:
        return len(line) if line_is_whole else None
    return closing + 1


def _first_word_after(line: str, end: int, *, line_is_whole: bool) -> int | None:
    """Where the text after a marker goes on; None while it is not known to be no marker."""
    position = end
    while position < len(line) and line[position] in " \t,;":
        position += 1
    if position == len(line):
        return position if line_is_whole else None
    if line[position] in _OPENING and not line_is_whole:
        tail = line[position:]
        known = _BRACKET.match(tail) or len(tail) > _LONGEST_BRACKET + 1
        return position if known else None
    return position


def _begins_sentence(line: str, end: int, after: int) -> bool:
    """Whether what follows a marker, with no full stop about, is a new sentence."""
    gap = line[end:after]
    goes_on = "," in gap or ";" in gap or line[after : after + 1].islower()
    return after > end and not goes_on


def _pieces(unit: str) -> Iterator[Piece]:
    """What one unit says."""
    if _CODE_FENCE.match(unit):
        return
    text = unit.replace(_MARK, "").replace(_SIGN_MARK, "")
    text = _HALF_BRACKET.sub("", _LINK.sub(_link_text, text).rstrip("\n"))
    marks: list[tuple[str, ...]] = []
    signs: list[str] = []

    def noted(bracket: re.Match[str]) -> str:
        sign = _SIGN.fullmatch(bracket[1])
        if sign:
            signs.append(sign[1].lower())
            return _SIGN_MARK
        if _IDS.fullmatch(bracket[1]):
            marks.append(tuple(one.lower() for one in _ONE_ID.findall(bracket[1])))
            return _MARK
        return bracket[0]

    text = _plain(_BRACKET.sub(noted, text))
    words, *signed = text.split(_SIGN_MARK)
    yield from _drafts(words, marks)
    for sign, said in zip(signs, signed, strict=True):
        yield from _signed(sign, said.replace(_MARK, ""))


def _signed(sign: str, said: str) -> Iterator[Piece]:
    text = said.strip(' \t\n:;,.–—-"“”')
    if sign == NOT_SAID:
        yield NotSaid()
    elif text:
        yield Missing(text) if sign == MISSING else Reading(said.strip(' \t\n:–—-"“”'))


def _link_text(link: re.Match[str]) -> str:
    """A Markdown link's words; a marker that happens to be followed by a parenthesis stays."""
    known = _IDS.fullmatch(link[1]) or _SIGN.fullmatch(link[1])
    return f"[{link[1]}]" if known else link[1]


def _plain(text: str) -> str:
    """A text without Markdown, HTML and control characters, on one line."""
    text = _HTML_TAG.sub(" ", _LINE_START.sub("", text))
    return _SPACE_BEFORE_STOP.sub("", canonical_text(_EMPHASIS.sub("", text)))


def _drafts(marked: str, marks: list[tuple[str, ...]]) -> Iterator[Draft]:
    """The sentences of a text in which each marker is one character; a marker counts backwards."""
    marked = _BEFORE_MARK.sub("", marked)
    text, places = _without_marks(marked)
    start, waiting = 0, []
    for piece in sentencex.segment("en", text):
        end = start + len(piece)
        cited = [
            one
            for place, ids in zip(places, marks, strict=False)
            if start < place <= end or (place == start == 0)
            for one in ids
        ]
        sentence = piece.strip().lstrip(":,;–—- ")
        if any(character.isalnum() for character in sentence):
            waiting.append(sentence)
        if cited:
            # A marker after several sentences is meant for all of them.
            for one in waiting:
                yield Draft(one, tuple(dict.fromkeys(cited)))
            waiting = []
        start = end
    for one in waiting:
        yield Draft(one, ())


def _without_marks(marked: str) -> tuple[str, list[int]]:
    places: list[int] = []
    kept: list[str] = []
    length = 0
    for character in marked:
        if character == _MARK:
            places.append(length)
        else:
            kept.append(character)
            length += 1
    return "".join(kept), places
