"""Where looked-for words stand in a text. ``web/finding.js`` follows the same rules in a browser.

What is looked for is words, all of which one sentence has to have, and phrases between quotation
marks. Case and accents do not count; a word is found where it begins ("eel" in "eels", not in
"feel"), but anywhere in scripts that write no spaces or join small words to the next.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

_TERM = regex.compile(r'["“”„«]([^"“”„»]*)["“”»]|(\S+)')
_AROUND = regex.compile(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$")
# Accents and vowel points; in other scripts such marks are vowels, and make another word.
_ACCENT = regex.compile(r"[\p{Mn}&&[\p{Inherited}\p{Hebrew}\p{Arabic}]]", regex.V1)
_WHOLE = regex.compile(r"[\p{Hangul}\p{Hiragana}\p{Katakana}]")
_CHARACTER = regex.compile(r".\p{M}*", regex.DOTALL)
_WORD_BEGINS = (
    r"(?<![[\p{L}\p{N}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{Arabic}\p{Hebrew}]])"
)
# What lower-casing leaves different, or decides by the letters around.
_ALIKE = {"‘": "'", "’": "'", "ς": "σ"}


class _Folding(dict[int, str]):
    """What each character is compared as; characters are looked at when they first come up."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # A syllable of Hangul or kana is one letter here: taken apart, half of one would be found.
        whole = _WHOLE.match(character) or character in _ALIKE
        letters = _ALIKE.get(character, character) if whole else _without_accents(character)
        self[code] = letters
        return letters


def _without_accents(character: str) -> str:
    without: str = _ACCENT.sub("", unicodedata.normalize("NFD", character))
    return without


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: words and phrases as they were typed, and what finds them."""

    shown: tuple[str, ...]
    each: tuple[regex.Pattern[str], ...]
    any: regex.Pattern[str]

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where the terms stand in a text that has them all, as [start, end); else nowhere."""
        letters = folded(text)
        if not all(term.search(letters) for term in self.each):
            return []
        origins = _origins(text)
        return [
            (origins[m.start()], _end_of(text, origins[m.end() - 1]))
            for m in self.any.finditer(letters)
        ]


def terms_in(typed: str) -> Terms | None:
    """The terms that somebody typed; None where there is not one letter or digit among them."""
    shown = tuple(dict.fromkeys(_terms(typed)))
    if not shown:
        return None
    escaped = [regex.escape(folded(term), literal_spaces=True) for term in shown]
    longest_first = "|".join(sorted(escaped, key=len, reverse=True))
    return Terms(shown, tuple(map(_pattern, escaped)), _pattern(f"(?:{longest_first})"))


def folded(text: str) -> str:
    """A text without case, accents and curled apostrophes; its length may change."""
    if text.isascii():
        return text.lower()
    return text.lower().translate(_FOLDING)


def _terms(typed: str) -> Iterator[str]:
    for phrase, word in _TERM.findall(typed):
        term = _AROUND.sub("", " ".join((phrase or word).split()))
        if term:
            yield term


def _pattern(choices: str) -> regex.Pattern[str]:
    return regex.compile(_WORD_BEGINS + choices, regex.V1)


def _origins(text: str) -> list[int]:
    """For each character of a folded text, the place of the one in the text that it is of."""
    origins = []
    for place, character in enumerate(text):
        origins += [place] * len(folded(character))
    return origins


def _end_of(text: str, place: int) -> int:
    """Where the character at a place ends, with the marks that belong to it."""
    whole = _CHARACTER.match(text, place)
    assert whole, "There is a character at every origin."
    return int(whole.end())
