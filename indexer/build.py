"""The whole path from a transcript file to an episode folder, in one function.

unchanged? ► read ► metadata, language ► sentences ► passages ► encode ► index ► folder ► catalogue
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.adverts import find_adverts
from indexer.build_report import BuildReport, report_of
from indexer.catalogue import CatalogueEntry
from indexer.encoder import Encoder
from indexer.encoding import KnownVectors, Progress, encoded, shown_passages
from indexer.episode import (
    is_episode_id,
    new_episode_id,
    source_identity,
)
from indexer.episode_folder import EpisodeFolder
from indexer.errors import ExplainedError
from indexer.gist import gist_of, write_gist
from indexer.indexed_episode import METADATA_FILE, Cuts, write_cuts
from indexer.lexical_index import terms_of
from indexer.library import EpisodeNotFound, Library, catalogue_entry
from indexer.manifest import (
    FORMAT_VERSION,
    BuildRefused,
    Counts,
    Manifest,
    check_files,
    file_sha256,
    read_manifest,
    write_manifest,
)
from indexer.passage import cut_passages
from indexer.passage_index import PassageIndex, lexical_indexes
from indexer.sentence import split_sentences
from indexer.source import Source, read_source
from indexer.storage import storage_explained
from indexer.unchanged import unchanged_episode

_NAMELESS = frozenset({"transcript", "captions", "subtitles", "index", "episode"})


class EpisodeIdRefused(ExplainedError):
    """An id that cannot name an episode."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What an operator says by hand; ``metadata`` wins over the file beside the transcript."""

    episode_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def index_transcript(
    path: Path,
    library: Library,
    encoder: Encoder,
    options: BuildOptions | None = None,
    progress: Progress = lambda _done, _all: None,
) -> BuildReport:
    """Indexes one transcript file; does nothing if the same was indexed before.

    Raises:
        TranscriptRefused: The file is no transcript that can be read.
        MetadataRefused: The metadata beside it, or an option, cannot be used.
        EpisodeIdRefused: The id that was asked for is not one.
        EpisodeBusy: Another process writes the episode, and does not come to an end.
        DiskFull: No space was left; the build before is untouched.
        StorageFault: The data folder cannot be written.
    """
    options = options or BuildOptions()
    told = encoder.description
    with storage_explained():
        known = unchanged_episode(path, library, told, options.episode_id, options.metadata)
        if known:
            return report_of(known, told, unchanged=True)
        source = read_source(path, encoder, options.metadata)
        return _index(source, library, options, progress)


def index_source(
    source: Source, library: Library, progress: Progress = lambda _done, _all: None
) -> BuildReport:
    """Indexes a transcript that was not read from a file; else as ``index_transcript``.

    Raises:
        EpisodeBusy: Another process writes the episode, and does not come to an end.
        DiskFull: No space was left; the build before is untouched.
        StorageFault: The data folder cannot be written.
    """
    with storage_explained():
        return _index(source, library, BuildOptions(), progress)


def _index(
    source: Source, library: Library, options: BuildOptions, progress: Progress
) -> BuildReport:
    identity = source_identity(source.path, source.metadata)
    episode_id = _episode_id(source, identity, library, options)
    folder = library.folder(episode_id)
    before = library.catalogue.get(episode_id)
    with folder.writer():
        current = _current_manifest(folder)
        unchanged = current is not None and current.inputs == source.inputs
        if not unchanged:
            known = _known_vectors(library, episode_id, source)
            with folder.new_build() as build:
                _write_build(build, source, known, progress)
        episode = library.episode(episode_id)
        entry = catalogue_entry(episode)
        if library.catalogue.get(episode_id) != entry:
            library.catalogue.put(entry)
    replaced = before.identity if before and before.identity != identity else None
    return report_of(episode, source.encoder.description, unchanged=unchanged, replaced=replaced)


def _episode_id(source: Source, identity: str, library: Library, options: BuildOptions) -> str:
    if options.episode_id is not None:
        if not is_episode_id(options.episode_id):
            raise EpisodeIdRefused(
                f"{options.episode_id!r} cannot be an episode's id: use up to 96 lower-case "
                "letters, digits and hyphens, with a letter or digit at both ends."
            )
        return options.episode_id
    known = library.catalogue.with_identity(identity) or _of_a_feed(source, library)
    name = source.metadata.title or _file_name(source.path)
    return known.id if known else new_episode_id(name, identity)


