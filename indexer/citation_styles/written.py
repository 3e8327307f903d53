"""How references are written: sentences, titles between quotation marks or in italics."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.citation_styles.names import Name

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ENDS = (".", "?", "!", "…", "。", "？", "！")
_INNER = str.maketrans("“”", "‘’")
_INNER_LOW = str.maketrans("„“”", "‘’’")


class Italic(str):
    """A text that stands in italics."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as text and in HTML, and what stands in the text of a paper."""

    text: str
    html: str
    in_text: str


def written(sentences: Iterable[Sequence[str]], in_text: str) -> Reference:
    """A reference of sentences, each of pieces that follow one another; empty ones are left out."""
    kept = [sentence for sentence in sentences if any(sentence)]
    return Reference(
        text=" ".join("".join(sentence) for sentence in kept),
        html=" ".join("".join(map(_in_html, sentence)) for sentence in kept),
        in_text=in_text,
    )


def stopped(*pieces: str) -> list[str]:
    """A sentence with the full stop that it lacks; nothing where it has no words."""
    text = "".join(pieces)
    return [*pieces, "" if not text or text.endswith(_ENDS) else "."]


def listed(parts: Sequence[str]) -> list[str]:
    """A sentence of parts with commas between them; nothing where there are none."""
    pieces = [piece for part in parts for piece in (", ", part)][1:]
    return stopped(*pieces)


def numbered(show: str | None, numbering: list[str]) -> list[str]:
    """A show and which episode of it is meant; what begins a sentence has a capital letter."""
    if show:
        return [Italic(show), *numbering]
    return [numbering[0].capitalize(), *numbering[1:]] if numbering else []


def quoted(title: str, mark: str = "") -> str:
    """A title between quotation marks, and a mark before the last of them as Americans set it.

    A full stop is left out where the title has an end of its own.
    """
    nested = _with_inner_marks(title)
    ends_quoted = title.endswith(('"', "”", "“")) and nested.endswith("’")
    inside, closing = (nested[:-1], "’") if ends_quoted else (nested, "")
    if mark == "." and inside.endswith(_ENDS):
        mark = ""
    return f"“{inside}{mark}{closing}”"


def spelled(names: Sequence[Name], most: int, word: str) -> str:
    """Family names as they stand in a text; of more than ``most`` the first."""
    if len(names) > most:
        return f"{names[0].surname} et al."
    *others, last = (name.surname for name in names)
    if not others:
        return last
    comma = "," if len(others) > 1 else ""
    return f"{', '.join(others)}{comma} {word} {last}"


def _with_inner_marks(title: str) -> str:
    """Double quotation marks inside a title become single ones, where they come in pairs."""
    title = title.translate(_INNER_LOW if "„" in title else _INNER)
    return title if title.count('"') % 2 else re.sub('"([^"]*)"', r"‘\1’", title)


def _in_html(piece: str) -> str:
    escaped = html.escape(piece, quote=False)
    return f"<i>{escaped}</i>" if isinstance(piece, Italic) else escaped
