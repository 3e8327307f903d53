"""A question set of our own, of two episodes; what answers is known by hand."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_THINGS = ("cellar", "north gate", "weighing room", "long roof", "landing stage", "old pump")


def _ledger(of: str, years: range) -> list[str]:
    """Talk beside the point, so that an episode has several passages."""
    return [
        f"In {year} the {of} took {year % 7 + 2} new people on, mended its "
        f"{_THINGS[year % len(_THINGS)]} and paid another part of what it owed to the bank."
        for year in years
    ]


SPOKEN_QUESTION = "What saved the other thirty trees?"

_ORCHARD = [
    "Welcome to Slow Harvest. Tomas, the orchard that you planted nearly failed at once.",
    "It did. The first frost killed sixty of the ninety pear trees in a single night.",
    f"That must have been hard. {SPOKEN_QUESTION}",
    "We lit small fires between the rows and kept them burning until dawn.",
    *_ledger("orchard", range(1999, 2015)),
    "Most of the pears go to a cider press in the next valley.",
    "The rest is sold on the Saturday market, by the basket.",
    "Her bees pollinate everything here; without the hives there would be half the fruit.",
]
_FERRY = [
    "The ferry crossed the strait for the first time in 1931, with nobody on board.",
    "Until then a letter to the islands took nine days.",
    *_ledger("ferry", range(1932, 1950)),
    "The Marta, which came later, could carry four hundred passengers and their bicycles.",
    "",
    "She was broken up for scrap when the bridge was opened.",
]


def _turns() -> list[Row]:
    orchard = [
        {"episode": "orchard", "turn": number, "text": text, "start": number * 9.5}
        | {"speaker": ("Mira", "Tomas")[number % 2]}
        for number, text in enumerate(_ORCHARD)
    ]
    ferry = [
        {"episode": "ferry", "turn": number, "text": text, "paragraph": number // 3}
        for number, text in enumerate(_FERRY)
    ]
    return orchard + ferry


TURNS = _turns()


def _question(name: str, episode: str, text: str, *evidence: list[int], **more: Any) -> Row:
    told: Row = {"id": name, "episode": episode, "question": text, "kind": "fact"}
    return told | {"answerable": bool(evidence), "evidence": list(evidence)} | more


_OF_FERRY = len(_FERRY)
_BEFORE = [
    {"speaker": "user", "text": "When was the first crossing?"},
    {"speaker": "system", "text": "In 1931."},
    {"speaker": "user", "text": "How many passengers could the Marta carry?"},
    {"speaker": "system", "text": "Quite a lot."},
]

QUESTIONS = [
    _question("frost", "orchard", "How many pear trees did the first frost kill?", [1, 1]),
    _question(
        "fires", "orchard", SPOKEN_QUESTION, [3, 3], mask={"turn": 2, "text": SPOKEN_QUESTION}
    ),
    _question("pears", "orchard", "Where do the pears go?", [20, 20], [21, 21]),
    _question("tractor", "orchard", "What did the tractor cost?", kind="near"),
    _question("anthem", "orchard", "Who composed the Olympic anthem?", kind="elsewhere"),
    _question("crossing", "ferry", "When did the ferry first cross the strait?", [0, 0]),
    _question(
        "follow-up", "ferry", "Please elaborate?", [_OF_FERRY - 3, _OF_FERRY - 3], history=_BEFORE
    ),
    _question("alone", "ferry", "Please elaborate?", [_OF_FERRY - 3, _OF_FERRY - 3]),
    _question("whales", "ferry", "Which whales eat squid?", kind="elsewhere"),
]
IDS = [str(question["id"]) for question in QUESTIONS]


def write_set(
    folder: Path,
    name: str = "tiny",
    *,
    turns: Sequence[Row] = TURNS,
    questions: Sequence[Row] = QUESTIONS,
    compressed: bool = True,
) -> Path:
    """Writes the two files of a set; gives what names it."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in (("turns", turns), ("questions", questions)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if compressed:
            (folder / f"{name}.{kind}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        else:
            (folder / f"{name}.{kind}.jsonl").write_text(lines, encoding="utf-8")
    return folder / name


def changed(rows: Sequence[Row], place: int, **changes: Any) -> list[Row]:
    """The rows with one of them changed; what is changed to None is left out."""
    row = {name: value for name, value in (rows[place] | changes).items() if value is not None}
    return [*rows[:place], row, *rows[place + 1 :]]
