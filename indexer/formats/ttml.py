"""TTML subtitles (DFXP), also with a time a word, as Apple Podcasts publishes transcripts.

``<p begin="1.2s" end="3.4s" ttm:agent="speaker1"><span begin="1.2s">Hello</span> …</p>``
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from indexer.formats.cue_segments import transcript_of
from indexer.formats.cues import Cue
from indexer.formats.language_tags import language_tag
from indexer.formats.registry import Likeness, TranscriptFormat
from indexer.formats.timestamps import clock_of
from indexer.formats.xml_tree import local_name, xml_root
from indexer.transcript import Transcript

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,40}:)?tt[\s>]")
_SNIFFED_CHARS = 4_000
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,12})?)(?::(\d{1,3}))?")
_SECONDS_OF = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}
_FRAME_RATE, _TICK_RATE = 30.0, 1.0


def likeness(text: str) -> Likeness:
    """Certain by its root element."""
    head = text[:_SNIFFED_CHARS]
    opens = head.lstrip().startswith("<")
    return Likeness.CERTAIN if opens and _ROOT.search(head) else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its paragraphs as cues; spans with times of their own are finer times inside them."""
    root = xml_root(text)
    rates = _Rates(_attribute(root, "frameRate"), _attribute(root, "tickRate"))
    names = {
        _attribute(agent, "id"): "".join(agent.itertext()).strip()
        for agent in _elements(root, "agent")
    }
    clocks = _Clocks(root, rates)
    paragraphs = _elements(root, "p")
    cues = [cue for one in paragraphs if (cue := _cue(one, names, clocks)) is not None]
    return transcript_of(cues, language_tag(_attribute(root, "lang")))


class _Rates:
    """What a frame and a tick last, as the document states it."""

    def __init__(self, frames: str | None, ticks: str | None) -> None:
        self._seconds = _SECONDS_OF | {
            "f": 1 / (_positive(frames) or _FRAME_RATE),
            "t": 1 / (_positive(ticks) or _TICK_RATE),
        }

    def seconds(self, stated: str | None) -> float | None:
        """The seconds of "1.5s", "500ms", "12f", "00:01:02.5" or "00:01:02:12"."""
        if found := _OFFSET.fullmatch((stated or "").strip()):
            return round(float(found[1]) * self._seconds[found[2]], 6)
        if found := _CLOCK.fullmatch((stated or "").strip()):
            hours, minutes, seconds, frames = (float(part or 0) for part in found.groups())
            whole = hours * 3600 + minutes * 60 + seconds
            return round(whole + frames * self._seconds["f"], 6)
        return None


class _Clocks:
    """When elements begin and end, where those around them have times, too.

    The specification counts from the beginning of the element around; many count from zero. Where
    anything inside begins before what is around it, it is counted as the specification has it.
    """

    def __init__(self, root: Any, rates: _Rates) -> None:  # noqa: ANN401 - an element of lxml
        self._rates = rates
        self._origins: dict[Any, float] = {root: 0.0}
        earliest = self._earliest(root)
        for around in _elements(root, "body", "div"):
            begin, origin = self._begin(around) or 0.0, self._origin(around)
            counted = earliest.get(around, begin) < begin
            self._origins[around] = origin + begin if counted else origin

    def times(self, element: Any) -> tuple[float | None, float | None]:  # noqa: ANN401
        """The start and the end of a paragraph; its own, of its spans or of what is around it."""
        start, end = self._own(element)
        if start is not None:
            return start, end
        spans = [self._own(one, element) for one in _elements(element, "span")]
        starts = [begin for begin, _ in spans if begin is not None]
        if starts:
            return starts[0], max((until for _, until in spans if until is not None), default=None)
        around = next(
            (one for one in element.iterancestors() if self._begin(one) is not None), None
        )
        return (None, None) if around is None else self._own(around)

    def stamp(self, span: Any, paragraph: Any, start: float) -> float | None:  # noqa: ANN401
        """When a span of a paragraph that starts then begins."""
        begin = self._begin(span)
        if begin is None:
            return None
        if self._begin(paragraph) is None:
            return self._origin(paragraph) + begin
        return begin if begin >= start else start + begin

    def _own(self, element: Any, inside: Any = None) -> tuple[float | None, float | None]:  # noqa: ANN401
        start = self._begin(element)
        if start is None:
            return None, None
        end, lasts = (self._rates.seconds(_attribute(element, key)) for key in ("end", "dur"))
        if end is None and lasts is not None:
            end = start + lasts
        origin = self._origin(element if inside is None else inside)
        return round(origin + start, 6), None if end is None else round(origin + end, 6)

    def _begin(self, element: Any) -> float | None:  # noqa: ANN401
        return self._rates.seconds(_attribute(element, "begin"))

    def _origin(self, element: Any) -> float:  # noqa: ANN401
        return self._origins.get(element.getparent(), 0.0)

    def _earliest(self, root: Any) -> dict[Any, float]:  # noqa: ANN401
        """The least that is stated inside each element; in one pass from the last."""
        earliest: dict[Any, float] = {}
        for element in reversed(list(_elements(root, "body", "div", "p"))):
            stated = self._begin(element), earliest.get(element), earliest.get(element.getparent())
            known = [start for start in stated if start is not None]
            if known:
                earliest[element.getparent()] = min(known)
        return earliest


def _positive(stated: str | None) -> float | None:
    found = re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", stated or "")
    return float(found[0]) or None if found else None


def _elements(root: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401 - elements of lxml
    return (element for element in root.iter() if local_name(element.tag) in names)


def _attribute(element: Any, name: str) -> str | None:  # noqa: ANN401 - an element of lxml
    found = (value for key, value in element.attrib.items() if local_name(key) == name)
    return next(found, None)


def _cue(paragraph: Any, names: dict[str | None, str], clocks: _Clocks) -> Cue | None:  # noqa: ANN401
    start, end = clocks.times(paragraph)
    if start is None:
        return None
    shown = _marked(paragraph, start, clocks)
    lines = [line.strip() for line in shown.split("\n") if line.strip()]
    agent = _attribute(paragraph, "agent")
    if agent and lines:
        lines[0] = f"<v {escape(names.get(agent) or agent)}>{lines[0]}"
    return Cue(start, end, tuple(lines))


def _marked(paragraph: Any, start: float, clocks: _Clocks) -> str:  # noqa: ANN401 - an element
    """A paragraph's words, with finer times written as WebVTT does."""
    pieces = [_words(paragraph.text)]
    for element in paragraph.iterdescendants():
        name = local_name(element.tag)
        begin = clocks.stamp(element, paragraph, start) if name == "span" else None
        if begin is not None:
            pieces.append(f"<{clock_of(begin)}>")
        pieces.append("\n" if name == "br" else _words(element.text) if name else "")
        pieces.append(_gap(element, begin) + _words(element.tail))
    return "".join(pieces)


def _words(text: str | None) -> str:
    return " ".join(escape(text or "", quote=False).split("\n"))


def _gap(element: Any, begin: float | None) -> str:  # noqa: ANN401 - an element of lxml
    """Words that are elements of their own may have no space between them."""
    return " " if begin is not None and len(element) == 0 and not element.tail else ""


FORMAT = TranscriptFormat("TTML", (".ttml", ".dfxp", ".xml"), likeness, parse)
