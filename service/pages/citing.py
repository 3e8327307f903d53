"""How an episode is cited."""

from indexer import CitedEpisode, IndexedEpisode, cited_episode
from service.pages.place import Place


def cited(episode: IndexedEpisode, place: Place, second: float | None = None) -> CitedEpisode:
    """What references name of an episode.

    It is found at its show's page of it; else at its page here, if that is known from outside; else
    where its audio is.
    """
    address = place.page(episode.id) if place.origin else place.audio_elsewhere
    return cited_episode(episode.metadata, episode.id, episode.title, address, second)
