"""A comparison made whole: "and Bo?" asks the last question of somebody else. Pure.

English rules, and only where it is plain what takes whose place; elsewhere the two questions are
read one after the other.
"""

import re
from collections.abc import Iterable, Sequence

from service.answering.dependence import (
    ABOUT,
    ADDING,
    ASKING,
    DETERMINERS,
    JOINING,
    LEADING,
    PREPOSITIONS,
    VERBS,
    in_small_letters,
    in_words,
    is_a_sentence,
    own_words,
    words_of,
)

_LONGEST_SUBJECT = 5
_AFTER_HOW_MANY = 2
_ONE = in_words("one ones")
_HELPING = in_words("do does did can could will would shall should may might must")
_COUNTED = in_words("many much")
_BEING = in_words("is are was were")
_ASKS_IF = frozenset({"", "why", "when", "whether", "if"})
_ENDS_A_PHRASE = PREPOSITIONS | ASKING | VERBS | JOINING | DETERMINERS | {"that"}
_POSSESSIVE = re.compile(r"['’]s$")
_PART = re.compile(r"\w+(?:['’]\w+)?|\S")


def asked_of_another(last: str, text: str, speakers: Iterable[str] = ()) -> str | None:
    """The last question with another subject; None where it is not plain what gives way.

    Args:
        last: The question before, by itself.
        text: What may name another subject: "and Bo?", "what about the bottom shelf?".
        speakers: Whose names are known, however they are written.
    """
    subject = _new_subject(text)
    if not subject or len(re.findall(r"[?!.]", last)) > 1:
        return None
    asked = last.rstrip(" ?!.")
    known = frozenset(part for name in speakers for part in words_of(in_small_letters(name)))
    replaced = (
        _with_other_name(asked, subject, known)
        or _with_other_time(asked, subject)
        or _with_other_thing(asked, subject)
    )
    return f"{replaced}?" if replaced else None


def _new_subject(text: str) -> list[str]:
    """The words that name another subject; none where there is more than a name."""
    is_about = ABOUT.match(in_small_letters(text))
    words = _PART.findall(text[is_about.end() :] if is_about else text)
    words = [_POSSESSIVE.sub("", word) for word in words if word[0].isalnum()]
    while words and words[0].casefold() in JOINING | LEADING:
        words.pop(0)
    while words and words[-1].casefold() in ADDING:
        words.pop()
    plain = [in_small_letters(word) for word in words]
    names = "i" not in plain and (own_words(plain) or any(word in _ONE for word in plain))
    return words if names and len(words) <= _LONGEST_SUBJECT and not is_a_sentence(plain) else []


def _with_other_name(asked: str, subject: Sequence[str], known: frozenset[str]) -> str | None:
    """Somebody's name in the place of the only other one."""
    if not all(_is_name(word, known) for word in subject):
        return None
    names = [
        found for found in re.finditer(r"\w+", asked) if found.start() and _is_name(found[0], known)
    ]
    spans = _joined([found.span() for found in names], asked)
    if len(spans) != 1:
        return None
    start, end = spans[0]
    return f"{asked[:start]}{' '.join(subject)}{asked[end:]}"


def _joined(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans with only a space between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _is_name(word: str, known: frozenset[str]) -> bool:
    plain = in_small_letters(word)
    if plain in known:
        return True
    return word[0].isupper() and plain not in _ENDS_A_PHRASE and plain != "i"


def _with_other_time(asked: str, subject: Sequence[str]) -> str | None:
    """In 1936 in the place of in 1821."""
    number = subject[-1]
    if not number.isdecimal() or len(subject) > 2:  # noqa: PLR2004 - with the preposition
        return None
    there = re.findall(r"\b\d+\b", asked)
    return asked.replace(there[0], number) if len(there) == 1 else None


def _with_other_thing(asked: str, subject: Sequence[str]) -> str | None:
    """A thing in the place of the one that the question is plainly about."""
    if in_small_letters(subject[0]) in PREPOSITIONS:
        return None
    parts = [(found[0], found.start(), found.end()) for found in _PART.finditer(asked)]
    phrase = _only_phrase([part for part, _, _ in parts], subject)
    if phrase is None:
        return None
    first, last = phrase
    named = [*subject]
    if in_small_letters(parts[first][0]) in _COUNTED:
        first += 1
    start, end = parts[first][1], parts[last - 1][2]
    if in_small_letters(named[-1]) in _ONE:
        named[-1] = parts[last - 1][0]
    return f"{asked[:start]}{' '.join(named)}{asked[end:]}"


def _only_phrase(words: Sequence[str], subject: Sequence[str]) -> tuple[int, int] | None:
    """The words [first, last) of "the top shelf": with the subject's noun, or else the only one."""
    plain = [in_small_letters(word) for word in words]
    starts = [place for place, word in enumerate(plain) if word in DETERMINERS]
    if (
        plain[0] == "how"
        and plain[1:2] in (["many"], ["much"])
        and _end_of_phrase(plain, 1) > _AFTER_HOW_MANY
    ):
        starts = [1]
    phrases = [(first, _end_of_phrase(plain, first)) for first in starts]
    phrases = [(first, last) for first, last in phrases if last > first + 1]
    of_one_kind = [phrase for phrase in phrases
                   if plain[phrase[1] - 1] == in_small_letters(subject[-1])]  # fmt: skip
    found = of_one_kind or phrases
    return found[0] if len(found) == 1 else None


def _end_of_phrase(plain: Sequence[str], first: int) -> int:
    """Where a phrase ends: before the verb after "did the key", the quality after "is the key"."""
    last = first + 1
    while last < len(plain) and plain[last] not in _ENDS_A_PHRASE and plain[last].isalnum():
        last += 1
    before = [""] * 2 + [*plain[:first]]
    is_so = before[-1] in _BEING and before[-2] in _ASKS_IF
    return last - 1 if before[-1] in _HELPING or is_so else last
