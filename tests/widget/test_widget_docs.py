"""The tables of docs/widget.md, and the German words, say what the widget's source says."""

import re
from pathlib import Path

import pytest

from billing.entitlement import State

ROOT = Path(__file__).parents[2]
WIDGET = ROOT / "service" / "widget"
DOCUMENT = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(WIDGET.glob("*.js")))
ELEMENT = (WIDGET / "ask-episode.js").read_text(encoding="utf-8")
TYPES = (WIDGET / "types.d.ts").read_text(encoding="utf-8")
GERMAN = (WIDGET / "examples" / "german.js").read_text(encoding="utf-8")

SETS_OF_LABELS = re.compile(r"const (?:LABELS|ENGLISH) = \{(.*?)\n?\};", re.DOTALL)
LABEL = re.compile(r'(\w+): "([^"]*)"')
SOLD_TO = set(State) - {State.UNLIMITED}
"""How somebody may stand where something is sold."""
BLANK = re.compile(r"\{\w+\}")


def rows(first_column: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so, cell by cell."""
    _, found, rest = DOCUMENT.partition(f"\n| {first_column} |")
    assert found, f"There is no table of {first_column}."
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def named(first_column: str) -> list[str]:
    """What the first column of a table names."""
    return [row[0].partition("(")[0].strip("`") for row in rows(first_column)]


def found(*patterns: str, text: str = SOURCE) -> set[str]:
    """Every name that one of some expressions finds in the source."""
    return {name for pattern in patterns for name in re.findall(pattern, text)}


def labels_of(source: str) -> dict[str, set[str]]:
    """Every label of some source, with each of the texts that it has there."""
    labels: dict[str, set[str]] = {}
    for words in SETS_OF_LABELS.findall(source):
        for name, text in LABEL.findall(words):
            labels.setdefault(name, set()).add(text)
    return labels


def attributes_read() -> set[str]:
    """What the element observes, reads, or is styled by; but for what it sets by itself."""
    observed = re.search(r"observedAttributes = \[(.*?)\]", ELEMENT, re.DOTALL)
    assert observed
    read = found(
        r'(?:this|host)\.(?:get|has)Attribute\("([a-z-]+)"\)', r":host\(\[(?!data-)([a-z]+)"
    )
    read |= found(r":host\(\[(?!data-)([a-z]+)[=\]]")
    return set(re.findall(r'"([a-z]+)"', observed[1])) | read


@pytest.mark.parametrize(
    ("first_column", "in_the_source"),
    [
        ("attribute", attributes_read()),
        ("event", found(r'emit\(\s*"(ask-[a-z]+)"')),
        ("part", found(r'part: "([a-z]+)"')),
        ("custom property", found(r"(--ask-[a-z-]+)")),
        ("slot", found(r'"slot", \{ name: "([a-z]+)" \}')),
        ("label", set(labels_of(SOURCE))),
        ("state", found(r'"([a-z-]+)"', text=TYPES.partition("type State =")[2].partition(";")[0])),
        ("account", {"visitor"} | {state.replace("_", "-") for state in SOLD_TO}),
        ("method", found(r"\n  (?:async )?(ask|stop|seek|clear)\(", text=ELEMENT)),
        ("property", found(r"\n  (?:set )?(token|labels|player|state)\b", text=ELEMENT)),
    ],
)
def test_a_table_names_all_and_nothing_else(first_column: str, in_the_source: set[str]) -> None:
    """What the source has, once each."""
    assert sorted(named(first_column)) == sorted(in_the_source)


def test_what_can_be_cancelled_is_said() -> None:
    """Exactly the events that a page may cancel have a word about it."""
    cancelled = {row[0].strip("`") for row in rows("event") if row[2]}
    assert cancelled == found(r'emit\("(ask-[a-z]+)", [^;]*, true\)')


def test_the_details_of_events_are_said() -> None:
    """Each name of a detail that the source gives stands in its event's row."""
    for name, detail in re.findall(r'emit\("(ask-[a-z]+)", \{([^}]*)\}', SOURCE):
        said = next(row[1] for row in rows("event") if row[0] == f"`{name}`")
        for key in re.findall(r"(?:^|,)\s*(\w+)", detail):
            assert f"`{key}`" in said, (name, key)


def test_labels_are_given_as_they_read() -> None:
    """The English text of each."""
    labels = labels_of(SOURCE)
    assert [name for name, text in rows("label") if text not in labels[name.strip("`")]] == []


def test_the_german_words_are_complete() -> None:
    """Each label is there, with the same blanks to be filled in."""
    german = dict(LABEL.findall(GERMAN))
    english = labels_of(SOURCE)
    assert german.keys() == english.keys()
    for name, text in german.items():
        blanks = {frozenset(BLANK.findall(one)) for one in english[name]}
        assert frozenset(BLANK.findall(text)) in blanks, name
