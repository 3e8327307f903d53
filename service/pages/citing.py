"""How an episode is cited: what its page shows, and what the API gives."""

from dataclasses import dataclass

from markupsafe import Markup

from indexer import REFERENCES, CitationStyle, CitedEpisode, IndexedEpisode, cited_episode
from service.pages.place import Place

NAMES = {
    CitationStyle.APA: "APA",
    CitationStyle.MLA: "MLA",
    CitationStyle.CHICAGO: "Chicago",
    CitationStyle.BIBTEX: "BibTeX",
    CitationStyle.RIS: "RIS",
    CitationStyle.CSL_JSON: "CSL-JSON",
}
"""What people call the styles."""


@dataclass(frozen=True, slots=True)
class ShownReference:
    """A reference in a style, and what stands in the text of a paper."""

    style: CitationStyle
    name: str
    html: Markup
    in_text: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The references to an episode, and the styles in which it comes as a file, by their names."""

    references: tuple[ShownReference, ...]
    files: tuple[tuple[CitationStyle, str], ...]


def cited(episode: IndexedEpisode, place: Place, second: float | None = None) -> CitedEpisode:
    """What references name of an episode.

    It is found at its show's page of it; else at its page here, if that is known from outside; else
    where its audio is.
    """
    address = place.page(episode.id) if place.origin else place.audio_elsewhere
    return cited_episode(episode.metadata, episode.id, episode.title, address, second)


def citing(episode: IndexedEpisode, place: Place) -> Citing:
    """What the page of an episode shows to who wants to cite it."""
    whole = cited(episode, place)
    return Citing(
        references=tuple(_shown(style, whole) for style in REFERENCES),
        files=tuple((style, name) for style, name in NAMES.items() if style not in REFERENCES),
    )


def _shown(style: CitationStyle, whole: CitedEpisode) -> ShownReference:
    reference = REFERENCES[style](whole)
    html = Markup(reference.html)  # noqa: S704 - escaped where it was written
    return ShownReference(style, NAMES[style], html, reference.in_text)
