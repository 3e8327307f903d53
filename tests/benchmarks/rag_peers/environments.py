"""A virtual environment for each peer, in ``build/peers``: made anew only if its pins change."""

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.material import ROOT

PEERS = ("llamaindex", "langchain", "haystack", "txtai")
_FOLDER = ROOT / "build" / "peers"
_PINS = Path(__file__).parent / "requirements"
_TORCH = "torch==2.13.0"
_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# Elsewhere pip's own torch is a build for the CPU; on Linux it is gigabytes of CUDA packages.
_CPU_BUILD = "+cpu" if sys.platform == "linux" else ""


class PeerMissing(Exception):
    """A peer that cannot be run; the message says why."""


def pins(peer: str) -> dict[str, str]:
    """The packages that a peer's environment names, with their versions."""
    lines = (_PINS / f"{peer}.txt").read_text(encoding="utf-8").split()
    return dict(line.split("==") for line in lines)


def python_of(peer: str) -> Path:
    """The Python of a peer's environment, which is made if it is not there.

    Raises:
        PeerMissing: It cannot be installed.
    """
    environment = _FOLDER / peer
    python = environment / "bin" / "python"
    stamp, wanted = environment / "installed.sha256", _state(peer)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        print(f"Installing {peer} in {environment.relative_to(ROOT)}", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(environment)])
        _install_torch(python)
        _install(python, ["-r", str(_PINS / f"{peer}.txt")])
        stamp.write_text(wanted, encoding="ascii")
    return python


def _state(peer: str) -> str:
    """What an environment was made for."""
    described = f"{sys.version} {_TORCH} {(_PINS / f'{peer}.txt').read_text(encoding='utf-8')}"
    return hashlib.sha256(described.encode()).hexdigest()


def _install_torch(python: Path) -> None:
    try:
        _install(python, [_TORCH + _CPU_BUILD])
    except PeerMissing:
        _install(python, [_TORCH + _CPU_BUILD, "--extra-index-url", _CPU_INDEX])


def _install(python: Path, what: list[str]) -> None:
    _run([str(python), "-m", "pip", "install", "--quiet", *what])


def _run(command: list[str]) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        said = (run.stderr or run.stdout).strip().splitlines()
        # pip's first error says what is wrong, the ones after it what to read about that.
        errors = [line for line in said if line.startswith("ERROR")] or said
        raise PeerMissing(errors[0] if errors else f"{command[2]} ended with {run.returncode}.")
