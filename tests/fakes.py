"""Stand-ins whose answers can be worked out by hand; each shares a contract suite with the real."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from indexer import EncoderDescription, TextTooLong, Vectors, terms_of


class WordEntailment:
    """An entailment model that counts words: what holds all words of a claim entails it."""

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
            dimension=512,
            max_tokens=max_tokens,
            question_prefix="",
            passage_prefix="",
            languages=languages,
            quantized=False,
            source_state="",
        )

    def count_tokens(self, text: str) -> int:
        """Words of a text."""
        return len(text.split())

    def encode_question(self, question: str) -> Vectors:
        """The vector of a question."""
        return self._vector(question)

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

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.description.dimension, np.float32)
        for term in terms_of(text, "en"):
            digest = hashlib.sha256(term.encode()).digest()
            vector[int.from_bytes(digest[:2]) % len(vector)] += 1.0
        length = float(np.linalg.norm(vector))
        vector[0] += 0.0 if length else 1.0
        return vector / (length or 1.0)
