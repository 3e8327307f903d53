"""What became of one transcript file, and what its operator should know."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.encoder import EncoderDescription
from indexer.indexed_episode import IndexedEpisode
from indexer.manifest import Counts


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of one transcript file."""

    episode_id: str
    title: str
    unchanged: bool
    source_format: str
    counts: Counts
    notes: tuple[str, ...]


def report_of(
    episode: IndexedEpisode,
    encoder: EncoderDescription,
    *,
    unchanged: bool,
    replaced: str | None = None,
) -> BuildReport:
    """The report of an episode as it is now.

    ``replaced`` is the identity of another source that the episode was made from before.
    """
    return BuildReport(
        episode_id=episode.id,
        title=episode.title,
        unchanged=unchanged,
        source_format=episode.manifest.source_format,
        counts=episode.manifest.counts,
        notes=tuple(_notes(episode, encoder, replaced)),
    )


def _notes(
    episode: IndexedEpisode, encoder: EncoderDescription, replaced: str | None
) -> Iterator[str]:
    if episode.manifest.encoder is None:
        spoken = ", ".join(encoder.languages)
        yield (
            f"the encoder {encoder.name} speaks {spoken}, not {episode.manifest.language}: "
            "this episode is searched by its words alone"
        )
    # Whoever is renamed is not there any more by the old name; the new one has to be.
    missing = sorted({*episode.metadata.aliases.values()} - {*episode.speakers})
    if missing:
        yield f"aliases name nobody who speaks in this transcript: {', '.join(missing)}"
    names = episode.transcript.taken_names
    if names:
        pairs = ", ".join(f"{name} is {other}" for name, other in names.items())
        yield f"one person each: {pairs} (if not, say who they are in `aliases`)"
    if episode.transcript.repairs:
        yield "the transcript has faults that were mended: `ask-episode show` tells which"
    if episode.metadata.unknown_fields:
        yield f"unknown metadata left aside: {', '.join(episode.metadata.unknown_fields)}"
    if replaced is not None:
        yield f"replaces the episode that was made from {replaced}"
