"""What `make` does before anything else: the environment, or a sentence."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, over an empty folder."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "tools" / "set_up.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "set-up.json"))
    return module


def test_a_python_that_is_too_old_is_named(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The version that was found, the one that is needed, and how to name another."""
    monkeypatch.setattr(set_up, "OLDEST", (99, 1))
    with pytest.raises(SystemExit):
        set_up.main()
    said = capsys.readouterr().err
    assert f"Python 99.1 or newer is needed; this is {sys.version.split()[0]}" in said
    assert "make run PYTHON=" in said


def test_packages_for_graphics_cards_are_noticed(set_up: ModuleType) -> None:
    """Those alone, wherever they stand in what pip would install."""
    names = ["torch", "nvidia-cublas-cu12", "numpy", "triton", "cuda-toolkit", "nvidialess"]
    assert set_up.unasked(names) == ["nvidia-cublas-cu12", "triton", "cuda-toolkit"]


def test_torch_that_brings_them_is_not_installed(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When no build for the CPU is found, nothing is installed and the way out is said."""
    monkeypatch.setattr(set_up.subprocess, "call", lambda *_, **__: 1)  # torch is not there yet
    monkeypatch.setattr(set_up, "plan", lambda _: (["torch", "nvidia-cudnn-cu12"], ""))
    monkeypatch.setattr(set_up, "pip_install", lambda _: pytest.fail("It was installed."))
    with pytest.raises(SystemExit):
        set_up.install_torch()
    assert "Install a CPU build yourself" in capsys.readouterr().err


def test_an_environment_is_made_anew_when_the_project_changes(
    set_up: ModuleType, tmp_path: Path
) -> None:
    """The stamp holds for the same Python, place and project, and only once it is whole."""
    (tmp_path / ".venv").mkdir()
    assert set_up.read_stamp(set_up.describe()) == []
    set_up.write_stamp(set_up.describe(), ["export"])
    assert set_up.read_stamp(set_up.describe()) == ["export"]
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert set_up.read_stamp(set_up.describe()) == []
    (tmp_path / ".venv" / "set-up.json").write_text('{"extras": ["exp')
    assert set_up.read_stamp(set_up.describe()) == []


def test_make_help_lists_every_target() -> None:
    """One line for each."""
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("run", "test", "check", "bench", "samples", "clean"):
        assert f"make {target}" in shown


def test_the_sample_episode_that_make_run_asks_is_there() -> None:
    """The id in the Makefile is the one that indexing gives."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    episode = makefile.split("EPISODE ?= ")[1].split("\n")[0]
    name = episode.rpartition("-")[0]
    metadata = json.loads((ROOT / "samples" / "episodes" / f"{name}.episode.json").read_text())
    from indexer.episode import new_episode_id

    assert new_episode_id(metadata["title"], metadata["guid"]) == episode
