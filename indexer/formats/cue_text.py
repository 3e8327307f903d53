"""What the text of a cue says: voices, finer times, changes of speaker, and plain words.

<v Ann Lee>Hello &amp; welcome        a voice, until the next one
one<00:00:01.500><c> two</c>          the second at which "two" begins
- Yes. - No.      >> No.              a change to a speaker who is not named
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from indexer.formats.timestamps import CLOCK, seconds_of
from indexer.transcript import canonical_text

_TAG = re.compile(r"<(?:([\d:.]{4,14})|(/?)([A-Za-z]+)((?:[.\s][^<>]*)?)/?)>")
_TIME = re.compile(CLOCK)
_OVERRIDE = re.compile(r"\{\\[^{}]{0,80}\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
# A dash is a change only before what could begin a sentence: "so we -- / - as I said - went on".
_CHANGE = re.compile(r"\s*(?:>>>?\s*|[-–—]\s+(?=[^\s\-])|-(?=[^\W\d_]|[\"'“‘\[(¿¡]))")
_CHANGE_IN_LINE = re.compile(r"(?<=[.?!…\"”’\])—\-])\s+-\s+(?=\S)|(?<=\s)>>>?\s*(?=\S)")
_DASHES_OF_A_HABIT = 3

_TAG_NAMES_LISTED = """
    v c i b u s em strong span font lang ruby rt rp rb br p div a sup sub strike del small mark big
    tt code q cite time
"""
_TAG_NAMES = frozenset(_TAG_NAMES_LISTED.split())


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one line of a cue.

    ``begins`` says that somebody else speaks from here on: ``speaker``, or an unknown person.
    ``stamp`` is the source's own second for the fragment, where it is finer than the cue's.
    """

    text: str
    begins: bool = False
    speaker: str | None = None
    stamp: float | None = None
    opens_line: bool = False


def fragments(lines_of_cues: Sequence[Sequence[str]]) -> list[list[Fragment]]:
    """For each cue, given as its lines, the fragments it consists of."""
    tagged = [list(_tagged(lines)) for lines in lines_of_cues]
    opening = sum(_marks_change(part) for parts in tagged for part in parts)
    habit = opening >= _DASHES_OF_A_HABIT
    return [[piece for part in parts for piece in _changes(part, habit)] for parts in tagged]


def without_tags(line: str) -> str:
    """The words of a line as they are shown."""
    return canonical_text(decode_entities(_TAG.sub(_shown, line)))


def decode_entities(text: str) -> str:
    """The text with its entities decoded; only those with a semicolon: "R&D" has none."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def _shown(tag: re.Match[str]) -> str:
    return "" if _is_tag(tag) else tag[0]


def _is_tag(tag: re.Match[str]) -> bool:
    if tag[1]:
        return bool(_TIME.fullmatch(tag[1]))
    return tag[3].lower() in _TAG_NAMES


def _tagged(lines: Sequence[str]) -> Iterator[Fragment]:
    """The text between tags, each piece with what the tags before it say."""
    voice: Fragment | None = None
    stamp: float | None = None
    for line in lines:
        opens_line, gap = True, ""
        for text, tag in _between_tags(_OVERRIDE.sub("", line)):
            if text.strip():
                said, words = voice or Fragment(""), decode_entities(gap + text)
                yield replace(said, text=words, stamp=stamp, opens_line=opens_line)
                voice, stamp, opens_line, gap = None, None, False, ""
            else:
                gap += text
            if tag is not None and tag[1]:
                stamp = seconds_of(tag[1])
            elif tag is not None and _opens_voice(tag):
                voice, opens_line = _voice(tag), True


def _between_tags(line: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Each text with the tag that ends it; what is no tag stays in the text."""
    begin = 0
    for tag in _TAG.finditer(line):
        if _is_tag(tag):
            yield line[begin : tag.start()], tag
            begin = tag.end()
    yield line[begin:], None


def _opens_voice(tag: re.Match[str]) -> bool:
    return bool(tag[3]) and tag[3].lower() == "v" and not tag[2]


def _voice(tag: re.Match[str]) -> Fragment:
    """A voice's name stands behind its classes: ``<v.loud.first Ann Lee>``."""
    annotation = tag[4]
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    name = canonical_text(decode_entities(annotation))
    return Fragment("", begins=True, speaker=name or None)


def _marks_change(fragment: Fragment) -> bool:
    return fragment.opens_line and _without_mark(fragment.text) is not None


def _without_mark(text: str) -> str | None:
    """The text behind a mark of change; None where it has none."""
    mark = _CHANGE.match(text)
    if mark is None:
        return None
    rest = text[mark.end() :]
    is_dash = ">" not in mark[0]
    return None if is_dash and rest[:1].islower() else rest


def _changes(fragment: Fragment, habit: bool) -> Iterator[Fragment]:
    """The fragment cut where the speaker changes, without the marks."""
    rest = _without_mark(fragment.text) if fragment.opens_line else None
    first = fragment.text if rest is None else rest
    pieces = _cut_in_line(first) if habit or rest is not None or ">>" in first else [first]
    yield replace(fragment, text=pieces[0], begins=fragment.begins or rest is not None)
    for piece in pieces[1:]:
        yield Fragment(piece, begins=True, opens_line=True)


def _cut_in_line(text: str) -> list[str]:
    whole, begin = [], 0
    for mark in _CHANGE_IN_LINE.finditer(text):
        # A dash before a small letter is a dash; two arrows are always a change.
        if ">" in mark[0] or not text[mark.end() : mark.end() + 1].islower():
            whole.append(text[begin : mark.start()])
            begin = mark.end()
    return [*whole, text[begin:]]
