"""A file that was indexed before and has not changed since, found out without reading its words.

Parsing takes ten times longer than opening what was made of it. What a parser finds in the same
bytes, by the same name and with the same metadata, its language too, is what it found before.
"""

from pathlib import Path
from typing import Any

from indexer.catalogue import CatalogueEntry
from indexer.encoder import EncoderDescription
from indexer.episode import (
    EpisodeMetadata,
    MetadataRefused,
    read_metadata,
    source_identity,
    with_options,
)
from indexer.indexed_episode import IndexedEpisode, open_build
from indexer.library import Library, catalogue_entry
from indexer.manifest import BuildRefused, file_sha256
from indexer.source import inputs_of


def unchanged_episode(
    path: Path,
    library: Library,
    encoder: EncoderDescription,
    episode_id: str | None,
    given: dict[str, Any],
) -> IndexedEpisode | None:
    """The sound, listed episode that indexing a file would make again; else None.

    Args:
        path: The transcript file.
        library: Where its episode lies.
        encoder: What it would be encoded with.
        episode_id: The id that it is asked to have, None for the one that it has.
        given: Metadata said by hand, which wins over what lies beside the file.
    """
    try:
        metadata = with_options(read_metadata(path), given)
    except MetadataRefused:
        return None
    identity = source_identity(path, metadata)
    entry = _listed(library, episode_id, identity)
    episode = _sound_build(library, entry) if entry else None
    if episode is None or catalogue_entry(episode) != entry:
        return None
    return episode if _is_made_of(episode, path, metadata, encoder) else None


def _listed(library: Library, episode_id: str | None, identity: str) -> CatalogueEntry | None:
    if episode_id is None:
        return library.catalogue.with_identity(identity)
    entry = library.catalogue.get(episode_id)
    return entry if entry and entry.identity == identity else None


def _sound_build(library: Library, entry: CatalogueEntry) -> IndexedEpisode | None:
    """The current build, opened from the disk: one that is open already may be damaged there."""
    build = library.folder(entry.id).current_build()
    try:
        return open_build(build) if build else None
    except BuildRefused:
        return None


def _is_made_of(
    episode: IndexedEpisode, path: Path, metadata: EpisodeMetadata, encoder: EncoderDescription
) -> bool:
    try:
        sha256 = file_sha256(path)
    except OSError:
        return False
    language = episode.manifest.language
    return episode.manifest.inputs == inputs_of(path, sha256, metadata, language, encoder)
