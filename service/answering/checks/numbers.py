"""The numbers a text says, in digits or in words, and their units. Pure.

Spelled numbers are read by text2num; what it leaves apart is joined here: "3.5 million", "twenty
nineteen", "37B".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from text_to_num import alpha2digit

_LANGUAGES = frozenset(("ca", "de", "en", "es", "fr", "it", "nl", "pt", "ru"))
_NUMBER = re.compile(
    r"(?P<currency>[$€£¥])?\s?(?<![\w.])(?P<digits>\d{1,3}(?:[,\u202f']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<suffix>%|[A-Za-z]{1,3}(?![A-Za-z])|)"
)
_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mm": 1e6, "million": 1e6,
    "millions": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "trillion": 1e12,
    "hundred": 1e2, "hundreds": 1e2,
}  # fmt: skip
_FACTORS = frozenset((1e2, 1e3, 1e6, 1e9, 1e12))
_WORDS = {
    "couple": 2.0, "pair": 2.0, "both": 2.0, "twice": 2.0, "double": 2.0, "dozen": 12.0,
    "half": 0.5, "quarter": 0.25, "once": 1.0, "single": 1.0, "triple": 3.0, "fifties": 50.0,
    "sixties": 60.0,
    "seventies": 70.0, "eighties": 80.0, "nineties": 90.0, "first": 1.0, "second": 2.0,
}  # fmt: skip
_UNITS = {
    name: unit
    for unit, names in {
        "percent": "percent % percentage",
        "dollar": "$ dollar dollars usd bucks",
        "euro": "€ euro euros",
        "pound": "£",
        "year": "year years yr",
        "month": "month months",
        "week": "week weeks",
        "day": "day days",
        "hour": "hour hours hr hrs",
        "minute": "minute minutes min mins",
        "second": "second seconds sec",
        "millisecond": "ms millisecond milliseconds",
        "kilometre": "km kilometer kilometers kilometre kilometres",
        "mile": "mile miles",
        "metre": "meter meters metre metres",
        "foot": "foot feet ft",
        "kilogram": "kg kilogram kilograms kilo kilos",
        "degree": "° degree degrees",
        "byte": "byte bytes", "megabyte": "mb megabyte megabytes meg megs",
        "gigabyte": "gb gigabyte gigabytes gig gigs", "terabyte": "tb terabyte terabytes",
    }.items()
    for name in names.split()
}  # fmt: skip
_ROUGH = {
    name: measure
    for measure, names in {
        "twice": "twice double doubled doubles", "three times": "thrice triple tripled",
        "dozens": "dozens", "hundreds": "hundreds", "thousands": "thousands",
        "millions": "millions", "billions": "billions",
    }.items()
    for name in names.split()
}  # fmt: skip
_TIMES = frozenset(("year", "month", "week", "day", "hour", "minute", "decade", "century"))
_MEASURES = _ROUGH | {n: u for n, u in _UNITS.items() if u in _TIMES} | {
    "decade": "decade", "decades": "decade", "century": "century", "centuries": "century",
    "yearly": "year", "annual": "year", "annually": "year", "monthly": "month", "weekly": "week",
    "daily": "day", "hourly": "hour", "today": "day",
}  # fmt: skip
_FRACTIONS = (
    (re.compile(r"\b(\d+) and (?:a|1) half\b", re.IGNORECASE), r"\1.5"),
    (re.compile(r"\btwo and a half\b", re.IGNORECASE), "2.5"),
    (re.compile(r"\bone and a half\b", re.IGNORECASE), "1.5"),
    (re.compile(r"\bhalf (?:a |1 )?(?=100)", re.IGNORECASE), "0.5 "),
    (re.compile(r"\bcouple (?:of )?(?=\d)", re.IGNORECASE), "2 "),
)
_FOLLOWING = re.compile(r"[\s-]*([A-Za-z%$€°]+)")
_FIRST_CENTURY, _LAST_CENTURY, _HUNDRED = 10, 21, 100
_MOST_FACTORED = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A value, and its unit where one that is known stands beside it."""

    value: float
    unit: str | None = None


_ONE = Number(1.0)
_SAYS_ONE = frozenset(("one", "a", "an", "single", "another", "each", "per", "every"))


