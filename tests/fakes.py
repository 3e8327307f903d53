"""Stand-ins whose answers can be worked out by hand; each shares a contract suite with the real."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np

from indexer import EncoderDescription, ReadText, TextTooLong, Vectors, terms_of

_DIMENSION = 512


class WordEntailment:
    """An entailment model that counts words: what holds all words of a claim entails it."""

    fingerprint = "words"

    def probability(self, said: str, claim: str) -> float:
        """The share of the claim's words that were said."""
        words = set(terms_of(claim, "en"))
        return len(words & set(terms_of(said, "en"))) / len(words) if words else 0.0


class WordEncoder:
    """An encoder whose vectors count words: two texts are near when they share words.

    A token is a word as white space divides them; every word has a dimension of its own.
    """

    def __init__(self, *, max_tokens: int = 256, languages: tuple[str, ...] = ("en",)) -> None:
        self.description = EncoderDescription(
            name="words",
            fingerprint="0123456789ab",
            dimension=_DIMENSION,
            max_tokens=max_tokens,
            question_prefix="",
            passage_prefix="",
            languages=languages,
            quantized=False,
            source_state="",
            token_dimension=_DIMENSION,
        )

    def count_tokens(self, text: str) -> int:
        """Words of a text."""
        return len(text.split())

    def read_question(self, question: str) -> ReadText:
        """A question with its words."""
        return self._read(question)

    def read_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> list[ReadText]:
        """Texts with their words."""
        self.encode_passages(texts, progress)
        return [self._read(text) for text in texts]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """The vectors of texts."""
        for text in texts:
            if self.count_tokens(text) > self.description.max_tokens:
                raise TextTooLong(f"{self.count_tokens(text)} words are too many.")
            if progress:
                progress(1)
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.description.dimension), np.float32)

    def _read(self, text: str) -> ReadText:
        words = list(re.finditer(r"\S+", text))
        tokens = [self._vector(word.group()) for word in words]
        return ReadText(
            self._vector(text),
            np.stack(tokens) if tokens else np.zeros((0, _DIMENSION), np.float32),
            np.array([int(token.argmax()) for token in tokens], np.int32),
            np.array([word.span() for word in words], np.int32).reshape(-1, 2),
        )

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.description.dimension, np.float32)
        for term in terms_of(text, "en"):
            digest = hashlib.sha256(term.encode()).digest()
            vector[int.from_bytes(digest[:2]) % len(vector)] += 1.0
        length = float(np.linalg.norm(vector))
        vector[0] += 0.0 if length else 1.0
        return vector / (length or 1.0)
