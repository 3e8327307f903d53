"""Names of people, in the parts that references put in another order.

A name comes as one text, so where its family name begins is told by signs: the last word, or the
particle before it (``van der Berg``, ``Le Guin``). What shows no such signs stays whole and is
never turned around: one word, a stage name, two persons in one, an organisation, a name in a script
that puts the family first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

_HONORIFICS = regex.compile(r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Rev)\b\.?\s+)+")
_SUFFIX = regex.compile(r"[JS]r\.?|II|III|IV")
_DEGREE = regex.compile(r"(?:Ph\.?D|M\.?D|M\.?A|M\.?Sc|B\.?A|B\.?Sc|J\.?D|MBA|RN|Esq)\.?")
_PARTICLES = frozenset({
    "Da", "Das", "De", "Del", "Della", "Den", "Der", "Des", "Di", "Dos", "Du", "La", "Le",
    "Saint", "St.", "Ten", "Ter", "Van", "Von",
})  # fmt: skip
_IN_BRACKETS = regex.compile(r"\s*(?:\([^()]*\)|\[[^][]*\])")
"""Pronouns, mostly, or where somebody works."""
_STAGE = regex.compile(r"(?:DJ|MC)\s.+|(?:El|La|Le|Les|Los)\s\S+")
_FAMILY_FIRST = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
_ORGANISATION = regex.compile(
    r"^the\b|[&/]|\d|\b(?:and|association|club|collective|college|company|foundation|gmbh|group|inc"
    r"|institute|library|llc|ltd|magazine|media|museum|network|news|podcasts?|productions?|project"
    r"|radio|school|society|staff|studios?|team|university)\b",
    regex.IGNORECASE,
)
_ACRONYM = regex.compile(r"\b\p{Lu}{3,}\b")
_RUN_TOGETHER = regex.compile(r"(?<=\b\p{Lu}\.)(?=\p{Lu}\.)")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_LETTER = regex.compile(r"(?=\p{L})\X")
_WITH_SUFFIX = 3
"""Words that a name has at least before its last one may be a suffix: King III is one name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts. One that stays whole has nothing but ``family``.

    ``particle`` is what stands before the family name in small letters.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is never turned around."""
        return not self.given

    @property
    def surname(self) -> str:
        """By what somebody is named in a text: van der Berg."""
        return f"{self.particle} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """For a list in the order of family names: King, Martin Luther, Jr."""
        return ", ".join(part for part in (self.surname, self.given, self.suffix) if part)

    @property
    def natural(self) -> str:
        """As it is said: Martin Luther King Jr."""
        return " ".join(part for part in (self.given, self.surname, self.suffix) if part)

    @property
    def initialled(self) -> str:
        """With the given names' first letters: King, M. L., Jr."""
        return ", ".join(part for part in (self.surname, self._initials, self.suffix) if part)

    @property
    def _initials(self) -> str:
        words = (word.split("-") for word in regex.split(r"[.\s]+", self.given))
        letters = ([_LETTER.match(part) for part in parts] for parts in words)
        initials = ("-".join(f"{one[0]}." for one in word if one) for word in letters)
        return " ".join(filter(None, initials))


def name_of(text: str) -> Name:
    """The parts of a name, which has letters or digits."""
    text = _unbracketed(text)
    if _STAGE.fullmatch(text) or _FAMILY_FIRST.search(text) or _ORGANISATION.search(text):
        return Name(text)
    parts = [" ".join(filter(_WORD.search, part.split())) for part in text.split(",")]
    first, *others = filter(None, parts)
    parts = [first, *(part for part in others if not _DEGREE.fullmatch(part))]
    suffix = parts.pop() if len(parts) > 1 and _SUFFIX.fullmatch(parts[-1]) else ""
    if len(parts) > 1:
        return _parted(parts[0].split(), " ".join(parts[1:]), suffix)
    words = parts[0].split()
    if len(words) >= _WITH_SUFFIX and not suffix and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if _has_acronym(words):
        return Name(text)
    return _in_natural_order(words, suffix)


def _unbracketed(text: str) -> str:
    """A name without what stands in brackets, unless that is all there is."""
    rest = _IN_BRACKETS.sub("", text).strip()
    return rest if _WORD.search(rest) else text


def _has_acronym(words: Sequence[str]) -> bool:
    """Whether a word stands in capitals among others that do not, as in BBC Sounds."""
    name = " ".join(words)
    return not name.isupper() and _ACRONYM.search(name) is not None


def _in_natural_order(words: list[str], suffix: str) -> Name:
    titles = _HONORIFICS.match(" ".join(words))
    untitled = words[len(titles[0].split()) :] if titles else words
    if len(untitled) == 1:
        return Name(" ".join([*words, suffix]).strip())
    begins = _family_begins(untitled)
    return _parted(untitled[begins:], " ".join(untitled[:begins]), suffix)


def _family_begins(words: Sequence[str]) -> int:
    """The place of a family name's first word: the last one, or the particle before it."""
    for place in range(1, len(words) - 1):
        if words[place] == "y":  # José Ortega y Gasset
            return max(1, place - 1)
        if words[place] in _PARTICLES or words[place][0].islower():
            return place
    return len(words) - 1


def _parted(family: list[str], given: str, suffix: str) -> Name:
    particles = 0
    while particles < len(family) - 1 and family[particles][0].islower():
        particles += 1
    spaced = _RUN_TOGETHER.sub(" ", given)  # J. R. R., not J.R.R.
    return Name(" ".join(family[particles:]), spaced, " ".join(family[:particles]), suffix)
