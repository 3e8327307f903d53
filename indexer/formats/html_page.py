"""Web pages: Podcasting 2.0's ``<cite>``, ``<time>`` and ``<p>``, or text in paragraphs.

page ► a table (html_table) that holds most of its words
    └► blocks (html_blocks) ► turns, where its markup says who speaks and when
                           └► text, which is read as text is, where its words say so
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.assembly import assemble
from indexer.formats import plain_text, timed_text
from indexer.formats.csv_table import transcript_of_table
from indexer.formats.html_blocks import Block, Kind, blocks_of, main_part_of
from indexer.formats.html_table import table_in
from indexer.formats.labels import looks_like_name
from indexer.formats.markdown_text import without_front_matter
from indexer.formats.registry import Likeness, TranscriptFormat, TranscriptRefused
from indexer.formats.timestamps import seconds_of
from indexer.formats.turns import TurnLine, segments_of
from indexer.transcript import Timing, Transcript

_PROLOGUE = r"\s*(?:<\?xml.{0,200}?\?>\s*)?(?:<!--.{0,2000}?-->\s*)?"
_DOCUMENT = re.compile(rf"{_PROLOGUE}<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_BLOCK = r"<(?:p|div|dl|cite|time|h[1-6]|ul|ol|section|article|main|table|body|head|span)\b[^<>]*>"
_FRAGMENT = re.compile(rf"\s*(?:<!--.{{0,2000}}?-->\s*)?{_BLOCK}", re.IGNORECASE | re.DOTALL)
_OPENING_BLOCK = re.compile(rf"^\s{{0,40}}{_BLOCK}", re.IGNORECASE | re.MULTILINE)
_SNIFFED_CHARS = 50_000
_FEWEST_BLOCKS = 3
_FEWEST_WORDS = 150
"""Of a page that names no speaker and no time; fewer are an error page or a menu."""


def likeness(text: str) -> Likeness:
    """Certain for a document; likely for a fragment that opens with a block, or has several."""
    head = text[:_SNIFFED_CHARS]
    if _DOCUMENT.match(head):
        return Likeness.CERTAIN
    head = without_front_matter(head)
    blocks = sum(1 for _ in zip(_OPENING_BLOCK.finditer(head), range(_FEWEST_BLOCKS), strict=False))
    return Likeness.LIKELY if _FRAGMENT.match(head) or blocks == _FEWEST_BLOCKS else Likeness.NONE


def parse(text: str) -> Transcript:
    """Its turns, or its paragraphs; headings, menus and footers are no speech."""
    part = main_part_of(without_front_matter(text))
    table = None if part is None else table_in(part)
    if table is not None:
        return transcript_of_table(*table)
    blocks = _with_named_headings(_with_named_terms(blocks_of(part)))
    if any(block.kind in {Kind.SPEAKER, Kind.TIME} for block in blocks):
        turns = list(_turns(blocks))
        timed = any(turn.stamp is not None for turn in turns)
        return assemble(segments_of(turns), Timing.PARAGRAPH if timed else Timing.NONE)
    return _read_as_text("\n\n".join(block.text for block in blocks if block.text.strip()))


def _turns(blocks: Sequence[Block]) -> Iterator[TurnLine]:
    """Each paragraph with the name and the time that stand before it."""
    head = TurnLine("")
    for block in blocks:
        if block.kind is Kind.SPEAKER:
            head = replace(head, begins=True, speaker=block.text)
        elif block.kind is Kind.TIME:
            head = replace(head, stamp=seconds_of(block.text))
        elif block.text.strip():
            yield replace(head, text=block.text, opens_paragraph=True)
            head = TurnLine("")


def _with_named_terms(blocks: Sequence[Block]) -> list[Block]:
    """Terms of lists that come back as names do are speakers; others are text."""
    terms = [block.text.rstrip(":： ") for block in blocks if block.kind is Kind.TERM]
    are_names = len(set(terms)) < len(terms) and all(map(looks_like_name, terms))
    kind = Kind.SPEAKER if are_names else Kind.TEXT
    return [
        Block(block.text.rstrip(":： ") if are_names else block.text, kind)
        if block.kind is Kind.TERM
        else block
        for block in blocks
    ]


def _with_named_headings(blocks: Sequence[Block]) -> list[Block]:
    """Headings that come back as names do are speakers; all others are left out."""
    names = Counter(block.text for block in blocks if block.kind is Kind.HEADING)
    repeated = {name for name, count in names.items() if count > 1 and looks_like_name(name)}
    # Who speaks once has a heading like all others have.
    are_names = repeated and all(map(looks_like_name, names))
    speakers = set(names) if are_names else repeated
    return [
        replace(block, kind=Kind.SPEAKER) if block.kind is Kind.HEADING else block
        for block in blocks
        if block.kind is not Kind.HEADING or block.text in speakers
    ]


def _read_as_text(text: str) -> Transcript:
    stamped = timed_text.likeness(text) > Likeness.NONE
    transcript = timed_text.parse(text) if stamped else plain_text.parse(text)
    told = any(one.speaker or one.spans for one in transcript.utterances)
    if not told and transcript.word_count < _FEWEST_WORDS:
        raise TranscriptRefused(
            "is a web page (HTML) without a transcript in it: it names no speaker and no time, "
            f"and has {transcript.word_count} words. Give the page that has the transcript, or "
            "its WebVTT, SRT or JSON."
        )
    return transcript


FORMAT = TranscriptFormat("HTML", (".html", ".htm", ".xhtml"), likeness, parse)
