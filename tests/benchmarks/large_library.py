"""A library of 10,000 episodes beside one of 100: indexing, starting, asking, listing, checking.

``synthetic_library`` makes both of the same hundred real episodes, so that nothing but the number
differs. Files are in the page cache: cold means that the service has not opened the episode yet,
not that the disk is read.
"""

import os
from pathlib import Path

from indexer import Library
from tests.benchmarks.large_library_service import LIMITED, service_figures, start_up_figures
from tests.benchmarks.material import data_folder, encoder_in
from tests.benchmarks.synthetic_library import derived, write_sources
from tests.benchmarks.watched import Watched, watched

_SIZES = (100, 10_000)
_MOST = 1.5
_CHANGED = 100
"""One file in so many is changed before the library is indexed a third time."""


def report() -> None:
    """Prints what indexing gives, then each figure of both libraries with their ratio."""
    with data_folder() as folder:
        real = _indexed(folder)
        encoder = encoder_in(real).description
        libraries = [derived(real, size, folder / f"sources-{size}", encoder) for size in _SIZES]
        _print_side_by_side(*start_up_figures(*libraries))
        _print_side_by_side(*(service_figures(library) for library in libraries))
        for size, library in zip(_SIZES, libraries, strict=True):
            _report_commands(size, library, folder / f"sources-{size}")


def _indexed(folder: Path) -> Path:
    """The library of real episodes, made once with each number of processes."""
    sources = folder / "real-sources"
    write_sources(sources)
    for jobs in (1, os.cpu_count() or 1):
        real = folder / f"real-{jobs}"
        encoder_in(real)
        took = watched("index", sources, "--jobs", str(jobs), "--data", real)
        words = sum(entry.words for entry in Library(real).catalogue.find(limit=-1))
        print(
            f"  index --jobs {jobs}: {words / took.seconds:,.0f} words a second, "
            f"{words / took.cpu_seconds:,.0f} a CPU-second; {_memory(took)}"
        )
    return real


def _print_side_by_side(small: dict[str, float], large: dict[str, float]) -> None:
    for what, figure in small.items():
        limit = f", at most {_MOST}" if what in LIMITED else ""
        ratio = large[what] / figure
        print(f"  {what}: {figure:,.2f} and {large[what]:,.2f}; ratio {ratio:.2f}{limit}")


def _report_commands(size: int, library: Library, sources: Path) -> None:
    index = ("index", sources, "--data", library.data)
    _print_command(f"check of {size:,}", watched("check", "--data", library.data))
    _print_command(f"index of {size:,}, nothing changed", watched(*index))
    for path in sorted(sources.glob("*.vtt"))[::_CHANGED]:
        words = path.read_text(encoding="utf-8")
        path.unlink()  # the other episodes made of the same words keep them
        path.write_text(words.replace("the", "that", 1), encoding="utf-8")
    _print_command(f"index of {size:,}, one in {_CHANGED} changed", watched(*index))


def _print_command(what: str, took: Watched) -> None:
    print(f"  {what}: {took.seconds:,.1f} s, {took.cpu_seconds:,.1f} s of CPU; {_memory(took)}")


def _memory(took: Watched) -> str:
    return f"{took.megabytes:,.0f} MB, a process {took.of_one_process:,.0f} MB"
