"""Which of a question's terms are said where, and how much of what it asks for that is. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode, terms_of
from service.answering.question import Question
from service.answering.sentence_run import traits_of

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """A question's terms in an episode's sentences.

    ``present`` has the shape (terms, sentences); a speaker's name is present in what that speaker
    says. ``rarities`` are inverse document frequencies among sentences, of shape (terms,), and
    ``highest_rarity`` that of a term which never occurs.
    """

    present: NDArray[np.bool_]
    rarities: Scores
    highest_rarity: float

    @classmethod
    def of(cls, question: Question, episode: IndexedEpisode) -> "TermCoverage":
        """Looks for a question's terms."""
        language = episode.manifest.language
        terms = question.content_terms(language)
        index = episode.index.sentences
        present = np.zeros((len(terms), index.text_count), np.bool_)
        for row, term in enumerate(terms):
            present[row, index.texts_with(term)] = True
            present[row] |= _said_by_somebody_called(term, episode)
        holders = present.sum(axis=1)
        rarities = np.log1p((index.text_count - holders + 0.5) / (holders + 0.5))
        return cls(present, rarities.astype(np.float32), float(np.log1p(2 * index.text_count + 1)))

    def within(self, distance: int) -> Scores:
        """For every sentence, the share of the terms' rarity that is said so near to it: 0 to 1."""
        if not len(self.rarities):
            return np.zeros(self.present.shape[1], np.float32)
        near = self.present.copy()
        for step in range(1, distance + 1):
            near[:, step:] |= self.present[:, :-step]
            near[:, :-step] |= self.present[:, step:]
        covered: Scores = (self.rarities / self.rarities.sum()) @ near
        return covered

    @property
    def rarest_absent(self) -> float:
        """How rare the rarest term is that nobody says: 0 if all are said, at most 1."""
        absent = ~self.present.any(axis=1)
        return float((self.rarities * absent).max(initial=0.0)) / self.highest_rarity


def _said_by_somebody_called(term: str, episode: IndexedEpisode) -> NDArray[np.bool_]:
    language = episode.manifest.language
    called = [i for i, name in enumerate(episode.speakers) if term in terms_of(name, language)]
    return np.isin(traits_of(episode).speaker, called)
