"""Transcript files become episode folders that can be searched. Knows no web and no money.

index_transcript   the whole path from a file to an episode folder
index_many         the same for many files, by several processes
index_source       the same for a transcript that lies in no file
Library            the indexed episodes, opened when they are asked for
REFERENCES         how an episode is cited, style by style
"""

from indexer.adverts import Advert, sold_sentences
from indexer.assembly import assemble
from indexer.build import (
    BuildOptions,
    EpisodeIdRefused,
    index_source,
    index_transcript,
)
from indexer.build_report import BuildReport
from indexer.catalogue import Catalogue, CatalogueEntry, ShowEntry
from indexer.checking import faults_of
from indexer.citation_styles import (
    REFERENCE_FILES,
    REFERENCES,
    CitationStyle,
    CitedEpisode,
    Reference,
    cited_episode,
)
from indexer.clock import clock
from indexer.encoder import (
    Encoder,
    EncoderDamaged,
    EncoderDescription,
    OnnxEncoder,
    ReadText,
    TextTooLong,
    Vectors,
)
from indexer.encoder_export import (
    DEFAULT_MODEL,
    EncoderSource,
    EncoderUnavailable,
    exported_encoder,
)
from indexer.episode import Chapter, EpisodeMetadata, MetadataRefused, Person, metadata_path
from indexer.episode_folder import EpisodeBusy, EpisodeFolder
from indexer.errors import ExplainedError, first_fault
from indexer.formats import ReadTranscript, TranscriptRefused
from indexer.indexed_episode import IndexedEpisode
from indexer.lexical_index import LexicalIndex, located_terms, terms_of
from indexer.library import EpisodeNotFound, Library, catalogue_entry
from indexer.manifest import BuildRefused, Counts, Manifest
from indexer.many import Indexing, index_many
from indexer.passage import Passage
from indexer.passage_index import PassageIndex
from indexer.related import Near, RelatedIndex
from indexer.repairs import Repair, repairs_told
from indexer.segment import Segment
from indexer.sentence import Sentence
from indexer.source import Source, source_of
from indexer.storage import DiskFull, StorageFault, storage_explained
from indexer.transcript import Timing, Transcript, Utterance, canonical_text
from indexer.without_adverts import without_adverts

__all__ = [
    "DEFAULT_MODEL",
    "REFERENCES",
    "REFERENCE_FILES",
    "Advert",
    "BuildOptions",
    "BuildRefused",
    "BuildReport",
    "Catalogue",
    "CatalogueEntry",
    "Chapter",
    "CitationStyle",
    "CitedEpisode",
    "Counts",
    "DiskFull",
    "Encoder",
    "EncoderDamaged",
    "EncoderDescription",
    "EncoderSource",
    "EncoderUnavailable",
    "EpisodeBusy",
    "EpisodeFolder",
    "EpisodeIdRefused",
    "EpisodeMetadata",
    "EpisodeNotFound",
    "ExplainedError",
    "IndexedEpisode",
    "Indexing",
    "LexicalIndex",
    "Library",
    "Manifest",
    "MetadataRefused",
    "Near",
    "OnnxEncoder",
    "Passage",
    "PassageIndex",
    "Person",
    "ReadText",
    "ReadTranscript",
    "Reference",
    "RelatedIndex",
    "Repair",
    "Segment",
    "Sentence",
    "ShowEntry",
    "Source",
    "StorageFault",
    "TextTooLong",
    "Timing",
    "Transcript",
    "TranscriptRefused",
    "Utterance",
    "Vectors",
    "assemble",
    "canonical_text",
    "catalogue_entry",
    "cited_episode",
    "clock",
    "exported_encoder",
    "faults_of",
    "first_fault",
    "index_many",
    "index_source",
    "index_transcript",
    "located_terms",
    "metadata_path",
    "repairs_told",
    "sold_sentences",
    "source_of",
    "storage_explained",
    "terms_of",
    "without_adverts",
]