def _of_a_feed(source: Source, library: Library) -> CatalogueEntry | None:
    """The episode of a feed in whose place an operator's own transcript of it comes."""
    told = source.metadata
    if told.guid is None or told.podcast_guid:
        return None
    listed = library.catalogue.find(guid=told.guid)
    return next((each for each in listed if told.show in (None, *each.show_names)), None)


def _file_name(path: Path) -> str:
    """What a file is called; with its folder's name where its own says nothing."""
    return f"{path.parent.name} {path.stem}" if path.stem.lower() in _NAMELESS else path.stem


def _current_manifest(folder: EpisodeFolder) -> Manifest | None:
    """The manifest of a sound current build; None if there is none, or it has to be made anew."""
    build = folder.current_build()
    if build is None:
        return None
    try:
        manifest = read_manifest(build)
        check_files(build, manifest)
    except BuildRefused:
        return None
    return manifest


def _known_vectors(library: Library, episode_id: str, source: Source) -> KnownVectors:
    """What the current build has encoded; nothing if it cannot be read."""
    try:
        episode = library.episode(episode_id)
    except (EpisodeNotFound, BuildRefused):
        return KnownVectors()
    return KnownVectors.of(episode, source.encoder.description.fingerprint)


def _write_build(build: Path, source: Source, known: KnownVectors, progress: Progress) -> None:
    cuts = _cut(source)
    write_cuts(build, source.transcript, cuts)
    (build / METADATA_FILE).write_text(source.metadata.model_dump_json(), encoding="utf-8")
    texts = [source.transcript.text[one.start_char : one.end_char] for one in cuts.sentences]
    lexical = lexical_indexes(
        [terms_of(text, source.language) for text in texts],
        [(passage.first_sentence, passage.end_sentence) for passage in cuts.passages],
    )
    dense = None
    if source.dense:
        shown = shown_passages(source.transcript, cuts.sentences, cuts.passages, source.metadata)
        dense = encoded(shown, texts, source.encoder, known, progress)
        gist = gist_of(dense.sentence_vectors(0, len(texts)), cuts.adverts)
        write_gist(build, gist, source.encoder.description.fingerprint)
    PassageIndex(dense, *lexical).write(build)
    write_manifest(build, _manifest(build, source, cuts))


def _cut(source: Source) -> Cuts:
    encoder = source.encoder
    longest = encoder.description.max_tokens // 2
    sentences = split_sentences(
        source.transcript, source.language, lambda text: encoder.count_tokens(text) <= longest
    )
    adverts = find_adverts(source.transcript, sentences, source.metadata.chapters)
    special_tokens = 2
    seconds = (None, *(chapter.start for chapter in source.metadata.chapters))
    headers = {source.metadata.header_at(second) for second in seconds}
    prefix = encoder.description.passage_prefix
    passages = cut_passages(
        source.transcript,
        sentences,
        encoder.count_tokens,
        max_tokens=encoder.description.max_tokens - special_tokens,
        header_tokens=max(encoder.count_tokens(prefix + header) for header in headers),
        borders={at for advert in adverts for at in (advert.first_sentence, advert.end_sentence)}
        & set(range(1, len(sentences))),
    )
    return Cuts(tuple(sentences), tuple(passages), adverts)


def _manifest(build: Path, source: Source, cuts: Cuts) -> Manifest:
    transcript, encoder = source.transcript, source.encoder.description
    speakers = {u.speaker for u in transcript.utterances if u.speaker}
    return Manifest(
        format_version=FORMAT_VERSION,
        inputs=source.inputs,
        source=str(source.path.resolve()),
        source_format=source.read.format_name,
        language=source.language,
        language_stated=source.language_stated,
        encoder=encoder.fingerprint if source.dense else None,
        encoder_name=encoder.name if source.dense else None,
        transcript_sha256=transcript.sha256,
        counts=Counts(
            words=transcript.word_count,
            utterances=len(transcript.utterances),
            sentences=len(cuts.sentences),
            passages=len(cuts.passages),
            speakers=len(speakers),
        ),
        indexed_at=datetime.now(UTC),
        files={file.name: file_sha256(file) for file in sorted(build.iterdir())},
    )
