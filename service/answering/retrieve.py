"""What of one episode is near a question: passages ranked by meaning and by words together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import Encoder, IndexedEpisode
from service.answering.question import Question

Scores = NDArray[np.float32]

# A passage's score is a weighted sum: its own cosine, its best sentence's cosine, and BM25 of both,
# each scaled by the best of the episode. On the development question sets this beat reciprocal rank
# fusion of the same rankings; docs/benchmarks.md has the figures.
_BEST_SENTENCE_COSINE = 0.5
_PASSAGE_WORDS = 0.4
_BEST_SENTENCE_WORDS = 0.15


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The signals between one question and one episode, and the ranking they give.

    ``ranked`` holds positions of passages, best first; the other arrays have one value for every
    passage or every sentence. Cosines are zero where the episode is searched by words alone.
    """

    ranked: NDArray[np.int64]
    passage_scores: Scores
    passage_coverage: Scores
    sentence_cosines: Scores
    sentence_words: Scores
    sentence_coverage: Scores
    dense: bool


def retrieve(question: Question, episode: IndexedEpisode, encoder: Encoder | None) -> Retrieved:
    """Searches one episode, and no other, for what a question is about.

    ``encoder`` is the one that the episode was indexed with; None if it has no vectors.
    """
    index = episode.index
    terms = _terms(question, episode)
    passage_cosines = np.zeros(len(episode.passages), np.float32)
    sentence_cosines = np.zeros(len(episode.sentences), np.float32)
    dense = encoder is not None and index.dense is not None
    if encoder is not None and index.dense is not None:
        vector = encoder.encode_question(question.text)
        passage_cosines = index.dense.passage_cosines(vector)
        sentence_cosines = index.dense.sentence_cosines(vector)
    sentence_words = index.sentences.scores(terms)
    scores = (
        passage_cosines
        + _BEST_SENTENCE_COSINE * _best_of_passage(sentence_cosines, episode)
        + _PASSAGE_WORDS * _scaled(index.passages.scores(terms))
        + _BEST_SENTENCE_WORDS * _scaled(_best_of_passage(sentence_words, episode))
    )
    return Retrieved(
        ranked=np.argsort(-scores, kind="stable"),
        passage_scores=scores,
        passage_coverage=index.passages.coverage(terms),
        sentence_cosines=sentence_cosines,
        sentence_words=_scaled(sentence_words),
        sentence_coverage=index.sentences.coverage(terms),
        dense=dense,
    )


def passages_of_sentences(episode: IndexedEpisode) -> NDArray[np.int64]:
    """The position of every sentence's passage."""
    lengths = [passage.end_sentence - passage.first_sentence for passage in episode.passages]
    return np.repeat(np.arange(len(lengths)), lengths)


def _terms(question: Question, episode: IndexedEpisode) -> tuple[str, ...]:
    """What is looked for; a speaker's name is a wish for that voice, which seldom says it."""
    language = episode.manifest.language
    named = question.named_speakers(episode.speakers)
    return question.content_terms(language, without=named) or question.content_terms(language)


def _best_of_passage(sentence_scores: Scores, episode: IndexedEpisode) -> Scores:
    firsts = [passage.first_sentence for passage in episode.passages]
    best: Scores = np.maximum.reduceat(sentence_scores, firsts)
    return best


def _scaled(scores: Scores) -> Scores:
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0 else scores
