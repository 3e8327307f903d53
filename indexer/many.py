"""Many transcripts, indexed by as many processes as are worth starting.

Each process has an encoder of its own and keeps one episode open. It takes a second to start, in
which one process alone, encoding on all processors, indexes some thousand words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from indexer.build import BuildOptions, index_transcript
from indexer.build_report import BuildReport
from indexer.encoder import Encoder, OnnxEncoder, encoder_folder
from indexer.episode import MetadataRefused, read_metadata, source_identity
from indexer.errors import ExplainedError
from indexer.library import Library
from indexer.processes import Show, Step, side_by_side
from indexer.processors import usable_processors

_FEWEST_FILES = 10
_FEWEST_BYTES = 500_000

IndexOutcome = BuildReport | ExplainedError


@dataclass(frozen=True, slots=True)
class Indexing:
    """What indexing needs beside a file."""

    library: Library
    encoder: Encoder
    options: BuildOptions

    def outcome(self, path: Path, step: Step) -> IndexOutcome:
        """What becomes of one file, or why it is refused."""
        try:
            return index_transcript(path, self.library, self.encoder, self.options, step)
        except ExplainedError as error:
            return error


def index_many(
    paths: Sequence[Path], indexing: Indexing, show: Show[Path], jobs: int | None = None
) -> dict[Path, IndexOutcome]:
    """What becomes of each file, in their order; one that is refused stops none of the others.

    Args:
        paths: The transcript files.
        indexing: What indexing needs.
        show: Where it is shown how far each file is.
        jobs: The most processes; by default as many as there are processors.
    """
    processes = min(jobs or usable_processors(), len(paths))
    encoder = indexing.encoder.description.fingerprint
    exported = encoder_folder(indexing.library.encoders, encoder)
    outcomes: dict[Path, IndexOutcome] = {}
    if processes > 1 and exported and _are_many(paths):
        threads = max(1, usable_processors() // processes)
        prepare = partial(_indexer, indexing.library.data, exported, threads, indexing.options)
        outcomes |= side_by_side(prepare, _one_a_source(paths), processes, show)
    for path in paths:
        if path not in outcomes:
            with show(path) as step:
                outcomes[path] = indexing.outcome(path, step)
    return {path: outcomes[path] for path in paths}


def _are_many(paths: Sequence[Path]) -> bool:
    sizes = (path.stat().st_size for path in paths if path.is_file())
    return len(paths) >= _FEWEST_FILES and sum(sizes) >= _FEWEST_BYTES


def _one_a_source(paths: Iterable[Path]) -> list[Path]:
    """The first file of each episode: of several files of one the last has to win, in their order.

    They would else be two episodes, where neither process knows of the other's yet. A guid without
    its podcast's may be that of any.
    """
    first: dict[str, Path] = {}
    for path in paths:
        try:
            metadata = read_metadata(path)
            identity = metadata.guid or source_identity(path, metadata)
        except MetadataRefused:
            identity = str(path)
        first.setdefault(identity, path)
    return list(first.values())


def _indexer(
    data: Path, encoder: Path, threads: int, options: BuildOptions
) -> Callable[[Path, Step], IndexOutcome]:
    library = Library(data, open_episodes=1)
    return Indexing(library, OnnxEncoder(encoder, threads), options).outcome
