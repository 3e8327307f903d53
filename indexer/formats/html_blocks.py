"""The blocks of text of a web page, in order, without what no reader reads aloud."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from indexer.formats.labels import looks_like_name
from indexer.formats.registry import TranscriptRefused
from indexer.formats.timestamps import CLOCK
from indexer.transcript import canonical_text

_NAMES_LISTED = """
    a abbr acronym address article aside audio b base bdi bdo big blockquote body br button canvas
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav
    noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp
    script search section select slot small source span strike strong style sub summary sup svg
    table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr
"""
_NAMES = frozenset(_NAMES_LISTED.split())
_NEVER_SPOKEN_LISTED = """
    script style head nav footer noscript template button svg select iframe title textarea
    figure audio video canvas object
"""
_NEVER_SPOKEN = frozenset(_NEVER_SPOKEN_LISTED.split())
_INLINE_LISTED = """
    a abbr acronym b bdi bdo big code data del dfn em font i ins kbd label mark q s samp small span
    strike strong sub sup tt u var wbr rp rt ruby img output
"""
_INLINE = frozenset(_INLINE_LISTED.split())
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TAG = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9:-]{0,30}))")
_NO_MARKUP = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_TEMPLATE = re.compile(r"\{\{[^{}]{0,300}\}\}|\{%[^{}]{0,300}%\}")
_CLOCK = re.compile(rf"[\[(]?\s*({CLOCK})\s*[\])]?")
_NAME_AND_CLOCK = re.compile(rf"([^\[\]():]{{1,60}}?)\s*[\[(]?\s*({CLOCK})\s*[\])]?")
_OF_SPEAKERS = re.compile(r"(?:^|[\s_-])(?:speaker|cite)(?:$|[\s_-])", re.IGNORECASE)
_OF_TIMES = re.compile(r"(?:^|[\s_-])(?:timestamp|timecode|time)(?:$|[\s_-])", re.IGNORECASE)
_ROOTS = ("main", "article")
_MENU_WORDS = 3


class Kind(Enum):
    """What a block is, as far as the markup tells."""

    TEXT = "text"
    HEADING = "heading"
    TERM = "term"
    SPEAKER = "speaker"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Block:
    """Words between two borders of the layout, on one line."""

    text: str
    kind: Kind = Kind.TEXT


def main_part_of(page: str) -> Any:  # noqa: ANN401 - an element of lxml
    """The main part of a page, None where it has nothing; what HTML does not have is text.

    Raises:
        TranscriptRefused: It cannot be read to its end.
    """
    root = _parsed(page)
    return None if root is None else _main_part(root)


def blocks_of(part: Any) -> list[Block]:  # noqa: ANN401 - an element of lxml
    """The blocks of a part of a page."""
    return [] if part is None else list(_Blocks().read(part))


def shown_text(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    """All words of an element on one line, but for those that no reader reads aloud."""
    from lxml import etree

    pieces, silent = [], 0
    for event, one in etree.iterwalk(element, events=("start", "end")):
        opens = event == "start"
        if one.tag in _NEVER_SPOKEN:
            silent += 1 if opens else -1
        text = one.text if opens else one.tail if one is not element else None
        gap = "" if one.tag in _INLINE else " "
        pieces += [gap, text or ""] if not silent else []
    return canonical_text("".join(pieces))


def _parsed(page: str) -> Any:  # noqa: ANN401 - an element of lxml
    from lxml import etree

    # The text was decoded before; whatever encoding the page states is not its own any more.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    literal = _TAG.sub(_escaped_unless_html, _TEMPLATE.sub("", _NO_MARKUP.sub("", page)))
    data = literal.encode("utf-8")
    root = etree.fromstring(data, parser) if data.strip() else None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise TranscriptRefused(
            "is a web page (HTML) whose elements are opened one inside the other and never closed, "
            "so that it can be read in part alone. Close them, or give its WebVTT, SRT or JSON."
        )
    return root


def _escaped_unless_html(tag: re.Match[str]) -> str:
    """``<laughs>`` is what somebody wrote down, and no markup."""
    name = tag[1].lower()
    return "<" if name in _NAMES or "-" in name or ":" in name else "&lt;"


def _main_part(root: Any) -> Any:  # noqa: ANN401 - an element of lxml
    """Where most of the words are, of the parts that a page may mark as its content."""
    whole = _length(root)
    marked = [
        element
        for element in root.iter("div", "section", *_ROOTS)
        if element.tag in _ROOTS or "transcript" in _marks(element).lower()
    ]
    lengths = [(_length(element), element) for element in marked[:100]]
    large = [(length, element) for length, element in lengths if length >= whole / 2]
    return min(large, key=lambda one: one[0])[1] if large else root


def _length(element: Any) -> int:  # noqa: ANN401 - an element of lxml
    return sum(len(text) for text in element.itertext())


def _marks(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    return f"{element.get('class') or ''} {element.get('id') or ''}"


class _Blocks:
    """Reads a page from its first tag to its last, and cuts its words at the borders."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._kinds: list[Kind] = [Kind.TEXT]
        self._silent = 0
        self._links = 0
        self._is_menu = True

    def read(self, root: Any) -> Iterator[Block]:  # noqa: ANN401 - an element of lxml
        """The blocks in order."""
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                yield from self._opened(element)
            else:
                yield from self._closed(element, tail=element is not root)
        yield from self._cut()

    def _opened(self, element: Any) -> Iterator[Block]:  # noqa: ANN401 - an element of lxml
        self._silent += element.tag in _NEVER_SPOKEN
        self._links += element.tag == "a"
        kind = _kind(element)
        if element.tag == "cite" and not self._is_menu:
            kind = None  # a work that somebody names in mid-sentence
        if element.tag not in {*_INLINE, "cite"} or kind is not None:
            yield from self._cut()
        self._kinds.append(kind or self._kinds[-1])
        self._add(element.text)

    def _closed(self, element: Any, *, tail: bool) -> Iterator[Block]:  # noqa: ANN401
        is_inline = element.tag in _INLINE or element.tag == "cite"
        if not is_inline or self._kinds[-1] is not self._kinds[-2]:
            yield from self._cut()
        self._kinds.pop()
        self._silent -= element.tag in _NEVER_SPOKEN
        self._links -= element.tag == "a"
        if tail:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text and not self._silent:
            self._words.append(text)
            self._is_menu = self._is_menu and (bool(self._links) or not text.strip())

    def _cut(self) -> Iterator[Block]:
        text, kind = canonical_text("".join(self._words)), self._kinds[-1]
        # A transcript that plays may be all links; a menu's are a word or two each.
        is_menu = self._is_menu and kind is Kind.TEXT and len(text.split()) <= _MENU_WORDS
        self._words, self._is_menu = [], True
        if text and not is_menu:
            yield from _as_marked(text, kind)


