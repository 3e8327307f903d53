"""Who may have the words of an episode: by its show, and by who asks."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from indexer import ExplainedError, IndexedEpisode
from service.access.caller import Caller
from service.endpoints.callers import CurrentCaller
from service.shows import Published
from service.state import ServiceState, State


class TranscriptNotPublic(ExplainedError):
    """A transcript that the operator does not publish."""


class SearchNotPublic(ExplainedError):
    """A transcript that the operator does not let everybody search."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An episode, who wants to read of it, and what everybody may have."""

    episode: IndexedEpisode
    caller: Caller
    published: Published

    @property
    def is_whole(self) -> bool:
        """Whether the caller may have all of the words."""
        return self.published.transcript or self.caller.has_transcripts


async def reading_of(episode_id: str, caller: Caller, state: ServiceState) -> Reading:
    """An episode as a caller may read it.

    Raises:
        EpisodeNotFound: There is no such episode.
        BuildRefused: It cannot be opened.
    """
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    return Reading(episode, caller, await state.shows.published(episode.metadata.show_names))


async def _transcript_reading(episode_id: str, caller: CurrentCaller, state: State) -> Reading:
    reading = await reading_of(episode_id, caller, state)
    if not reading.is_whole:
        raise TranscriptNotPublic(
            "The transcripts of this show are not published. Ask a question to get the words that "
            "answer it; with an API key that may read, and that no page sends, whole transcripts "
            "can be read too."
        )
    return reading


async def _search_reading(episode_id: str, caller: CurrentCaller, state: State) -> Reading:
    reading = await reading_of(episode_id, caller, state)
    if not reading.published.search and not caller.has_transcripts:
        raise SearchNotPublic(
            "The transcripts of this show cannot be searched by everybody. Ask a question to get "
            "the words that answer it; with an API key that may read, and that no page sends, they "
            "can be searched too."
        )
    return reading


TranscriptReading = Annotated[Reading, Depends(_transcript_reading)]
"""An episode whose transcript the caller may have."""

SearchReading = Annotated[Reading, Depends(_search_reading)]
"""An episode that the caller may search."""
