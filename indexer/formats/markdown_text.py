r"""Markdown's markup taken off its words.

Escaped characters and code are hidden first, since they look like markup and are none.
"""

import re

from indexer.formats.cue_text import decode_entities

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?:(?!---[ \t]*(?:\n|$)).*\n)*---[ \t]*(?:\n|$)")

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_HIDDEN = re.compile("[\U0010ff21-\U0010ff7e]")
_HIDDEN_BASE = 0x10FF00

# An unclosed mark must not have the rest of a file searched again and again: lengths are bounded,
# and a comment ends its search at the next one.
_CODE = re.compile(r"(`{1,3})([^`\n]{1,300})\1")
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
_TARGET = r"\((?:[^()\n]|\([^()\n]{0,300}\)){0,2000}\)"
_IMAGE = re.compile(rf"!\[[^\[\]]{{0,300}}\]{_TARGET}")
_LINK = re.compile(rf"\[([^\[\]]{{1,1000}})\]{_TARGET}")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,12})(?:\s[^<>]{0,1000})?/?>")
_DELIMITER = re.compile(r"\*{1,3}|_{1,3}|~~")

_TAG_NAMES_LISTED = """
    a abbr b big blockquote br center cite code del details div em font h1 h2 h3 h4 h5 h6 hr i
    iframe img ins kbd li mark ol p pre q s small span strike strong sub summary sup table tbody td
    th thead time tr tt u ul var wbr
"""
_TAG_NAMES = frozenset(_TAG_NAMES_LISTED.split())
_TAGS_THAT_PART = frozenset({"br", "p", "div", "li", "tr", "td", "hr"})


def without_front_matter(text: str) -> str:
    """The text below its YAML front matter, if it has one."""
    front = _FRONT_MATTER.match(text)
    return text[front.end() :] if front else text


def plain(text: str) -> str:
    """The words of a piece of Markdown; what only looks like markup stays."""
    text = _ESCAPED.sub(lambda escaped: _hidden(escaped[1]), text)
    text = _CODE.sub(lambda code: _PUNCTUATION.sub(lambda sign: _hidden(sign[0]), code[2]), text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", _COMMENT.sub("", text)))
    text = _TAG.sub(_without_tag, _AUTOLINK.sub(r"\1", text))
    text = decode_entities(_without_emphasis(text))
    return _HIDDEN.sub(lambda hidden: chr(ord(hidden[0]) - _HIDDEN_BASE), text)


def _hidden(sign: str) -> str:
    return chr(_HIDDEN_BASE + ord(sign))


def _without_tag(tag: re.Match[str]) -> str:
    """Nothing for a tag of HTML; ``<inaudible>`` is not one."""
    name = tag[1].lower()
    if name not in _TAG_NAMES:
        return tag[0]
    return " " if name in _TAGS_THAT_PART else ""


def _without_emphasis(text: str) -> str:
    """The text without pairs of marks; a mark with no partner was said or written as it is."""
    opened: dict[str, re.Match[str]] = {}
    paired: list[re.Match[str]] = []
    for mark in _DELIMITER.finditer(text):
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        if mark[0] in opened and before.strip() and not _is_inside_word(mark[0], after):
            paired += [opened.pop(mark[0]), mark]
        elif after.strip() and not _is_inside_word(mark[0], before):
            opened[mark[0]] = mark
    return _removed(text, sorted(paired, key=lambda mark: mark.start()))


def _is_inside_word(mark: str, neighbour: str) -> bool:
    """Underscores inside a word are letters, and so are asterisks: ``snake_case``, ``sh*t``."""
    return mark != "~~" and neighbour.isalnum()


def _removed(text: str, marks: list[re.Match[str]]) -> str:
    pieces, begin = [], 0
    for mark in marks:
        pieces.append(text[begin : mark.start()])
        begin = mark.end()
    return "".join(pieces) + text[begin:]
