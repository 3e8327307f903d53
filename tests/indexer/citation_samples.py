"""An episode to be cited, and what is said of it in each style."""

from typing import Any

from indexer import REFERENCE_FILES, REFERENCES, CitationStyle, EpisodeMetadata, cited_episode
from indexer.citation_styles import CitedEpisode, Reference

PAGE = "https://wetboots.example/after-the-weir"
WEIR: dict[str, Any] = {
    "show": "Wet Boots",
    "title": "After the Weir",
    "date": "2025-06-12",
    "season": 1,
    "number": 4,
    "publisher": "Wet Boots Radio",
    "people": [
        {"name": "Maren Oakes", "role": "host"},
        {"name": "Tomás Quiroga", "role": "guest"},
    ],
    "page_url": PAGE,
    "duration": 529.117,
    "language": "en",
}


def cited(second: float | None = None, **changes: Any) -> CitedEpisode:
    """The sample episode with other metadata; what is None is not known."""
    known = {name: value for name, value in (WEIR | changes).items() if value is not None}
    metadata = EpisodeMetadata.model_validate(known)
    return cited_episode(metadata, "weir-1", metadata.title or "after-the-weir", None, second)


def in_style(style: str, second: float | None = None, **changes: Any) -> Reference:
    return REFERENCES[CitationStyle(style)](cited(second, **changes))


def in_file(style: str, second: float | None = None, **changes: Any) -> str:
    return REFERENCE_FILES[CitationStyle(style)](cited(second, **changes))


def by(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "role": "Host"} for name in names]
