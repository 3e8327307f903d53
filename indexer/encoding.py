"""What of an episode is encoded, and what of it an earlier build has encoded already.

A vector depends on its own text alone: a passage or sentence that reads as it did before keeps the
vectors it had, and a build made so is, byte for byte, the one that would be made from nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.encoder import Encoder, Vectors
from indexer.episode import EpisodeMetadata
from indexer.indexed_episode import IndexedEpisode
from indexer.passage import Passage, ShownPassage, shown_passage
from indexer.passage_index import DenseIndex
from indexer.sentence import Sentence
from indexer.token_index import PassageTokens
from indexer.transcript import Transcript

Progress = Callable[[int, int], None]
"""Told how many texts are encoded, and of how many."""


def shown_passages(
    transcript: Transcript,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    metadata: EpisodeMetadata,
) -> list[ShownPassage]:
    """What an encoder reads of each passage."""
    # It may go over several utterances: its first character tells when it begins.
    begins = [transcript.times_of(one.start_char, one.start_char + 1)[0] for one in passages]
    return [
        shown_passage(transcript, sentences, passage, metadata.header_at(second))
        for passage, second in zip(passages, begins, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """The texts that a build has vectors of; of none, where there is no build."""

    passages: Mapping[ShownPassage, tuple[Vectors, PassageTokens]] = field(default_factory=dict)
    sentences: Mapping[str, Vectors] = field(default_factory=dict)

    @classmethod
    def of(cls, episode: IndexedEpisode, fingerprint: str) -> "KnownVectors":
        """What a build knows, if it was made by the encoder with this fingerprint."""
        dense = episode.index.dense
        if dense is None or episode.manifest.encoder != fingerprint:
            return cls()
        shown = shown_passages(
            episode.transcript, episode.sentences, episode.passages, episode.metadata
        )
        passages = {
            text: (
                dense.passage_vector(position),
                dense.tokens.tokens_of(position, passage.first_sentence, passage.end_sentence),
            )
            for position, (text, passage) in enumerate(zip(shown, episode.passages, strict=True))
        }
        vectors = dense.sentence_vectors(0, len(episode.sentences))
        texts = (episode.sentence_text(position) for position in range(len(episode.sentences)))
        return cls(passages, dict(zip(texts, vectors, strict=True)))


def encoded(
    shown: Sequence[ShownPassage],
    sentences: Sequence[str],
    encoder: Encoder,
    known: KnownVectors,
    progress: Progress,
) -> DenseIndex:
    """The index of an episode's passages and sentences; only what is not known is encoded.

    Raises:
        TextTooLong: A text has more tokens than the encoder reads.
    """
    new_passages = [one for one in dict.fromkeys(shown) if one not in known.passages]
    new_sentences = [text for text in dict.fromkeys(sentences) if text not in known.sentences]
    count = _counter(len(new_passages) + len(new_sentences), progress)
    read = encoder.read_passages([one.text for one in new_passages], count)
    passages = dict(known.passages) | {
        one: (found.vector, PassageTokens.of(found, one.sentence_spans))
        for one, found in zip(new_passages, read, strict=True)
    }
    vectors = encoder.encode_passages(new_sentences, count)
    by_text = dict(known.sentences) | dict(zip(new_sentences, vectors, strict=True))
    return DenseIndex.of(
        np.stack([passages[one][0] for one in shown]),
        [passages[one][1] for one in shown],
        np.stack([by_text[text] for text in sentences]),
    )


def _counter(total: int, progress: Progress) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    return count
