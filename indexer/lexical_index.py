"""BM25 over short texts, small enough to open with every episode.

Okapi BM25 as Lucene computes it (Robertson and Zaragoza, "The Probabilistic Relevance Framework:
BM25 and Beyond", 2009). Weights are computed when the index is made; a question only adds them up.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex
import snowballstemmer
from numpy.typing import NDArray

K1 = 1.2
B = 0.75

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.][\p{L}\p{M}\p{N}]+)*")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
_POSSESSIVE = regex.compile(r"['’]s$")
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "nb": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Which term occurs in which text, and what it adds to that text's score.

    Term ``t``'s texts are ``texts[bounds[t]:bounds[t + 1]]``, its weights lie beside them.
    """

    vocabulary: Mapping[str, int]
    bounds: NDArray[np.int32]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    text_count: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Indexes texts that were cut into terms."""
        postings = _postings(texts)
        vocabulary = {term: position for position, term in enumerate(sorted(postings))}
        lengths = np.array([len(text) for text in texts], np.float32)
        average = float(lengths.mean()) if len(texts) else 0.0
        bounds, holders, weights = [0], [], []
        for term in vocabulary:
            rarity = _inverse_document_frequency(len(postings[term]), len(texts))
            for text, count in postings[term].items():
                saturation = count + K1 * (1 - B + B * lengths[text] / average)
                holders.append(text)
                weights.append(rarity * count * (K1 + 1) / saturation)
            bounds.append(len(holders))
        return cls(
            vocabulary,
            np.array(bounds, np.int32),
            np.array(holders, np.int32),
            np.array(weights, np.float32),
            len(texts),
        )

    def only(self, kept: NDArray[np.int64]) -> "LexicalIndex":
        """The same without all other texts; terms that only those had are unknown to it.

        What a term weighs stays as it was among all texts.
        """
        renumbered = np.full(self.text_count, -1, np.int32)
        renumbered[kept] = np.arange(len(kept), dtype=np.int32)
        texts = renumbered[self.texts]
        stays = texts >= 0
        before = np.concatenate([[0], np.cumsum(stays)])[self.bounds]
        counts = np.diff(before)
        vocabulary = [term for term, count in zip(self.vocabulary, counts, strict=True) if count]
        return LexicalIndex(
            {term: position for position, term in enumerate(vocabulary)},
            np.concatenate([[0], np.cumsum(counts[counts > 0])]).astype(np.int32),
            texts[stays],
            self.weights[stays],
            len(kept),
        )

    def scores(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """The BM25 score of every text for a question's terms, of shape (texts,)."""
        scores = np.zeros(self.text_count, np.float32)
        for position in self._known(terms):
            low, high = self.bounds[position], self.bounds[position + 1]
            scores[self.texts[low:high]] += self.weights[low:high]
        return scores

    def highest_score(self, terms: Iterable[str]) -> float:
        """The BM25 score that no text can pass: every term, as often as one likes."""
        return (K1 + 1) * sum(self.rarity(term) for term in terms)

    def coverage(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """For every text, which share of the distinct terms' rarity it contains: 0 to 1."""
        covered = np.zeros(self.text_count, np.float32)
        whole = 0.0
        for term in set(terms):
            rarity = self.rarity(term)
            whole += rarity
            covered[self.texts_with(term)] += rarity
        return covered / whole if whole else covered

    def texts_with(self, term: str) -> NDArray[np.int32]:
        """The positions of the texts that contain a term."""
        position = self.vocabulary.get(term)
        if position is None:
            return self.texts[:0]
        return self.texts[self.bounds[position] : self.bounds[position + 1]]

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term; highest for one that never occurs."""
        return _inverse_document_frequency(len(self.texts_with(term)), self.text_count)

    def _known(self, terms: Iterable[str]) -> Iterator[int]:
        return (self.vocabulary[term] for term in terms if term in self.vocabulary)


def terms_of(text: str, language: str) -> list[str]:
    """A text's terms: stems of words; pairs of characters in scripts without spaces."""
    return [
        term
        for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
        for term in _word_terms(word, language.partition("-")[0].lower())
    ]


def located_terms(text: str, language: str) -> list[tuple[str, int, int]]:
    """Each term of a text with the characters [start, end) of the word it stands for."""
    primary = language.partition("-")[0].lower()
    return [
        (term, word.start(), word.end())
        for word in _WORD.finditer(text)
        for term in _word_terms(unicodedata.normalize("NFKC", word.group()).casefold(), primary)
    ]


@lru_cache(maxsize=50_000)
def _word_terms(word: str, language: str) -> tuple[str, ...]:
    if _UNSPACED.search(word):
        return tuple(_pairs(word))
    return (_stem(_POSSESSIVE.sub("", word), language),)


def _pairs(word: str) -> Iterator[str]:
    """Overlapping pairs stand in for words; what is spaced (digits, Latin) stays whole."""
    position = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > position:
            yield word[position : run.start()]
        characters = run.group()
        yield from (characters[i : i + 2] for i in range(max(1, len(characters) - 1)))
        position = run.end()
    if position < len(word):
        yield word[position:]


def _stem(word: str, language: str) -> str:
    name = _STEMMERS.get(language)
    # A stemmer keeps its word in itself, so that threads must not share one.
    return str(snowballstemmer.stemmer(name).stemWord(word)) if name else word


def _postings(texts: Sequence[Sequence[str]]) -> dict[str, dict[int, int]]:
    postings: dict[str, dict[int, int]] = {}
    for position, terms in enumerate(texts):
        for term, count in Counter(terms).items():
            postings.setdefault(term, {})[position] = count
    return postings


def _inverse_document_frequency(holders: int, texts: int) -> float:
    return float(np.log1p((texts - holders + 0.5) / (holders + 0.5)))