def _kind(element: Any) -> Kind | None:  # noqa: ANN401 - an element of lxml
    """What an element says of its words; None where it says nothing."""
    tag, marks = element.tag, element.get("class") or ""
    if tag in _HEADINGS:
        return Kind.HEADING
    if tag == "dt":
        return Kind.TERM
    if tag == "cite" or (len(element) == 0 and _OF_SPEAKERS.search(marks)):
        return Kind.SPEAKER
    return Kind.TIME if tag == "time" or _OF_TIMES.search(marks) else None


def _as_marked(text: str, kind: Kind) -> Iterator[Block]:
    """A block as what it is marked, if its words can be that."""
    name, clock = text.rstrip(":： "), _CLOCK.fullmatch(text)
    both = _NAME_AND_CLOCK.fullmatch(name)
    if kind is Kind.TIME and clock:
        yield Block(clock[1], kind)
    elif kind is Kind.SPEAKER and both and looks_like_name(both[1]):
        yield from (Block(both[1], kind), Block(both[2], Kind.TIME))
    elif kind is Kind.SPEAKER and looks_like_name(name):
        yield Block(name, kind)
    elif kind is Kind.TEXT and name != text and looks_like_name(name):
        yield Block(name, Kind.SPEAKER)  # a name and a colon alone, before a time perhaps
    else:
        yield Block(text, kind if kind in {Kind.HEADING, Kind.TERM} else Kind.TEXT)
