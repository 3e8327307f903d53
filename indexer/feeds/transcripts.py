"""Which of the transcripts that a feed offers for an episode is taken. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

_ENDINGS = {
    ".json": ("application/json", "text/json", "application/x-json"),
    ".vtt": ("text/vtt", "text/webvtt", "application/vtt", "application/x-vtt"),
    ".srt": ("application/x-subrip", "application/srt", "application/x-srt", "text/srt",
             "text/x-subrip", "text/x-srt", "application/subrip"),
    ".ttml": ("application/ttml+xml", "text/ttml", "application/ttaf+xml"),
    ".html": ("text/html", "application/xhtml+xml"),
    ".md": ("text/markdown", "text/x-markdown"),
    ".csv": ("text/csv",),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    ".txt": ("text/plain",),
}  # fmt: skip
_ENDING_OF = {stated: ending for ending, types in _ENDINGS.items() for stated in types}
_SAME_ENDING = {
    ".htm": ".html",
    ".webvtt": ".vtt",
    ".markdown": ".md",
    ".text": ".txt",
    ".dfxp": ".ttml",
}
# What servers and tools state that do not know: the address then says more.
_SAYING_NOTHING = frozenset({"", "text/plain", "application/octet-stream", "text"})
_BEST_FIRST = (".json", ".ttml", ".vtt", ".srt", ".html", ".md", ".csv", ".docx", ".txt")


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    """A transcript that a feed offers, as it says."""

    url: str
    type: str = ""
    language: str | None = None

    @property
    def ending(self) -> str:
        """How a file of it is called: by its stated type, or its address where that says more."""
        path = PurePosixPath(urlsplit(self.url).path)
        suffix = _SAME_ENDING.get(path.suffix.lower(), path.suffix.lower())
        stated = self.type.partition(";")[0].strip().lower()
        if stated in _SAYING_NOTHING and suffix in _ENDINGS:
            return suffix
        return _ENDING_OF.get(stated) or (suffix if suffix in _ENDINGS else ".txt")


def best_first(links: Iterable[TranscriptLink], language: str | None) -> list[TranscriptLink]:
    """Links in the order in which they are tried.

    What is in the episode's language comes first, then what says most: JSON names the speaker of
    every segment and may time each word; pages and plain text have hardly any times.
    """
    return sorted(
        links, key=lambda link: (_is_foreign(link, language), _BEST_FIRST.index(link.ending))
    )


def _is_foreign(link: TranscriptLink, language: str | None) -> bool:
    if language is None or link.language is None:
        return False
    return _primary(link.language) != _primary(language)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
