"""What an answer depends on, as a key: whoever asks under the same key is given the same answer.

Two questions have one key only if they mean the same, so what is folded is little: capitals, white
space, apostrophes, the marks at both ends, a "please" before the rest. No nearness of meaning: a
vector hardly tells "when" from "why".
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import indexer
import service.answering
from indexer import IndexedEpisode, canonical_text
from service.answering.conversation import Exchange
from service.answering.question import Question

_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("‘’ʼ＇", "''''")
_MARKS_BEFORE, _MARKS_AFTER = "¿ ", "?？؟.…。 "
# One that is followed by another is a name: the album "Please Please Me".
_PLEASE = re.compile(r"^please,? (?!please\b)(?=\w+\W+\w)")


def answer_key(parts: Iterable[str]) -> str:
    """A sha256 of all that an answer depends on, each part apart from the others."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def parts_of(
    question: Question, episode: IndexedEpisode, earlier: Sequence[Exchange] = ()
) -> tuple[str, ...]:
    """What an answer depends on of what is asked: the episode as it is indexed, and the question.

    A build is never changed: other words, metadata, passages or vectors are another build. What a
    follow-up goes on from is a part of it, ``earlier`` too, which a model is shown.
    """
    depends = question.standalone is not None
    goes_on_from = (
        question.wish,
        question.carried,
        question.readings,
        normalised(question.beside),
        [(one.question, one.answer) for one in earlier] if depends else [],
    )
    return (
        episode.id,
        episode.build,
        normalised(question.text),
        normalised(question.before),
        json.dumps(goes_on_from),
    )


def normalised(question: str) -> str:
    """A question as it is compared; normalising it again changes nothing."""
    return _PLEASE.sub("", folded(question).lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER))


def folded(text: str) -> str:
    """A text in small letters, with the apostrophes of a keyboard.

    A word with a capital behind its first letter stays as it is written: "US" is not "us". What
    ``casefold`` would do more is too much: "Maße" are not "Masse".
    """
    keyboard = unicodedata.normalize("NFC", canonical_text(text)).translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", _WORD.sub(_in_small_letters, keyboard))


def _in_small_letters(word: re.Match[str]) -> str:
    is_written_so = any(letter.isupper() for letter in word[0][1:])
    return word[0] if is_written_so else word[0].lower()


@cache
def answering_version() -> str:
    """What names the code that answers: its release, and a hash of its sources.

    The sources, since a number that somebody has to raise by hand is forgotten.
    """
    try:
        release = version("ask-episode")
    except PackageNotFoundError:  # it runs from a checkout
        release = ""
    return f"{release} {sources_sha256(indexer, service.answering)}"


def sources_sha256(*packages: ModuleType) -> str:
    """A hash of the source files of packages: what they did before a change is another's work."""
    folders = [Path(path) for package in packages for path in package.__path__]
    return files_sha256(file for folder in folders for file in folder.rglob("*.py"))


def files_sha256(files: Iterable[Path]) -> str:
    """A hash of files, whichever order they come in."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
