"""What an episode's build was made of, so that a mismatch or damage is refused in words."""

import datetime
import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.errors import ExplainedError

FORMAT_VERSION = 4
"""Raise it with every change to the files of a build or to how passages are cut."""

MANIFEST_FILE = "manifest.json"


class BuildRefused(ExplainedError):
    """A build that cannot be read; the message says why and how to mend it."""


class Counts(BaseModel):
    """How much there is of an episode."""

    model_config = ConfigDict(frozen=True)

    words: int
    utterances: int
    sentences: int
    passages: int
    speakers: int


class Manifest(BaseModel):
    """What a build was made of.

    ``inputs`` covers everything the build depends on: indexing the same again does nothing.
    ``encoder`` is a fingerprint, None for an episode that is searched by words alone.
    ``files`` maps each file's name to its sha256.
    """

    model_config = ConfigDict(frozen=True)

    format_version: int
    inputs: str
    source: str
    source_format: str
    language: str
    language_stated: bool
    encoder: str | None
    encoder_name: str | None
    transcript_sha256: str
    counts: Counts
    indexed_at: datetime.datetime
    files: dict[str, str]


def file_sha256(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes a build's manifest into its folder."""
    (folder / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """A build's manifest.

    Raises:
        BuildRefused: It is missing, unreadable, or of another format version.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    except (OSError, ValidationError) as error:
        raise damaged(folder, MANIFEST_FILE) from error
    if manifest.format_version != FORMAT_VERSION:
        raise BuildRefused(
            f"The episode in {folder.parent.name} was indexed in format "
            f"{manifest.format_version}; this version reads format {FORMAT_VERSION}. "
            "Run `ask-episode index` on its transcript again."
        )
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compares every file of a build with its checksum.

    Raises:
        BuildRefused: A file is missing or has changed.
    """
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or file_sha256(path) != expected:
            raise damaged(folder, name)


def damaged(folder: Path, name: str) -> BuildRefused:
    """The refusal of a build one of whose files cannot be trusted."""
    return BuildRefused(
        f"{name} of the episode {folder.parent.name} is missing or damaged. "
        "Run `ask-episode index` on its transcript again: the build is then made anew."
    )
