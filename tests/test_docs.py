"""The examples in README.md and docs/ are run, in their order, as a reader would run them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import read_settings
from tests.service.conftest import serving

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(((?!https?:|#)[^)]+)\)")


def blocks(document: Path) -> list[tuple[str, str]]:
    """Every example that can be run, and its language."""
    return BLOCK.findall(document.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> dict[str, str]:
    """What a reader's shell has: the command, and a data folder."""
    folder = tmp_path_factory.mktemp("reader")
    data, programs = folder / "data", folder / "bin"
    data.mkdir()
    programs.mkdir()
    (data / "encoders").symlink_to(encoders)
    command = programs / "ask-episode"
    program = "from service.command_line import main; main()"
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{program}' \"$@\"\n")
    command.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "ASK_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}


def run(text: str, environment: dict[str, str], language: str = "sh") -> str:
    program = {"sh": ["/bin/sh", "-e", "-c"], "python": [sys.executable, "-c"]}[language]
    process = subprocess.run(
        [*program, text],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.fixture(scope="module")
def with_key(environment: dict[str, str], url: str) -> dict[str, str]:
    """A reader's shell once a key was made and kept in it."""
    del url
    key = run("ask-episode keys create reader --scope ask --scope read", environment)
    return environment | {"KEY": key.strip()}


@pytest.fixture(scope="module")
def url(environment: dict[str, str]) -> Iterator[str]:
    """A server over the episodes that the README indexes."""
    run("ask-episode index samples/episodes", environment)
    with serving(read_settings(data_dir=Path(environment["ASK_DATA_DIR"]))) as url:
        yield url


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_examples_run(document: Path, with_key: dict[str, str], url: str) -> None:
    """Each ends well, and what asks the service gets an answer and no problem."""
    for language, text in blocks(document):
        output = run(text.replace("http://127.0.0.1:8000", url), with_key, language)
        assert output
        assert '"status":4' not in output
        assert '"status":5' not in output


def test_the_readme_shows_what_the_command_prints(environment: dict[str, str], url: str) -> None:
    """The answer in the README is the answer."""
    assert url
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```console\n\$ (.*?)\n(.*?)```", readme, re.DOTALL)
    assert shown
    printed = run(shown[1], environment)
    assert printed.split() == shown[2].split()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_links_lead_somewhere(document: Path) -> None:
    """Every relative link of a document is a file of the project."""
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target.partition("#")[0]).exists(), target
