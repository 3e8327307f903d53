"""What `make` does before anything else: the environment, or a sentence."""

import importlib.util
import json
import shutil
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
    monkeypatch.setattr(module, "NODE_MODULES", str(tmp_path / "node_modules"))
    return module


class Npm:
    """A program in .venv that does what ``npm ci`` does to the folder, and counts."""

    def __init__(self, project: Path) -> None:
        self._runs = project / "runs"
        self._program = project / ".venv" / "bin" / "npm"
        self._program.parent.mkdir(parents=True)
        self.will_end_with(0)

    def will_end_with(self, status: int) -> None:
        """From now on it ends so, after it has removed what was installed."""
        self._program.write_text(
            "#!/bin/sh\n"
            f'echo "$*" >> {self._runs}\n'
            "rm -rf node_modules && mkdir node_modules\n"
            f"exit {status}\n"
        )
        self._program.chmod(0o755)

    @property
    def runs(self) -> list[str]:
        """The command lines that it was started with."""
        return self._runs.read_text().splitlines() if self._runs.exists() else []


@pytest.fixture
def npm(tmp_path: Path) -> Npm:
    """An npm beside a lock file."""
    (tmp_path / "package-lock.json").write_text("{}")
    return Npm(tmp_path)


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


def test_tools_for_javascript_are_installed_once_for_a_lock_file(
    set_up: ModuleType, npm: Npm, tmp_path: Path
) -> None:
    """Another lock file, or a folder that was removed, and they are installed again."""
    for _ in range(2):
        set_up.install_node_modules()
    assert npm.runs == ["ci --loglevel=error"]
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}')
    set_up.install_node_modules()
    assert len(npm.runs) == 2
    shutil.rmtree(tmp_path / "node_modules")
    set_up.install_node_modules()
    assert len(npm.runs) == 3


def test_an_interrupted_installation_of_them_is_gone_on_with(
    set_up: ModuleType, npm: Npm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no success until npm says so, even for the lock file that was installed before."""
    set_up.install_node_modules()
    before = (tmp_path / "package-lock.json").read_text()
    (tmp_path / "package-lock.json").write_text("{} ")
    npm.will_end_with(1)
    with pytest.raises(SystemExit):
        set_up.install_node_modules()
    assert "gone on with at the next run" in capsys.readouterr().err
    (tmp_path / "package-lock.json").write_text(before)
    npm.will_end_with(0)
    set_up.install_node_modules()
    assert len(npm.runs) == 3


def test_only_development_needs_tools_for_javascript(
    set_up: ModuleType, npm: Npm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who runs the service has no npm."""
    monkeypatch.setattr(set_up, "install_python_packages", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["set_up.py", "export"])
    set_up.main()
    assert npm.runs == []
    monkeypatch.setattr(sys, "argv", ["set_up.py", "export,dev"])
    set_up.main()
    assert len(npm.runs) == 1


@pytest.mark.parametrize("folder", [".", "tests/benchmarks/peers"])
def test_a_lock_file_names_no_registry(folder: str) -> None:
    """It installs from whatever registry a machine is set up for, and checks what it gets."""
    locked = json.loads((ROOT / folder / "package-lock.json").read_text())
    packages = [about for name, about in locked["packages"].items() if name]
    assert packages
    assert all("integrity" in about and "resolved" not in about for about in packages)


def test_make_help_lists_every_target() -> None:
    """One line for each."""
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("run", "test", "check", "bench", "screens", "samples", "clean"):
        assert f"make {target}" in shown


def test_the_sample_episode_that_make_run_asks_is_there() -> None:
    """The id in the Makefile is the one that indexing gives."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    episode = makefile.split("EPISODE ?= ")[1].split("\n")[0]
    name = episode.rpartition("-")[0]
    metadata = json.loads((ROOT / "samples" / "episodes" / f"{name}.episode.json").read_text())
    from indexer.episode import new_episode_id

    assert new_episode_id(metadata["title"], metadata["guid"]) == episode
