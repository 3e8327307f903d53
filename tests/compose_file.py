"""docker-compose.yml as Docker would read it, for tests on machines without Docker."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from ruamel.yaml import YAML

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<words>[^}]*))?\}")


class VariableMissing(Exception):
    """A variable that the file cannot do without; the message is the file's own."""


@dataclass(frozen=True)
class ComposeFile:
    """What a compose file says once its variables are filled in from an env file."""

    services: dict[str, dict[str, Any]]
    env_file: dict[str, str]

    def environment_of(self, service: str) -> dict[str, str]:
        """The environment of a service's container: its ``environment`` wins over its env file."""
        described = self.services[service]
        stated: dict[str, str] = described.get("environment", {})
        return (self.env_file if "env_file" in described else {}) | stated


def read_compose_file(path: Path, env_file: Path) -> ComposeFile:
    """A compose file, filled in from an env file and nothing else.

    Raises:
        VariableMissing: A variable that it needs is empty or not set.
    """
    values = {name: value or "" for name, value in dotenv_values(env_file).items()}
    described = YAML(typ="safe").load(path)["services"]
    return ComposeFile(_filled(described, values), values)


def _filled(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _filled(value, values) for name, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, values) for value in node]
    return _VARIABLE.sub(lambda it: _value(it, values), node) if isinstance(node, str) else node


def _value(variable: re.Match[str], values: dict[str, str]) -> str:
    value = values.get(variable["name"], "")
    if not value and variable["kind"] == "?":
        raise VariableMissing(f"{variable['name']}: {variable['words']}")
    return value or variable["words"] or ""
