"""BibTeX: a ``@misc``, the one kind that every style of BibTeX and biblatex prints.

What such an entry has no field for (show, number, publisher) is told in ``howpublished``.
"""

from indexer.citation_styles.cited import MEDIUM, CitedEpisode
from indexer.citation_styles.names import Name

_ESCAPED = str.maketrans({
    **{character: f"\\{character}" for character in "#$%&_"},
    "\\": "{\\textbackslash}",
    "^": "{\\textasciicircum}",
    "~": "{\\textasciitilde}",
    # Not \{ and \}: BibTeX counts braces that have a backslash too.
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "<": "{\\textless}",
    ">": "{\\textgreater}",
    "|": "{\\textbar}",
})  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(cited: CitedEpisode) -> str:
    """An entry in UTF-8, named by the episode's id, so that it stays the same."""
    place = (MEDIUM, cited.show, *cited.numbering, cited.publisher)
    fields = {
        "author": " and ".join(map(_author, cited.hosts)),
        # In braces of its own: styles would make its capitals small.
        "title": f"{{{_escaped(cited.title)}}}",
        "howpublished": _escaped(", ".join(part for part in place if part)),
        "url": cited.link or "",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{cited.id},\n{''.join([*lines, *_dated(cited)])}}}\n"


def _dated(cited: CitedEpisode) -> list[str]:
    if cited.date is None:
        return []
    year, month, day = cited.date.year, _MONTHS[cited.date.month - 1], cited.date.day
    return [f"  year = {{{year}}},\n", f"  month = {month},\n", f"  day = {{{day}}},\n"]


def _author(name: Name) -> str:
    if name.is_whole:
        return f"{{{_escaped(name.natural)}}}"
    parts = (name.surname, name.suffix, name.given)
    return ", ".join(_escaped(part) for part in parts if part)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
