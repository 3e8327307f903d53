"""A transcript file with all that decides how it is indexed."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.assembly import with_one_name_each
from indexer.encoder import Encoder, EncoderDescription
from indexer.episode import EpisodeMetadata, read_metadata, with_options
from indexer.formats import READING_VERSION, ReadTranscript, read_transcript
from indexer.language import detected_language, speaks
from indexer.manifest import FORMAT_VERSION
from indexer.passage import TARGET_TOKENS
from indexer.transcript import CANONICAL_TEXT_RULE, Transcript


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript with all that decides how it is indexed.

    ``dense`` tells whether the encoder speaks its language, so that vectors are of use.
    """

    path: Path
    read: ReadTranscript
    metadata: EpisodeMetadata
    language: str
    language_stated: bool
    encoder: Encoder
    dense: bool

    @property
    def transcript(self) -> Transcript:
        """What is to be indexed."""
        return self.read.transcript

    @property
    def inputs(self) -> str:
        """A hash of everything that the build depends on: if it is the same, so is the build."""
        return inputs_of(
            self.path, self.read.sha256, self.metadata, self.language, self.encoder.description
        )


def inputs_of(
    path: Path,
    sha256: str,
    metadata: EpisodeMetadata,
    language: str,
    encoder: EncoderDescription,
) -> str:
    """The hash of all that a build depends on; ``sha256`` is that of the transcript's bytes."""
    told = (
        FORMAT_VERSION,
        CANONICAL_TEXT_RULE,
        READING_VERSION,
        TARGET_TOKENS,
        sha256,
        str(path.resolve()),
        metadata.model_dump_json(),
        language,
        encoder.fingerprint,
        speaks(encoder.languages, language),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def read_source(path: Path, encoder: Encoder, given: dict[str, Any]) -> Source:
    """Reads a transcript file and the metadata beside it.

    Args:
        path: The transcript file.
        encoder: What its passages will be encoded with.
        given: Metadata said by hand, which wins over the file's.

    Raises:
        TranscriptRefused: The file is no transcript that can be read.
        MetadataRefused: The metadata cannot be used.
    """
    read = read_transcript(path)
    return source_of(path, read, with_options(read_metadata(path), given), encoder)


def source_of(
    path: Path, read: ReadTranscript, metadata: EpisodeMetadata, encoder: Encoder
) -> Source:
    """The source of a transcript that was read; ``path`` is where it comes from."""
    read = replace(read, transcript=with_one_name_each(read.transcript, metadata.aliases))
    stated = metadata.language or read.transcript.language
    language = stated or detected_language(read.transcript.text)
    return Source(
        path=path,
        read=read,
        metadata=metadata,
        language=language,
        language_stated=stated is not None,
        encoder=encoder,
        dense=speaks(encoder.description.languages, language),
    )
