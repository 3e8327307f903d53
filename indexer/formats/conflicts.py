"""Marks that a version control system leaves where two people changed the same lines.

<<<<<<< HEAD        one side
=======             the other one, which nobody chose against
>>>>>>> a branch
"""

import re

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?")
_FIRST, _BASE, _SECOND, _END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"


def without_conflicts(text: str) -> tuple[str, int]:
    """The text with the first side of each conflict, or the second where that is all there is.

    Gives the number of conflicts, too. Marks without partners are text: a row of equals signs
    underlines a heading.
    """
    if _FIRST not in text or _END not in text:
        return text, 0
    lines = text.split("\n")
    kept, position, count = [], 0, 0
    while position < len(lines):
        marks = _marks_of_conflict(lines, position)
        if marks is None:
            kept.append(lines[position])
            position += 1
            continue
        first_end, second, end = marks
        first = lines[position + 1 : first_end]
        kept += first if any(map(str.strip, first)) else lines[second + 1 : end]
        position, count = end + 1, count + 1
    return "\n".join(kept), count


def _marks_of_conflict(lines: list[str], position: int) -> tuple[int, int, int] | None:
    """Where the first side ends, where the second begins, and where the conflict ends."""
    if _mark(lines[position]) != _FIRST:
        return None
    first_end = second = 0
    for at in range(position + 1, len(lines)):
        mark = _mark(lines[at])
        if mark == _FIRST or (mark == _END and not second):
            return None
        if mark in {_BASE, _SECOND}:
            first_end = first_end or at
            second = at if mark == _SECOND else second
        if mark == _END:
            return first_end, second, at
    return None


def _mark(line: str) -> str | None:
    found = _MARK.fullmatch(line.rstrip()) if line[:1] in "<|=>" and line else None
    return found[1] if found else None
