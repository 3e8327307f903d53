"""References to an episode: to be read, and as files for reference managers. Pure.

cited                  what a reference may name, as far as it is known
names                  a person's name in its parts, and put together again
written                full stops, quotation marks, italics
apa  mla  chicago      references to be read, with what stands in the text of a paper
bibtex  ris  csl_json  files, in which programs find the same by its fields
"""

from collections.abc import Callable
from enum import StrEnum

from indexer.citation_styles.apa import apa
from indexer.citation_styles.bibtex import bibtex
from indexer.citation_styles.chicago import chicago
from indexer.citation_styles.cited import CitedEpisode, cited_episode
from indexer.citation_styles.csl_json import csl_json
from indexer.citation_styles.mla import mla
from indexer.citation_styles.ris import ris
from indexer.citation_styles.written import Reference

__all__ = [
    "REFERENCES",
    "REFERENCE_FILES",
    "CitationStyle",
    "CitedEpisode",
    "Reference",
    "cited_episode",
]


class CitationStyle(StrEnum):
    """How an episode can be cited."""

    APA = "apa"
    MLA = "mla"
    CHICAGO = "chicago"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"


REFERENCES: dict[CitationStyle, Callable[[CitedEpisode], Reference]] = {
    CitationStyle.APA: apa,
    CitationStyle.MLA: mla,
    CitationStyle.CHICAGO: chicago,
}
"""The styles that people read."""

REFERENCE_FILES: dict[CitationStyle, Callable[[CitedEpisode], str]] = {
    CitationStyle.BIBTEX: bibtex,
    CitationStyle.RIS: ris,
    CitationStyle.CSL_JSON: csl_json,
}
"""Those that programs read: the text of a file."""
