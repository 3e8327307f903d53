"""The sentences that stand for a whole episode, in the order in which they were said.

The episode is divided by its chapters, or into parts of even length; each part gives the sentence
nearest to what that part, and the whole, is about (centroid-based extraction; Radev et al.,
"Centroid-based summarization of multiple documents", 2004).
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode
from service.answering.question import content_terms
from service.answering.sentence_run import SentenceRun, asks, dangles

_PARTS = 5
_MOST_PARTS = 7
_WORDS_A_PART = 150
_FEWEST_WORDS = 9
_MOST_WORDS = 45
_UNFIT = -1.0
_SAYS_SOMETHING = 0.3
_FULL_OF_CONTENT = 10
_ADDRESSES_SOMEBODY = -0.15
_INTRODUCES = 0.25
_OPENS = 0.3
_OPENING = 12
"""Sentences in which an episode usually says what it is about; the first ones most."""

_INTRODUCTION = re.compile(
    r"\b(today|this (week|episode|time)|my guests?|our guests?|joining (me|us)|joined by"
    r"|we (talk|are talking|speak)|we're talking)\b",
    re.IGNORECASE,
)
_SPEAKS_TO_SOMEBODY = re.compile(r"\b(you|your|you're|thanks?|welcome|goodbye)\b", re.IGNORECASE)
_APPEALS = re.compile(
    r"\b(advert\w*|ad break|sponsor\w*|paid for by|supported by|brought to you by|promo|checkout"
    r"|(?:code|word) [A-Z]{4,}|percent off|discount|free trial|postage|subscribe|sign up"
    r"|leave us a review)\b"
)
_CUES_OF_AN_APPEAL = 2


def overview_runs(episode: IndexedEpisode) -> list[SentenceRun]:
    """One sentence for each part of the episode that has one which can stand alone, in order.

    Where none can, in an episode of a word or two, its first sentence stands for it.
    """
    fitness = _fitness(episode)
    parts = _parts(episode)
    chosen = []
    for number, (first, end) in enumerate(parts):
        scores = fitness[first:end] + _closeness(episode, first, end)
        if number == 0:
            scores = scores + _INTRODUCES * _introduces(episode, first, end)
            scores = scores + _OPENS * np.clip(1 - np.arange(end - first) / _OPENING, 0, 1)
        best = first + int(np.argmax(scores))
        if fitness[best] > _UNFIT:
            chosen.append(best)
    return [SentenceRun(position, position + 1) for position in chosen or [0]]


def _parts(episode: IndexedEpisode) -> list[tuple[int, int]]:
    """Bounds of sentences: chapters where there are a few, else parts of about as many words."""
    count = len(episode.sentences)
    starts = sorted({0, *_chapter_starts(episode)})
    if not 1 < len(starts) <= _MOST_PARTS:
        words = np.cumsum([len(episode.sentence_text(i).split()) for i in range(count)])
        parts = int(min(_PARTS, max(1, words[-1] // _WORDS_A_PART)))
        targets = words[-1] * np.arange(parts) / parts
        starts = sorted({int(i) for i in np.searchsorted(words, targets)})
        starts[0] = 0
    return list(zip(starts, [*starts[1:], count], strict=True))


def _chapter_starts(episode: IndexedEpisode) -> Iterator[int]:
    """The first sentence of each chapter, where the transcript has times."""
    times = [episode.times_of(sentence)[0] for sentence in episode.sentences]
    for chapter in episode.metadata.chapters:
        later = (i for i, time in enumerate(times) if time is not None and time >= chapter.start)
        first = next(later, None)
        if first is not None:
            yield first


def _fitness(episode: IndexedEpisode) -> NDArray[np.float32]:
    """Which sentences could stand alone in a summary: statements of a good length, no appeals."""
    language = episode.manifest.language
    appeals = [_is_appeal(utterance.text) for utterance in episode.transcript.utterances]
    return np.array(
        [
            _UNFIT if appeals[s.utterance] else _fitness_of(episode.sentence_text(i), language)
            for i, s in enumerate(episode.sentences)
        ],
        np.float32,
    )


def _fitness_of(text: str, language: str) -> float:
    good_length = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
    if not good_length or asks(text) or dangles(text):
        return _UNFIT
    content = len(content_terms(text, language))
    addresses = _ADDRESSES_SOMEBODY if _SPEAKS_TO_SOMEBODY.search(text) else 0.0
    return _SAYS_SOMETHING * min(1.0, content / _FULL_OF_CONTENT) + addresses


def _is_appeal(text: str) -> bool:
    """Whether an utterance wants listeners to do something: to subscribe, to buy, to review."""
    return len({cue.casefold() for cue in _APPEALS.findall(text)}) >= _CUES_OF_AN_APPEAL


def _closeness(episode: IndexedEpisode, first: int, end: int) -> NDArray[np.float32]:
    """How near each sentence of a part is to the part's centre and the whole's."""
    dense = episode.index.dense
    if dense is None:
        return _word_weight(episode, first, end)
    vectors = dense.sentence_vectors(0, len(episode.sentences))
    part, whole = vectors[first:end].mean(axis=0), vectors.mean(axis=0)
    closeness: NDArray[np.float32] = vectors[first:end] @ (_unit(part) + 0.5 * _unit(whole))
    return closeness


def _word_weight(episode: IndexedEpisode, first: int, end: int) -> NDArray[np.float32]:
    """Without vectors: how much of the part's vocabulary a sentence shares with other sentences."""
    index = episode.index.sentences
    scores = np.zeros(index.text_count, np.float32)
    for position in range(len(index.bounds) - 1):
        texts = index.texts[index.bounds[position] : index.bounds[position + 1]]
        inside = texts[(texts >= first) & (texts < end)]
        if len(inside) > 1:
            scores[inside] += len(inside)
    best = float(scores.max(initial=0.0))
    part = scores[first:end]
    return part / best if best > 0 else part


def _introduces(episode: IndexedEpisode, first: int, end: int) -> NDArray[np.bool_]:
    return np.array(
        [_INTRODUCTION.search(episode.sentence_text(i)) is not None for i in range(first, end)]
    )


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
