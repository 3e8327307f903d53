"""What of one episode is near a question: passages ranked by meaning and by words together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer import Encoder, IndexedEpisode, LexicalIndex, ReadText, located_terms
from indexer.passage_index import DenseIndex
from indexer.token_index import TokenIndex
from service.answering.question import Question, is_about_nothing
from service.answering.sentence_run import traits_of

Scores = NDArray[np.float32]

# A passage's score is a weighted sum: its own cosine, its best sentence's cosine, BM25 of both as a
# share of the highest there can be (so that the best of a few chance words counts little), how much
# of it a speaker says who was named, and how near its tokens are to the question's.
_BEST_SENTENCE_COSINE = 0.5
_PASSAGE_WORDS = 0.8
_BEST_SENTENCE_WORDS = 0.3
_SAID_BY_THE_NAMED = 0.2
_TOKENS = 1.5
_NEIGHBOUR = 0.3
"""What the better neighbour adds: an answer goes on where its first passage ends."""
_BESIDE = 2.0
"""How much scores together with the question before count, beside those of a question alone."""

_ASKED_BEFORE = 0.3
"""How much the words of the question before count beside those of a follow-up itself."""

_COMPARED_BY_TOKENS = 24
"""Passages; of the others the rest says enough, and their tokens need not come into memory."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The signals between one question and one episode, and the ranking they give.

    ``ranked`` holds positions of passages, best first; the other arrays have one value for every
    passage or every sentence. Cosines and nearness of tokens are zero where the episode is searched
    by words alone; passages that are far by all other signals have the least nearness of the rest.
    ``sentence_cosines_alone`` are those of a follow-up without the question before it, and
    ``compared_tokens`` how many of the question's tokens nearness is the mean of.
    ``together`` is what is found together with the question beside, where there is one.
    """

    ranked: NDArray[np.int64]
    passage_scores: Scores
    passage_cosines: Scores
    passage_nearness: Scores
    sentence_nearness: Scores
    passage_coverage: Scores
    sentence_cosines: Scores
    sentence_cosines_alone: Scores
    sentence_words: Scores
    sentence_coverage: Scores
    compared_tokens: int
    dense: bool
    together: "Retrieved | None" = None


def retrieve(question: Question, episode: IndexedEpisode, encoder: Encoder | None) -> Retrieved:
    """Searches one episode, and no other, for what a question is about.

    A question that stands by itself in a conversation is searched for by itself; but which passages
    come first, what was asked before has a say in.

    Args:
        question: What is asked.
        episode: What is searched.
        encoder: The one that the episode was indexed with; None if it has no vectors.
    """
    found = _retrieved(question, episode, encoder)
    if not question.beside:
        return found
    together = _retrieved(question.together, episode, encoder)
    scores = found.passage_scores + _BESIDE * together.passage_scores
    return replace(found, ranked=np.argsort(-scores, kind="stable"), together=together)


def _retrieved(question: Question, episode: IndexedEpisode, encoder: Encoder | None) -> Retrieved:
    index = episode.index
    terms = _terms(question, episode)
    cosines = _Cosines.of(question, episode, encoder)
    sentence_words = _share(index.sentences, terms)
    scores = (
        cosines.passages
        + _BEST_SENTENCE_COSINE * _best_of_passage(cosines.sentences, episode)
        + _PASSAGE_WORDS * _share(index.passages, terms)
        + _BEST_SENTENCE_WORDS * _best_of_passage(sentence_words, episode)
        + _SAID_BY_THE_NAMED * _said_by_the_named(question, episode)
    )
    nearness = _token_nearness(question, episode, cosines.read, scores)
    scores = _with_neighbours(scores + _TOKENS * nearness.of_passages)
    return Retrieved(
        ranked=np.argsort(-scores, kind="stable"),
        passage_scores=scores,
        passage_cosines=cosines.passages,
        passage_nearness=nearness.of_passages,
        sentence_nearness=nearness.of_sentences,
        passage_coverage=index.passages.coverage(terms),
        sentence_cosines=cosines.sentences,
        sentence_cosines_alone=cosines.sentences_alone,
        sentence_words=sentence_words,
        sentence_coverage=index.sentences.coverage(terms),
        compared_tokens=nearness.compared_tokens,
        dense=cosines.read is not None,
    )


def passages_holding(episode: IndexedEpisode, places: Sequence[tuple[int, int]]) -> list[int]:
    """The positions of the passages that hold some of the characters [start, end) of places."""
    return [
        position
        for position, passage in enumerate(episode.passages)
        if any(start < passage.end_char and passage.start_char < end for start, end in places)
    ]


def passages_of_sentences(episode: IndexedEpisode) -> NDArray[np.int64]:
    """The position of every sentence's passage."""
    lengths = [passage.end_sentence - passage.first_sentence for passage in episode.passages]
    return np.repeat(np.arange(len(lengths)), lengths)


