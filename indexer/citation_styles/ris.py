"""RIS: a ``SOUND``, the kind for recordings; there is none for podcasts that programs agree on."""

from collections.abc import Iterator

from indexer.citation_styles.cited import MEDIUM, CitedEpisode
from indexer.citation_styles.names import Name


def ris(cited: CitedEpisode) -> str:
    """A record: a tag and a value a line, each ended as the format wants it."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(cited))


def _lines(cited: CitedEpisode) -> Iterator[tuple[str, str]]:
    yield "TY", "SOUND"
    for host in cited.hosts:
        yield "AU", _author(host)
    known = (
        ("TI", cited.title),
        ("T3", cited.show),
        ("PY", str(cited.date.year) if cited.date else None),
        ("DA", cited.date.isoformat().replace("-", "/") if cited.date else None),
        ("PB", cited.publisher),
        ("LA", cited.language),
        ("N1", ", ".join([MEDIUM, *cited.numbering])),
        ("UR", cited.link),
    )
    yield from ((tag, value) for tag, value in known if value)
    yield "ER", ""


def _author(name: Name) -> str:
    """Commas part a name here, so that one which stays whole has none."""
    return name.natural.replace(",", "") if name.is_whole else name.inverted
