"""One build of an episode, opened: its words, its passages, and the index to search them by.

manifest.json  episode.json  transcript.json  passages.json  + the files of the passage index
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer.adverts import Advert
from indexer.episode import EpisodeMetadata
from indexer.manifest import BuildRefused, Manifest, check_files, damaged, read_manifest
from indexer.passage import Passage
from indexer.passage_index import PassageIndex
from indexer.repairs import Repair
from indexer.sentence import Sentence
from indexer.transcript import Transcript, Utterance

METADATA_FILE = "episode.json"
TRANSCRIPT_FILE = "transcript.json"
CUTS_FILE = "passages.json"


@dataclass(frozen=True, slots=True)
class _StoredTranscript:
    utterances: tuple[Utterance, ...]
    language: str | None
    repairs: dict[Repair, int]
    taken_names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cuts:
    """How a transcript is cut: into sentences, runs of which are passages, and some adverts."""

    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    adverts: tuple[Advert, ...]


_TRANSCRIPT = TypeAdapter(_StoredTranscript)
_CUTS = TypeAdapter(Cuts)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class IndexedEpisode:
    """An episode as one build holds it; immutable, shared by all who ask it.

    ``audio_file`` is the local file that the metadata names, None if it plays from elsewhere;
    ``speakers`` are the names of those who speak, in the order in which they are first heard.
    """

    id: str
    build: str
    manifest: Manifest
    metadata: EpisodeMetadata
    audio_file: Path | None
    transcript: Transcript
    speakers: tuple[str, ...]
    sentences: Sequence[Sentence]
    passages: Sequence[Passage]
    adverts: Sequence[Advert]
    index: PassageIndex

    @property
    def title(self) -> str:
        """What to call the episode: its title, else its transcript file's name."""
        return self.metadata.title or Path(self.manifest.source).stem

    @property
    def duration(self) -> float | None:
        """Seconds: the recording's as it is stated, else the last that the transcript knows."""
        return self.metadata.duration or self.transcript.duration

    def sentence_text(self, position: int) -> str:
        """The words of one sentence."""
        sentence = self.sentences[position]
        return self.transcript.text[sentence.start_char : sentence.end_char]

    def times_of(self, sentence: Sentence) -> tuple[float | None, float | None]:
        """When a sentence is heard, in seconds."""
        return self.transcript.times_of(sentence.start_char, sentence.end_char)

    def utterance_of(self, sentence: int) -> Utterance:
        """The utterance that a sentence belongs to."""
        return self.transcript.utterances[self.sentences[sentence].utterance]


def write_cuts(folder: Path, transcript: Transcript, cuts: Cuts) -> None:
    """Writes a transcript and how it was cut into a build's folder."""
    stored = _StoredTranscript(
        transcript.utterances,
        transcript.language,
        dict(transcript.repairs),
        dict(transcript.taken_names),
    )
    (folder / TRANSCRIPT_FILE).write_bytes(_TRANSCRIPT.dump_json(stored))
    (folder / CUTS_FILE).write_bytes(_CUTS.dump_json(cuts))


def open_build(folder: Path) -> IndexedEpisode:
    """Opens a build after comparing its files with their checksums.

    Raises:
        BuildRefused: The build is damaged or of another format.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    try:
        return _opened(folder, manifest)
    except (OSError, ValueError, ValidationError) as error:
        raise damaged(folder, TRANSCRIPT_FILE) from error


def _opened(folder: Path, manifest: Manifest) -> IndexedEpisode:
    stored = _TRANSCRIPT.validate_json((folder / TRANSCRIPT_FILE).read_bytes())
    cuts = _CUTS.validate_json((folder / CUTS_FILE).read_bytes())
    transcript = Transcript(stored.utterances, stored.language, stored.repairs, stored.taken_names)
    if transcript.sha256 != manifest.transcript_sha256:
        raise BuildRefused(f"The transcript of {folder.parent.name} is not the one indexed.")
    metadata = EpisodeMetadata.model_validate_json((folder / METADATA_FILE).read_bytes())
    return IndexedEpisode(
        id=folder.parent.name,
        build=folder.name,
        manifest=manifest,
        metadata=metadata,
        audio_file=local_audio(metadata, Path(manifest.source)),
        transcript=transcript,
        speakers=speakers_of(transcript),
        sentences=cuts.sentences,
        passages=cuts.passages,
        adverts=cuts.adverts,
        index=PassageIndex.read(folder),
    )


def speakers_of(transcript: Transcript) -> tuple[str, ...]:
    """The names of those who speak, in the order in which they are first heard."""
    named = (utterance.speaker for utterance in transcript.utterances)
    return tuple(dict.fromkeys(speaker for speaker in named if speaker))


def local_audio(metadata: EpisodeMetadata, transcript_file: Path) -> Path | None:
    """The audio file that lies beside the transcript, if that is what the metadata names.

    Only a plain file name counts: a path that leads elsewhere could publish any file.
    """
    name = metadata.audio_url
    if name is None or "://" in name or Path(name).name != name:
        return None
    return transcript_file.with_name(name)
