"""CSL-JSON, which Zotero and pandoc read: an item of the kind ``broadcast``."""

import json
from typing import Any

from indexer.citation_styles.cited import MEDIUM, CitedEpisode
from indexer.citation_styles.names import Name
from indexer.clock import clock


def csl_json(cited: CitedEpisode) -> str:
    """A list of one item, by the CSL data schema."""
    date = cited.date
    item = {
        "id": cited.id,
        "type": "broadcast",
        "title": cited.title,
        "author": [_author(host) for host in cited.hosts],
        "container-title": cited.show,
        "issued": {"date-parts": [[date.year, date.month, date.day]]} if date else None,
        "number": _number(cited),
        "publisher": cited.publisher,
        "medium": MEDIUM,
        "dimensions": clock(cited.duration) if cited.duration else None,
        "language": cited.language,
        "URL": cited.link,
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


def _number(cited: CitedEpisode) -> str | None:
    """The number alone, which styles put their own words to, unless a season makes it two."""
    if cited.season is None:
        return None if cited.number is None else str(cited.number)
    return ", ".join(cited.numbering)


def _author(name: Name) -> dict[str, Any]:
    if name.is_whole:
        return {"literal": name.natural}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}
