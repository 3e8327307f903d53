"""Libraries of any size, made in minutes and little disk of a hundred episodes that are real.

The hundred are indexed by the product. Every other episode is one of them under a title, date, guid
and audio address of its own: its build is made of hard links, but for its metadata and manifest.
"""

import datetime
import os
from itertools import cycle, islice
from pathlib import Path

from indexer import EncoderDescription, EpisodeMetadata, Library, metadata_path
from indexer.episode import new_episode_id
from indexer.indexed_episode import METADATA_FILE
from indexer.manifest import MANIFEST_FILE, file_sha256, read_manifest, write_manifest
from indexer.source import inputs_of
from tests.benchmarks.material import long_episode

REAL_EPISODES = 100
_WORDS = (1_500, 3_000, 6_000)
_SHOWS = 200
_FIRST_DAY = datetime.date(2000, 1, 1)


def write_sources(folder: Path) -> None:
    """Writes the transcripts of the real episodes."""
    folder.mkdir(parents=True)
    for number, words in zip(range(REAL_EPISODES), cycle(_WORDS), strict=False):
        path = _source(folder, number)
        path.write_text(long_episode(words, seed=number), encoding="utf-8")
        _write_metadata(path, number)


def derived(real: Path, episodes: int, sources: Path, encoder: EncoderDescription) -> Library:
    """A library with so many episodes beside ``real``, and their transcripts in ``sources``."""
    builds = _builds(Library(real))
    data = real.with_name(f"of-{episodes}")
    (data / "episodes").mkdir(parents=True)
    (data / "encoders").symlink_to(real / "encoders")
    sources.mkdir()
    for number, build in enumerate(islice(cycle(builds), episodes)):
        path = _source(sources, number)
        os.link(read_manifest(build).source, path)
        _derive(build, data / "episodes", path, _write_metadata(path, number), encoder)
    library = Library(data)
    library.reconcile()
    return library


def _builds(library: Library) -> list[Path]:
    found = (library.folder(each).current_build() for each in library.entries_on_disk())
    return [build for build in found if build]


def _derive(
    build: Path,
    episodes: Path,
    source: Path,
    metadata: EpisodeMetadata,
    encoder: EncoderDescription,
) -> None:
    folder = episodes / new_episode_id(metadata.title or "", metadata.guid or "")
    mine = folder / build.name
    mine.mkdir(parents=True)
    for file in build.iterdir():
        if file.name not in {MANIFEST_FILE, METADATA_FILE}:
            os.link(file, mine / file.name)
    (mine / METADATA_FILE).write_text(metadata.model_dump_json(), encoding="utf-8")
    manifest = read_manifest(build)
    files = manifest.files | {METADATA_FILE: file_sha256(mine / METADATA_FILE)}
    inputs = inputs_of(source, file_sha256(source), metadata, manifest.language, encoder)
    told = {"source": str(source.resolve()), "inputs": inputs, "files": files}
    write_manifest(mine, manifest.model_copy(update=told))
    (folder / "current").write_text(build.name, encoding="utf-8")


def _source(folder: Path, number: int) -> Path:
    return folder / f"episode-{number:05}.vtt"


def _write_metadata(path: Path, number: int) -> EpisodeMetadata:
    metadata = EpisodeMetadata(
        show=f"Show {number % _SHOWS}",
        title=f"Episode {number}",
        date=_FIRST_DAY + datetime.timedelta(days=number % 9_000),
        guid=f"guid-{number}",
        audio_url=f"https://audio.example.org/{number}.mp3",
        page_url=f"https://example.org/{number}",
        language="en",
    )
    metadata_path(path).write_text(metadata.model_dump_json(), encoding="utf-8")
    return metadata
