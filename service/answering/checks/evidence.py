"""Which sentences hold a claim up, and how well. Pure.

A run of neighbouring sentences is judged by how much of the claim's rare content it says, and by
the cosine of their vectors. The smallest run that says as much as any is the citation.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode, Passage, terms_of
from service.answering.checks.english import LIGHT
from service.answering.checks.numbers import Number, is_said, numbers_claimed, numbers_said
from service.answering.checks.words import Words, alike
from service.answering.sentence_run import SentenceRun

LONGEST_RUN = 4
_PREFIX = 5
_COSINE = 0.5
_LENGTH = 0.05

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Support:
    """A run and what it gives a claim.

    ``coverage`` is the share of the claim's content, weighted by rarity, that the run says, 0 to 1;
    ``cosine`` the best of its sentences' (0 without vectors); ``missing`` the content it lacks.
    """

    run: SentenceRun
    coverage: float
    cosine: float
    missing: tuple[str, ...]


_FEWEST_TERMS = 3
_LEAST_COSINE_OF_FEW = 0.5
_NUMBER = 4.0
"""What a number weighs beside the rarity of a word that occurs once in an episode, about 6."""


@dataclass(frozen=True, slots=True)
class ClaimContent:
    """The terms and the numbers of a claim that have to be said, each with its weight."""

    weights: Mapping[str, float]
    numbers: frozenset[Number]

    @classmethod
    def of(
        cls, claim: Words, episode: IndexedEpisode, ignored: Iterable[str] = ()
    ) -> "ClaimContent":
        """The content of a claim, without the terms that other checks see to."""
        rarity = episode.index.sentences.rarity
        skipped = set(ignored)
        terms = [term for term in claim.content if term not in skipped]
        heavy = [term for term in terms if term not in _light_terms(episode.manifest.language)]
        # A claim made of light words alone rests on them.
        weights = {t: rarity(t) for t in (heavy if len(heavy) >= _FEWEST_TERMS else terms)}
        numbers = numbers_claimed(claim.text, episode.manifest.language)
        return cls(weights, numbers)


@cache
def _light_terms(language: str) -> frozenset[str]:
    """The stems of words that a paraphrase changes freely; English."""
    return frozenset(terms_of(" ".join(LIGHT), language)) if language[:2] == "en" else frozenset()


def support_probability(coverage: float, cosine: float, missing: Sequence[float]) -> float:
    """How likely it is that runs hold a claim up, 0 to 1.

    A logistic regression, fitted on one half of the planted errors and paraphrases of
    ``tests/benchmarks/verification.py``.

    Args:
        coverage: The share of the claim's content that the runs say.
        cosine: The best cosine of the claim with one of their sentences.
        missing: The weights of the terms that they do not say.
    """
    evidence = 3.82 * coverage + 6.21 * cosine - 0.46 * len(missing) - 0.08 * sum(missing) - 3.30
    return 1.0 / (1.0 + math.exp(-evidence))


_READ: WeakKeyDictionary[IndexedEpisode, "EpisodeTerms"] = WeakKeyDictionary()


class EpisodeTerms:
    """Which sentences of an episode say which words and numbers."""

    def __init__(self, episode: IndexedEpisode) -> None:
        self._by_prefix: dict[str, list[str]] = defaultdict(list)
        self._index = episode.index.sentences
        for term in self._index.vocabulary:
            self._by_prefix[term[:_PREFIX]].append(term)
        language = episode.manifest.language
        self.count = len(episode.sentences)
        self._by_value: dict[float, list[tuple[int, Number]]] = defaultdict(list)
        for position in range(self.count):
            for number in numbers_said(episode.sentence_text(position), language):
                self._by_value[float(f"{number.value:.6g}")].append((position, number))

    @classmethod
    def of(cls, episode: IndexedEpisode) -> "EpisodeTerms":
        """An episode's terms, read once for as long as it is open."""
        if episode not in _READ:
            _READ[episode] = cls(episode)
        return _READ[episode]

    def sentences_with(self, number: Number) -> NDArray[np.bool_]:
        """Which sentences say a number, of shape (sentences,)."""
        says = np.zeros(self.count, np.bool_)
        for position, said in self._by_value.get(float(f"{number.value:.6g}"), ()):
            says[position] |= is_said(number, frozenset((said,)))
        return says

    def sentences_saying(self, term: str) -> NDArray[np.int64]:
        """The positions of the sentences that say a term or a form of the same word."""
        forms = [other for other in self._by_prefix.get(term[:_PREFIX], ()) if alike(term, other)]
        found = [self._index.texts_with(form) for form in forms]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim's content beside the sentences of an episode.

    ``said`` has shape (terms, sentences); ``weights`` (terms,); ``cosines`` (sentences,).
    """

    terms: tuple[str, ...]
    weights: Scores
    said: NDArray[np.bool_]
    cosines: Scores
    scores: Scores

    @classmethod
    def of(
        cls, content: ClaimContent, sentences: EpisodeTerms, cosines: Scores | None
    ) -> "Evidence":
        """Looks up a claim's content; ``cosines`` are those of the claim with every sentence."""
        said = np.zeros((len(content.weights) + len(content.numbers), sentences.count), np.bool_)
        for row, term in enumerate(content.weights):
            said[row, sentences.sentences_saying(term)] = True
        for row, number in enumerate(content.numbers, start=len(content.weights)):
            said[row] = sentences.sentences_with(number)
        weights = np.array(
            [*content.weights.values(), *[_NUMBER] * len(content.numbers)], np.float32
        )
        terms = (*content.weights, *(f"{number.value:g}" for number in content.numbers))
        known = np.zeros(sentences.count, np.float32) if cosines is None else cosines
        scores = _scores_of_runs(said, weights, known)
        return cls(terms, weights, said, known, scores)

    def support(self, run: SentenceRun) -> Support:
        """What a run gives the claim."""
        covered = self._covered(run)
        return Support(
            run,
            self._share(covered),
            float(self.cosines[run.first : run.end].max()),
            tuple(term for term, has in zip(self.terms, covered, strict=True) if not has),
        )

    def probability(self, runs: Sequence[SentenceRun]) -> float:
        """How likely it is that runs together hold the claim up, 0 to 1."""
        covered = self.covered(runs)
        cosine = max(float(self.cosines[run.first : run.end].max()) for run in runs)
        if len(self.terms) < _FEWEST_TERMS and cosine < _LEAST_COSINE_OF_FEW:
            return 0.0  # a word or two that were said prove nothing
        return support_probability(
            self._share(covered), cosine, [float(w) for w in self.weights[~covered]]
        )

    def joint_coverage(self, runs: Sequence[SentenceRun]) -> float:
        """The share of the claim's content that runs say together."""
        return self._share(self.covered(runs))

    def covered(self, runs: Sequence[SentenceRun]) -> NDArray[np.bool_]:
        """Which of the terms runs say together, of shape (terms,)."""
        covered = np.zeros(len(self.terms), np.bool_)
        for run in runs:
            covered |= self._covered(run)
        return covered

    def best_run(self, passage: Passage, including: SentenceRun | None = None) -> Support:
        """The smallest run of a passage that says as much of the claim as any.

        Args:
            passage: Where to look.
            including: Sentences that have to be in it.
        """
        low, high = passage.first_sentence, passage.end_sentence
        scores = self.scores[:, low:high].copy()
        for length in range(1, LONGEST_RUN + 1):
            scores[length - 1, max(0, high - low - length + 1) :] = -np.inf
            if including:
                first = np.arange(low, high)
                outside = (first > including.first) | (first + length < including.end)
                scores[length - 1, outside] = -np.inf
        if not np.isfinite(scores).any():
            return self.support(including or SentenceRun(low, low + 1))
        extra, begin = divmod(int(np.argmax(scores)), high - low)
        return self.support(SentenceRun(low + begin, low + begin + extra + 1))

    def _covered(self, run: SentenceRun) -> NDArray[np.bool_]:
        return np.asarray(self.said[:, run.first : run.end].any(axis=1))

    def _share(self, covered: NDArray[np.bool_]) -> float:
        whole = float(self.weights.sum())
        return float(self.weights[covered].sum()) / whole if whole else 0.0


def _scores_of_runs(said: NDArray[np.bool_], weights: Scores, cosines: Scores) -> Scores:
    """The score of every run, of shape (lengths, sentences): row n begins runs of n + 1."""
    count = said.shape[1]
    whole = float(weights.sum()) or 1.0
    covered, best = said.copy(), cosines.copy()
    scores = np.full((LONGEST_RUN, count), -np.inf, np.float32)
    for length in range(1, LONGEST_RUN + 1):
        if length > 1 and length <= count:
            covered[:, : count - length + 1] |= said[:, length - 1 :]
            shorter = best[: count - length + 1]
            np.maximum(shorter, cosines[length - 1 :], out=shorter)
        scores[length - 1] = weights @ covered / whole + _COSINE * best - _LENGTH * length
    return scores