def _terms(question: Question, episode: IndexedEpisode) -> tuple[str, ...]:
    """What is looked for; a speaker's name is a wish for that voice, which seldom says it."""
    language = episode.manifest.language
    named = question.named_speakers(episode.speakers)
    return question.content_terms(language, without=named) or question.content_terms(language)


def _said_by_the_named(question: Question, episode: IndexedEpisode) -> Scores:
    """The share of each passage's characters that speakers say whom the question names."""
    named = question.named_speakers(episode.speakers)
    if not named:
        return np.zeros(len(episode.passages), np.float32)
    lengths = np.array([s.end_char - s.start_char for s in episode.sentences], np.float32)
    places = [place for place, name in enumerate(episode.speakers) if name in named]
    by_named = np.isin(traits_of(episode).speaker, places)
    firsts = _first_sentences(episode)
    said = np.add.reduceat(lengths * by_named, firsts) / np.add.reduceat(lengths, firsts)
    return said.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Cosines:
    """What an encoder read of a question, and how near that is; zeros where there is none."""

    read: ReadText | None
    passages: Scores
    sentences: Scores
    sentences_alone: Scores

    @classmethod
    def of(cls, question: Question, episode: IndexedEpisode, encoder: Encoder | None) -> "_Cosines":
        dense = episode.index.dense
        if encoder is None or dense is None:
            passages, sentences = len(episode.passages), len(episode.sentences)
            far = np.zeros(sentences, np.float32)
            return cls(None, np.zeros(passages, np.float32), far, far)
        read = encoder.read_question(question.whole)
        near = alone = dense.sentence_cosines(read.vector)
        if question.before:
            alone = dense.sentence_cosines(encoder.read_question(question.text).vector)
        return cls(read, dense.passage_cosines(read.vector), near, alone)


@dataclass(frozen=True, slots=True)
class _Nearness:
    """How near a question's tokens are to those of each passage, and of each sentence."""

    of_passages: Scores
    of_sentences: Scores
    compared_tokens: int

    @classmethod
    def none(cls, episode: IndexedEpisode, compared_tokens: int = 0) -> "_Nearness":
        return cls(
            np.zeros(len(episode.passages), np.float32),
            np.zeros(len(episode.sentences), np.float32),
            compared_tokens,
        )


