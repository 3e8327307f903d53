"""How well each sentence of an episode answers a question, if it does at all. Pure."""

import re

import numpy as np
from numpy.typing import NDArray

from indexer import IndexedEpisode, terms_of
from service.answering.question import Question
from service.answering.retrieve import Retrieved, Scores, passages_of_sentences
from service.answering.sentence_run import traits_of

# What a sentence's score is made of beside its cosine; chosen on the development question sets.
_ITS_TOKENS = 1.5
_ITS_WORDS = 0.5
_ITS_PASSAGE = 0.6
_ANSWERS_A_QUESTION = 0.3
_HAS_A_NUMBER = 0.4
_BY_THE_NAMED_SPEAKER = 0.3
_DEFINES = 0.5
_INTRODUCES = 1.2
_IS_A_PROMPT = -0.3
_FADING = 0.7

_IS_SOMETHING = re.compile(r"(.{1,80}?)\b(?:is|are|was|were|means?|'s)\b", re.IGNORECASE)
_ALL_BUT_ROUNDING = 0.999


def sentence_scores(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> Scores:
    """How well each sentence answers, of shape (sentences,)."""
    traits = traits_of(episode)
    own = (
        retrieved.sentence_cosines
        + _ITS_TOKENS * retrieved.sentence_nearness
        + _ITS_WORDS * retrieved.sentence_words
    )
    scores: Scores = own + _ITS_PASSAGE * retrieved.passage_scores[passages_of_sentences(episode)]
    scores += _ANSWERS_A_QUESTION * _prompted(own, traits.prompt)
    scores += _IS_A_PROMPT * traits.is_prompt
    if question.wants_definition:
        scores += _DEFINES * _defining(question, episode, retrieved)
    if question.somebody:
        scores += _INTRODUCES * _introducing(question.somebody, episode)
    if question.wants_number:
        scores += _HAS_A_NUMBER * traits.has_number
    named = question.named_speakers(episode.speakers)
    if named:
        places = [place for place, name in enumerate(episode.speakers) if name in named]
        scores += _BY_THE_NAMED_SPEAKER * np.isin(traits.speaker, places)
    return scores


def _defining(question: Question, episode: IndexedEpisode, retrieved: Retrieved) -> Scores:
    """One for each sentence that begins with what was asked for and goes on to say what it is."""
    defining = np.zeros(len(episode.sentences), np.float32)
    language = episode.manifest.language
    terms = set(question.content_terms(language))
    for position in map(int, np.flatnonzero(retrieved.sentence_coverage > _ALL_BUT_ROUNDING)):
        found = _IS_SOMETHING.match(episode.sentence_text(position))
        if found and terms <= set(terms_of(found[1], language)):
            defining[position] = 1.0
    return defining


def _introducing(name: str, episode: IndexedEpisode) -> Scores:
    """One for each sentence that names somebody and goes on to say who that is."""
    is_somebody = re.compile(
        rf"\b{re.escape(name)}(?: \w+)?\W+(?:who|is|are|was|were)\b", re.IGNORECASE
    )
    sentences = range(len(episode.sentences))
    found = [is_somebody.search(episode.sentence_text(position)) for position in sentences]
    return np.array([one is not None for one in found], np.float32)


def _prompted(own: Scores, prompt: NDArray[np.int64]) -> Scores:
    """What a sentence inherits from the question that it replies to; less with every sentence."""
    distance = np.arange(len(own)) - prompt
    inherited: Scores = np.where(prompt >= 0, own[prompt] * _FADING ** (distance - 1), 0.0)
    return inherited
