"""Quality, speed and memory of the product beside LlamaIndex, LangChain, Haystack and txtai.

    python -m tests.benchmarks.rag_peers [--peers NAME …] [--episodes N]

Every peer runs as its own quick start has it, with the product's embedding model; each module of
``systems`` names the quick start and what departs from it. An episode is indexed apart, and only
questions that it answers are asked.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer import EncoderSource, exported_encoder
from indexer.encoder_export import packaged_model
from service.evaluation.question_set import QuestionSetRefused
from tests.benchmarks.material import ROOT
from tests.benchmarks.rag_peers.environments import PEERS, PeerMissing, python_of
from tests.benchmarks.rag_peers.material import Material, of_an_hour, prepared, read, spread
from tests.benchmarks.rag_peers.running import measured, seconds_to_ready
from tests.benchmarks.rag_peers.table import EXPLAINED, Row, heading, line

OURS = "ours"
SETS = ("friendsqa_dev", "podcast_hostq_dev")
_DATA = ROOT.parent / "shared" / "data" / "qa"


def main() -> None:
    """Prints a row for each system and question set."""
    arguments = _arguments()
    if not _DATA.is_dir():
        sys.exit(
            f"The question sets are not in {_DATA}, without which there is nothing to compare."
        )
    try:
        materials, hour = _materials(arguments.episodes)
    except QuestionSetRefused as error:
        sys.exit(str(error))
    print(heading(arguments.peers, materials))
    with _encoders() as encoders:
        for system in (OURS, *arguments.peers):
            for row in _rows(system, encoders, materials, hour):
                print(line(row), flush=True)
    print(EXPLAINED)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rag_peers")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS, help="default all")
    parser.add_argument("--episodes", type=int, default=20, help="of each set at most; default 20")
    arguments = parser.parse_args()
    if arguments.episodes < 1:
        parser.error("--episodes has to be 1 or more")
    return arguments


def _materials(episodes: int) -> tuple[list[Material], Material]:
    """The sets that are asked, and the episode after which a system is ready."""
    sets = [read(_DATA, name) for name in SETS]
    hour = prepared(sets[-1], [of_an_hour(sets[-1])])
    return [prepared(questions, spread(questions, episodes)) for questions in sets], hour


@contextlib.contextmanager
def _encoders() -> Iterator[Path]:
    """The folder with the product's encoder, exported before anything is measured."""
    with tempfile.TemporaryDirectory() as folder:
        exported_encoder(Path(folder), EncoderSource())
        yield Path(folder)


def _rows(
    system: str, encoders: Path, materials: Sequence[Material], hour: Material
) -> Iterator[Row]:
    try:
        python = Path(sys.executable) if system == OURS else python_of(system)
        model = encoders if system == OURS else packaged_model()
        ready = seconds_to_ready(system, python, model, hour)
        for material in materials:
            found = measured(system, python, model, material)
            yield Row.of(system, material, found, ready, labelled=system != OURS)
    except PeerMissing as error:
        yield Row.without_figures(system, str(error))


if __name__ == "__main__":
    main()