def _token_nearness(
    question: Question, episode: IndexedEpisode, read: ReadText | None, scores: Scores
) -> _Nearness:
    """The nearness of the best passages and of their sentences; the others have the least of it.

    A question's token counts as far as the nearest token goes (MaxSim; Khattab and Zaharia,
    "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT",
    2020), and the more the rarer it is in the episode.
    """
    dense = episode.index.dense
    if dense is None or read is None or not len(read.token_ids):
        return _Nearness.none(episode)
    weights = _token_weights(question, episode.manifest.language, dense, read)
    compared = np.argsort(-scores, kind="stable")[:_COMPARED_BY_TOKENS]
    wanted = weights > 0
    nearness = _Nearness.none(episode, int(np.count_nonzero(wanted)))
    cosines = dense.tokens.cosines(read.tokens[wanted], compared.tolist())
    places = _Places.of(episode, dense.tokens, compared)
    nearness.of_passages[compared] = weights[wanted] @ _highest_within(cosines, places.passages)
    nearness.of_sentences[places.numbers] = weights[wanted] @ _highest_within(
        cosines, places.sentences
    )
    _give_the_least(nearness.of_passages, compared)
    _give_the_least(nearness.of_sentences, places.numbers)
    return nearness


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the tokens of some passages, laid one after another, and of their sentences are.

    ``passages`` and ``sentences`` are ranges [start, end), of shape (_, 2); ``numbers`` says which
    sentences these are.
    """

    passages: NDArray[np.int64]
    sentences: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(
        cls, episode: IndexedEpisode, tokens: TokenIndex, compared: NDArray[np.int64]
    ) -> "_Places":
        firsts = tokens.ranges[compared, 0]
        ends = np.cumsum(tokens.ranges[compared, 1] - firsts)
        starts = np.concatenate([[0], ends[:-1]])
        passages = [episode.passages[position] for position in compared]
        runs = [np.arange(one.first_sentence, one.end_sentence) for one in passages]
        shifts = np.repeat(starts - firsts, [len(run) for run in runs])
        numbers = np.concatenate(runs)
        sentences = tokens.sentences[numbers] + shifts[:, np.newaxis]
        return cls(np.stack([starts, ends], axis=1), sentences, numbers)


def _give_the_least(nearness: Scores, compared: NDArray[np.int64]) -> None:
    """Gives what was not compared the least of what was."""
    others = np.ones(len(nearness), np.bool_)
    others[compared] = False
    nearness[others] = nearness[compared].min()


def _highest_within(cosines: Scores, ranges: NDArray[np.int64]) -> Scores:
    """The highest cosine of each row within each range [start, end), of shape (rows, ranges)."""
    padded = np.concatenate([cosines, np.zeros((len(cosines), 1), np.float32)], axis=1)
    highest: Scores = np.maximum.reduceat(padded, ranges.ravel(), axis=1)[:, ::2]
    return highest * (ranges[:, 0] < ranges[:, 1])


def _token_weights(question: Question, language: str, dense: DenseIndex, read: ReadText) -> Scores:
    """How much each token of a question counts: its rarity, if its word says what is wanted."""
    rarities = dense.tokens.rarities(read.token_ids)
    wanted = np.zeros(len(rarities), np.bool_)
    for term, start, end in located_terms(question.whole, language):
        if not is_about_nothing(term, language):
            wanted |= (read.token_spans[:, 0] < end) & (start < read.token_spans[:, 1])
    weights = rarities * wanted if wanted.any() else rarities
    is_before = read.token_spans[:, 1] <= len(question.before)
    weights = np.where(is_before, _ASKED_BEFORE * weights, weights)
    normalised: Scores = weights / weights.sum()
    return normalised


def _with_neighbours(scores: Scores) -> Scores:
    """Each score and a share of its better neighbour's."""
    padded = np.concatenate([[-np.inf], scores, [-np.inf]])
    better = np.maximum(padded[:-2], padded[2:])
    together = scores + _NEIGHBOUR * np.where(np.isfinite(better), better, 0.0)
    return together.astype(np.float32)


def _first_sentences(episode: IndexedEpisode) -> list[int]:
    return [passage.first_sentence for passage in episode.passages]


def _best_of_passage(sentence_scores: Scores, episode: IndexedEpisode) -> Scores:
    best: Scores = np.maximum.reduceat(sentence_scores, _first_sentences(episode))
    return best


def _share(index: LexicalIndex, terms: Sequence[str]) -> Scores:
    """BM25 as a share of the highest score that these terms can give: 0 to 1."""
    scores: Scores = index.scores(terms)
    return scores / np.float32(index.highest_score(terms) or 1.0)
