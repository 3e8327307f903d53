"""docs/operating.md and .env.example say what is: every setting, every event, the API version."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from billing import API_VERSION, EVENT_TYPES
from service.settings import Settings

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "operating.md"
EXAMPLE = ROOT / ".env.example"
ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| .+ \| (?P<default>.+) \|$", re.MULTILINE)
LINE = re.compile(r"^#?(?P<name>[A-Z_]+)=(?P<value>.*)$")
EVENTS = re.compile(r"<!-- events -->\n```text\n(.*?)\n```", re.DOTALL)
VARIABLE = re.compile(r"\$\{(\w+)")


def variables() -> dict[str, Any]:
    """Every setting's environment variable, and the setting's default."""
    fields = Settings.model_fields.items()
    return {
        str(field.validation_alias or f"ASK_{name.upper()}"): field.default
        for name, field in fields
    }


def shown_by_the_guide() -> list[tuple[str, str | None]]:
    """Every row of its table: a variable, and the value that it takes for the default."""
    rows = ROW.findall(GUIDE.read_text(encoding="utf-8"))
    return [(name, default.strip("`") if "`" in default else None) for name, default in rows]


def shown_by_the_example() -> list[tuple[str, str | None]]:
    """Every line that sets something, in force or not."""
    lines = map(LINE.match, EXAMPLE.read_text(encoding="utf-8").splitlines())
    return [(line["name"], line["value"] or None) for line in lines if line]


def defaults_of(shown: dict[str, str | None], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of an environment that sets each variable to the default that is shown."""
    for name, value in shown.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return Settings()


def test_the_guide_names_every_setting_once() -> None:
    """None is missing, none is made up, none is there twice."""
    assert sorted(name for name, _ in shown_by_the_guide()) == sorted(variables())


def test_the_example_names_every_setting_once() -> None:
    """Beside those of the service it has what docker-compose.yml asks for."""
    asked_for = VARIABLE.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    named = sorted(name for name, _ in shown_by_the_example())
    assert named == sorted({*variables(), *asked_for})


@pytest.mark.parametrize("shown", [shown_by_the_guide, shown_by_the_example])
def test_the_defaults_that_are_shown_are_the_defaults(
    shown: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To set them all changes nothing, and a value is shown wherever the default is one."""
    given = dict(shown())
    assert defaults_of(given, monkeypatch) == Settings.model_construct()
    without = {name for name, default in variables().items() if default in (None, "")}
    assert {name for name in variables() if given[name] is None} == without


def test_each_line_of_the_example_is_explained() -> None:
    """A comment stands right before it."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if LINE.match(line):
            assert re.match(r"# \S.+\.$", before), line


def test_the_guide_names_the_events_that_are_needed() -> None:
    """Whoever copies its list has an endpoint that is told of all that matters."""
    text = GUIDE.read_text(encoding="utf-8")
    (listed,) = EVENTS.findall(text)
    assert tuple(listed.split()) == EVENT_TYPES
    assert f"`{API_VERSION}`" in text