@lru_cache(maxsize=20_000)
def numbers_said(text: str, language: str) -> frozenset[Number]:
    """Every number that a text can be heard to say: generous, for the side that is believed."""
    digits = _in_digits(text, language, least=0)
    numbers = {number for parts in _numbers(digits) for number in parts}
    words = re.findall(r"[a-z]+", text.casefold())
    numbers |= {Number(_WORDS[word]) for word in words if word in _WORDS}
    one = _SAYS_ONE.intersection(re.findall(r"[a-z]+", digits.casefold()))
    return frozenset(numbers | {_ONE} if one else numbers)


@lru_cache(maxsize=1_000)
def numbers_claimed(text: str, language: str) -> frozenset[Number]:
    """The numbers that a claim states; a spelled "one" is a word like others."""
    return frozenset(parts[-1] for parts in _numbers(_in_digits(text, language, least=2)))


def unsaid_numbers(claim: str, source: str, language: str) -> frozenset[Number]:
    """The numbers of a claim that its source does not say, or says of another unit."""
    said = numbers_said(source, language)
    return frozenset(
        number for number in numbers_claimed(claim, language) if not is_said(number, said)
    )


def unsaid_measures(claim: str, source: str) -> frozenset[str]:
    """The units and rough amounts of a claim, "weeks", "dozens", "twice", that were not said.

    What was said of another unit counts as that unit only: a month is not a week.
    """
    return _measures(claim) - _measures(source)


def _measures(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z%$€£]+", text.casefold())
    return frozenset(_MEASURES[word] for word in words if word in _MEASURES)


def is_said(number: Number, said: frozenset[Number]) -> bool:
    """Whether a number is among those that were said, of no other unit."""
    return any(_same(number, other) for other in said)


def _same(claimed: Number, said: Number) -> bool:
    close = abs(claimed.value - said.value) <= 1e-6 * max(1.0, abs(claimed.value))
    return close and (claimed.unit is None or said.unit in (None, claimed.unit))


def _in_digits(text: str, language: str, *, least: int) -> str:
    primary = language.partition("-")[0].lower()
    if primary not in _LANGUAGES:
        return text
    # Hyphens keep "thirty-one" together for the reader of words; "two-year" would hide its number.
    spelled = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    digits = str(alpha2digit(spelled, primary, threshold=least))
    for pattern, replacement in _FRACTIONS:
        digits = pattern.sub(replacement, digits)
    return digits


def _numbers(text: str) -> Iterator[list[Number]]:
    """Each number of a text with the parts it was said in; the whole comes last."""
    waiting: list[Number] = []
    waiting_end = 0
    for match in _NUMBER.finditer(text):
        value, end = _value(match, text)
        unit = _unit(match, text, end)
        joined = None
        if waiting and text[waiting_end : match.start("digits")].strip(" -") in ("", "a"):
            joined = _joined(waiting[-1].value, value)
        if joined is None:
            if waiting:
                yield waiting
            waiting = [Number(value, unit)]
        else:
            waiting += [Number(value, unit), Number(joined, unit)]
        waiting_end = end
    if waiting:
        yield waiting


def _value(match: re.Match[str], text: str) -> tuple[float, int]:
    """The value of written digits with their magnitude, and where it ends."""
    value, end = float(re.sub(r"[,\u202f']", "", match["digits"])), match.end()
    suffix = match["suffix"].casefold()
    if suffix in _MAGNITUDES:
        return value * _MAGNITUDES[suffix], end
    following = _FOLLOWING.match(text, end)
    if following and not suffix and following[1].casefold() in _MAGNITUDES:
        return value * _MAGNITUDES[following[1].casefold()], following.end()
    return value, end


def _joined(earlier: float, value: float) -> float | None:
    """What two neighbouring numbers say together: 3.5 and a million, twenty and nineteen."""
    if value in _FACTORS and earlier < _MOST_FACTORED:
        return earlier * value
    whole = earlier == int(earlier) and value == int(value)
    if whole and _FIRST_CENTURY <= earlier <= _LAST_CENTURY and value < _HUNDRED:
        return earlier * _HUNDRED + value
    return None


def _unit(match: re.Match[str], text: str, end: int) -> str | None:
    if match["currency"]:
        return _UNITS.get(match["currency"])
    if match["suffix"].casefold() in _UNITS:
        return _UNITS[match["suffix"].casefold()]
    following = _FOLLOWING.match(text, end)
    return _UNITS.get(following[1].casefold()) if following else None
