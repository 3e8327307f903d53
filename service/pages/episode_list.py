"""The list of episodes: what its template is given."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from indexer import CatalogueEntry
from service.pages import wording


@dataclass(frozen=True, slots=True)
class ListedEpisode:
    """An episode in the list; ``date`` as machines read it."""

    id: str
    title: str
    show: str | None
    language: str
    date: str | None
    day: str | None
    length: str | None


@dataclass(frozen=True, slots=True)
class EpisodeList:
    """A page of the list. ``show`` is the only one there is on it, None where there are several.

    ``newer`` and ``older`` are places in the list, None where there is nothing more.
    """

    show: str | None
    episodes: tuple[ListedEpisode, ...]
    newer: int | None
    older: int | None


def episode_list(entries: Sequence[CatalogueEntry], offset: int, limit: int) -> EpisodeList:
    """A page of the list, of entries that were read with one more than ``limit``."""
    shown = entries[:limit]
    shows = {entry.show for entry in shown}
    only = next(iter(shows)) if len(shows) == 1 else None
    return EpisodeList(
        show=only,
        episodes=tuple(_listed(entry, only) for entry in shown),
        newer=max(0, offset - limit) if offset else None,
        older=offset + limit if len(entries) > limit else None,
    )


def _listed(entry: CatalogueEntry, heading: str | None) -> ListedEpisode:
    return ListedEpisode(
        id=entry.id,
        title=entry.title,
        show=None if entry.show == heading else entry.show,
        language=entry.language,
        date=entry.date,
        day=wording.day(datetime.date.fromisoformat(entry.date)) if entry.date else None,
        length=wording.length(entry.duration) if entry.duration else None,
    )
