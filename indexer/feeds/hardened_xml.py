"""XML from strangers: no entity is expanded, no file or address read, and sloppy writing is read.

Strictly at first; what is not well formed is mended where feeds are usually broken (an encoding
that is not the stated one, ``&nbsp;``, ``Q&A``) and then read as far as it goes.
"""

import re
import sys
from html.entities import html5

from lxml import etree

from indexer.errors import ExplainedError
from indexer.formats import TranscriptRefused
from indexer.formats.decoding import decoded
from indexer.formats.xml_tree import guarded_parser

_PROLOGUE = 100_000
"""Bytes before the root element in which a document may declare what it is."""

_OWN_ENTITIES = re.compile(rb"<!DOCTYPE[^<>\[]{0,2000}\[", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,300}\?>")
_STATED_ENCODING = re.compile(rb"<\?xml[^<>]{0,200}\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_AMPERSAND = re.compile(r"&(#\d{1,7};|#x[0-9a-f]{1,6};|\w{1,32};)?", re.IGNORECASE)
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_NO_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


class XmlRefused(ExplainedError):
    """A document that is no XML that is read; the message goes on after its name."""


def read_xml(data: bytes) -> etree._Element:
    """The root element of a document.

    Raises:
        XmlRefused: It declares entities, or nothing of it can be read.
    """
    # The parser would leave them alone; but nothing that is meant well has any.
    if _OWN_ENTITIES.search(data[:_PROLOGUE].replace(b"\0", b"")):
        raise XmlRefused("declares entities of its own, which no podcast's feed needs.")
    try:
        return etree.fromstring(data, guarded_parser())
    except (etree.XMLSyntaxError, ValueError):
        return _mended(data)


def _mended(data: bytes) -> etree._Element:
    try:
        text = _text_of(data)
    except TranscriptRefused as refusal:
        raise XmlRefused(str(refusal)) from refusal
    text = _NO_XML_CHARACTER.sub("", _DECLARATION.sub("", text, count=1))
    parts = text.split(_CDATA)
    mended = [_without_strays(parts[0])]
    for part in parts[1:]:
        inside, end, after = part.partition(_CDATA_END)
        mended += [_CDATA, inside, end, _without_strays(after)]
    parser = guarded_parser(encoding="utf-8", recover=True)
    try:
        root = etree.fromstring("".join(mended).encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlRefused("is no XML that can be read.") from error
    if root is None:
        raise XmlRefused("is no XML that can be read.")
    return root


def _text_of(data: bytes) -> str:
    stated = _STATED_ENCODING.match(data.lstrip()[:300])
    try:
        return data.decode(stated[1].decode()) if stated else decoded(data)
    except (LookupError, ValueError):
        return decoded(data)


def _without_strays(text: str) -> str:
    """The text with HTML's entities as characters, and every other ``&`` as one."""
    return _AMPERSAND.sub(_mended_ampersand, text)


def _mended_ampersand(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in _OF_XML:
        return found[0]
    if name.startswith("#"):
        # A number that stands for no character would be read, and could not be written.
        return "" if _NO_XML_CHARACTER.search(_numbered(name)) else found[0]
    if name in html5:
        return html5[name].replace("&", "&amp;").replace("<", "&lt;")
    return f"&amp;{name}"


def _numbered(reference: str) -> str:
    """The character of a reference by number: ``#38;``, ``#x26;``."""
    digits = reference[1:-1].lower()
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return chr(number) if number <= sys.maxunicode else "\0"
