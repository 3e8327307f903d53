"""What a reference may name: an episode's metadata, tidied, and a moment of it."""

import datetime
import re
from dataclasses import dataclass

from indexer.citation_styles.names import Name, name_of
from indexer.clock import clock
from indexer.episode import EpisodeMetadata
from indexer.transcript import canonical_text

MEDIUM = "Audio podcast episode"
"""What an episode is, in the words of the styles."""

_UNTITLED = "Untitled episode"
# What an address never holds as it is, and what would end it in a text or a file around it.
_NOT_IN_ADDRESSES = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f-\xa0\u2028\u2029\ud800-\udfff]""")


@dataclass(frozen=True, slots=True)
class CitedEpisode:
    """An episode as a reference sees it, with what is not known left empty.

    ``hosts`` are its authors. ``url`` is where it is found; ``second`` the moment that is meant.
    """

    id: str
    title: str
    show: str | None
    publisher: str | None
    hosts: tuple[Name, ...]
    date: datetime.date | None
    season: int | None
    number: int | None
    duration: float | None
    language: str | None
    url: str | None
    second: float | None

    @property
    def link(self) -> str | None:
        """Where the moment is found."""
        if self.url is None or self.second is None:
            return self.url
        return f"{self.url.partition('#')[0]}#t={int(self.second)}"

    @property
    def time(self) -> str:
        """The moment as a player shows it; empty where none is meant."""
        return "" if self.second is None else clock(self.second)

    @property
    def numbering(self) -> list[str]:
        """Which episode of the show it is, as far as that is known: season 1, episode 4."""
        numbered = (("season", self.season), ("episode", self.number))
        return [f"{what} {number}" for what, number in numbered if number is not None]


def cited_episode(
    metadata: EpisodeMetadata,
    episode_id: str,
    title: str,
    address: str | None,
    second: float | None,
) -> CitedEpisode:
    """What a reference names of an episode.

    Args:
        metadata: What is known of it.
        episode_id: By which files name it.
        title: What it is called here.
        address: Where it is found if its metadata names no page.
        second: The moment that is meant.
    """
    show, publisher = _tidy(metadata.show), _tidy(metadata.publisher)
    hosts = (_tidy(person.name) for person in metadata.people if person.is_host)
    names = tuple(name_of(host) for host in hosts if host)
    known = {(show or "").casefold(), *(name.family.casefold() for name in names if name.is_whole)}
    url = metadata.page_url or address
    return CitedEpisode(
        id=episode_id,
        title=_tidy(title) or _UNTITLED,
        show=show,
        # Who is named already is not named again.
        publisher=None if publisher and publisher.casefold() in known else publisher,
        hosts=names,
        date=metadata.date,
        season=metadata.season,
        number=metadata.number,
        duration=metadata.duration,
        language=metadata.language,
        url=_NOT_IN_ADDRESSES.sub(_percent, url) if url else None,
        second=second,
    )


def _tidy(text: str | None) -> str | None:
    """A text on one line that a comma or a full stop can follow; None if it says nothing."""
    tidied = canonical_text(text or "").rstrip(" ,;:")
    return tidied if any(character.isalnum() for character in tidied) else None


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))
