"""Which of what a command line names are transcripts to index: files, or addresses of the web."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import metadata_path

# The richest format comes first: where one episode lies in several, that one is indexed.
_SUFFIXES_LISTED = """
    .json .json3 .jsonl .ndjson .ttml .dfxp .vtt .srt .sbv .ass .ssa .lrc
    .md .markdown .txt .html .htm .csv .tsv .docx
"""
_SUFFIXES = tuple(_SUFFIXES_LISTED.split())
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NOT_TRANSCRIPTS = frozenset({"readme", "license", "licence", "changelog", "contributing"})


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to index, and files left aside because another one holds the same episode."""

    transcripts: tuple[Path, ...]
    duplicates: tuple[tuple[Path, Path], ...]


def is_address(text: str) -> bool:
    """Whether a text is an address of the web rather than a path."""
    return _ADDRESS.match(text) is not None


def find_transcripts(paths: Sequence[Path]) -> FoundFiles:
    """The transcripts that paths name: a file is taken as it is, a folder is searched.

    In a folder, files that could be transcripts are taken by their names' endings; where several
    share one ``NAME.episode.json`` they are one episode, and only the richest is indexed.
    """
    taken: dict[Path, Path] = {}
    transcripts: list[Path] = []
    duplicates: list[tuple[Path, Path]] = []
    for path in paths:
        if not path.is_dir():
            transcripts.append(path)
            continue
        for file in _in_folder(path):
            metadata = metadata_path(file)
            if metadata.exists() and metadata in taken:
                duplicates.append((file, taken[metadata]))
                continue
            taken[metadata] = file
            transcripts.append(file)
    return FoundFiles(tuple(dict.fromkeys(transcripts)), tuple(duplicates))


def _in_folder(folder: Path) -> Iterator[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and _could_be(path))
    yield from sorted(files, key=lambda p: (p.parent, p.stem, _SUFFIXES.index(p.suffix.lower())))


def _could_be(path: Path) -> bool:
    name = path.name.lower()
    hidden = any(part.startswith(".") for part in path.parts if part not in (".", ".."))
    return (
        path.suffix.lower() in _SUFFIXES
        and not name.endswith(".episode.json")
        and path.stem.lower() not in _NOT_TRANSCRIPTS
        and not hidden
    )
