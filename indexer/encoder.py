"""Texts become vectors: a sentence-transformers model, exported once, run by onnxruntime.

An exported encoder is a folder that needs neither torch nor the original weights:

    encoders/<slug>-<fingerprint>/   model.onnx   tokenizer.json   encoder.json
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from tokenizers import Encoding

from indexer.errors import ExplainedError
from indexer.onnx_model import ModelUnreadable, OnnxModel
from indexer.processors import usable_processors

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
_Read = TypeVar("_Read")

ENCODER_FILE = "encoder.json"


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What an exported encoder is, and what it was made from.

    ``languages`` are primary language tags; empty means that the model does not say, and is taken
    to speak all. ``source_state`` tells whether a folder has changed since it was exported;
    ``token_dimension`` is the length of a token's vector.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    question_prefix: str
    passage_prefix: str
    languages: tuple[str, ...]
    quantized: bool
    source_state: str
    token_dimension: int


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as an encoder reads it: a vector of the whole, and one of each token in its place.

    All are of length one. ``vector`` has the shape (dimension,), ``tokens`` (tokens,
    token_dimension); ``token_ids`` are the tokens' numbers in the encoder's vocabulary, and
    ``token_spans`` the characters [start, end) of the text that each stands for. Special tokens,
    and those of a prefix, are left out.
    """

    vector: Vectors
    tokens: Vectors
    token_ids: NDArray[np.int32]
    token_spans: NDArray[np.int32]


class Encoder(Protocol):
    """Maps texts to vectors of length one, so that a dot product is their cosine.

    A vector depends on its own text alone, never on what else is encoded.
    """

    @property
    def description(self) -> EncoderDescription:
        """What the encoder is; its fingerprint names the space that its vectors live in."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without special tokens."""

    def read_question(self, question: str) -> ReadText:
        """A question with its tokens; of one that is longer than the encoder reads, a part."""

    def read_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[ReadText]:
        """Texts with their tokens.

        ``progress`` is told the number of texts done since it was last called.

        Raises:
            TextTooLong: A text has more tokens than the encoder reads.
        """

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of texts alone, of shape (texts, dimension); else as ``read_passages``."""


class TextTooLong(ExplainedError):
    """A text that an encoder would have to cut: nothing is cut in silence."""


class EncoderDamaged(ExplainedError):
    """An exported encoder that cannot be read; the message says how to make it anew."""


class OnnxEncoder:
    """An exported encoder. One text at a time, unpadded: int8 scales depend on nothing else."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Opens an exported encoder.

        Args:
            folder: Where it lies.
            threads: How many passages are read at once; by default one a processor.

        Raises:
            EncoderDamaged: Files are missing or unreadable.
        """
        self.description = read_description(folder)
        try:
            self._model = OnnxModel(folder)
        except ModelUnreadable as error:
            raise _damaged(folder) from error
        self._threads = threads or usable_processors()

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without special tokens."""
        return len(self._model.tokenizer.encode(text, add_special_tokens=False).ids)

    def read_question(self, question: str) -> ReadText:
        """A question with its tokens; one longer than the encoder reads is read in part.

        A listener's question is the one text whose end may be left out: the alternative is not to
        answer at all, and the service limits its length anyway.
        """
        prefix = self.description.question_prefix
        encoding = self._model.tokenizer.encode(prefix + question)
        ids, limit = encoding.ids, self.description.max_tokens
        if len(ids) > limit:
            ids = [*ids[: limit - 1], ids[-1]]
        return self._read(encoding, ids, len(prefix))

    def read_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[ReadText]:
        """Texts with their tokens; equal texts are read once.

        Raises:
            TextTooLong: A text has more tokens than the encoder reads.
        """
        return self._side_by_side(self._read_passage, texts, progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of texts, of shape (texts, dimension); equal texts are encoded once.

        Raises:
            TextTooLong: A text has more tokens than the encoder reads.
        """
        if len(texts) == 1 and progress is None:  # a claim: threads would cost more than it
            return self._encode_passage(texts[0])[np.newaxis]
        if not texts:
            return np.zeros((0, self.description.dimension), np.float32)
        return np.stack(self._side_by_side(self._encode_passage, texts, progress))

    def _side_by_side(
        self, read: Callable[[str], _Read], texts: Sequence[str], progress: Progress | None
    ) -> list[_Read]:
        """What is read of each text, in their order; equal texts are read once."""
        repeats = Counter(texts)
        found: dict[str, _Read] = {}
        threads = ThreadPoolExecutor(self._threads)
        try:
            for text, one in zip(repeats, threads.map(read, repeats), strict=True):
                found[text] = one
                if progress:
                    progress(repeats[text])
        finally:
            # After Ctrl-C nobody waits for the texts that are still queued.
            threads.shutdown(cancel_futures=True)
        return [found[text] for text in texts]

    def _encode_passage(self, text: str) -> Vectors:
        return self._model.run(self._passage(text).ids)

    def _read_passage(self, text: str) -> ReadText:
        encoding = self._passage(text)
        return self._read(encoding, encoding.ids, len(self.description.passage_prefix))

    def _passage(self, text: str) -> Encoding:
        encoding = self._model.tokenizer.encode(self.description.passage_prefix + text)
        if len(encoding.ids) > self.description.max_tokens:
            raise TextTooLong(
                f"A text of {len(encoding.ids)} tokens is longer than the "
                f"{self.description.max_tokens} that {self.description.name} reads: {text[:60]!r}…"
            )
        return encoding

    def _read(self, encoding: Encoding, ids: list[int], prefix: int) -> ReadText:
        """Reads the tokens ``ids``, of which the text begins after ``prefix`` characters."""
        vector, tokens = self._model.run_with_tokens(ids)
        spans = np.array(encoding.offsets[: len(ids)], np.int32).reshape(-1, 2) - prefix
        special = np.array(encoding.special_tokens_mask[: len(ids)], np.bool_)
        own = ~special & (spans[:, 1] > 0)
        return ReadText(vector, tokens[own], np.array(ids, np.int32)[own], spans[own])


_DESCRIPTION = TypeAdapter(EncoderDescription)


def encoder_folder(encoders: Path, fingerprint: str) -> Path | None:
    """Where the encoder with a fingerprint lies; None if it was never exported here."""
    return next(iter(sorted(encoders.glob(f"*-{fingerprint}"))), None)


def read_description(folder: Path) -> EncoderDescription:
    """What an exported encoder is.

    Raises:
        EncoderDamaged: The description is missing or unreadable.
    """
    try:
        return _DESCRIPTION.validate_json((folder / ENCODER_FILE).read_bytes())
    except (OSError, ValidationError) as error:
        raise _damaged(folder) from error


def write_description(folder: Path, description: EncoderDescription) -> None:
    """Writes an exported encoder's description into its folder."""
    (folder / ENCODER_FILE).write_bytes(_DESCRIPTION.dump_json(description, indent=2))


def _damaged(folder: Path) -> EncoderDamaged:
    return EncoderDamaged(
        f"The exported encoder in {folder} is missing or damaged. Remove that folder and run "
        "`ask-episode index` again: it is exported anew."
    )
