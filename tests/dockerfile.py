"""The Dockerfile's stages and instructions, read without Docker."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_CONTINUED = re.compile(r"\\\n\s*")


@dataclass(frozen=True)
class Stage:
    """A stage: the image that it begins with, and its instructions in their order."""

    base: str
    instructions: tuple[tuple[str, str], ...]

    def all(self, keyword: str) -> list[str]:
        """What follows each instruction of a kind."""
        return [words for found, words in self.instructions if found == keyword]

    def command(self, keyword: str) -> list[str]:
        """The words of a command in exec form, such as that of the one ENTRYPOINT."""
        (words,) = self.all(keyword)
        command: list[str] = json.loads(words[words.index("[") :])
        return command


def read_stages(path: Path) -> list[Stage]:
    """The stages of a Dockerfile, each with the arguments of its base filled in."""
    lines = _CONTINUED.sub(" ", path.read_text(encoding="utf-8")).splitlines()
    split = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    instructions = [(keyword, words) for keyword, words in split]
    begins = [at for at, (keyword, _) in enumerate(instructions) if keyword == "FROM"]
    arguments = dict(words.split("=") for _, words in instructions[: begins[0]])
    return [
        Stage(_base(instructions[at][1], arguments), tuple(instructions[at + 1 : end]))
        for at, end in zip(begins, [*begins[1:], len(instructions)], strict=True)
    ]


def _base(words: str, arguments: dict[str, str]) -> str:
    image = words.split(maxsplit=1)[0]
    for name, value in arguments.items():
        image = image.replace(f"${{{name}}}", value)
    return image
