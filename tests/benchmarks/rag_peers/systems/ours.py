"""The product's own path: a transcript, an episode folder on the disk, and ``retrieve``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from indexer import EncoderSource, IndexedEpisode, Library, OnnxEncoder, exported_encoder
from service.answering.question import Question
from service.answering.retrieve import retrieve
from service.evaluation.indexed_set import index_episode
from service.evaluation.question_set import QuestionSet, Turn
from tests.benchmarks.rag_peers.systems import Given, Span


class _Searched:
    def __init__(self, episode: IndexedEpisode, encoder: OnnxEncoder) -> None:
        self._episode, self._encoder = episode, encoder
        self.chunks: Sequence[Span] = [(p.start_char, p.end_char) for p in episode.passages]

    def ranked(self, question: str, limit: int) -> list[Span]:
        found = retrieve(Question.of(question), self._episode, self._encoder)
        return [self.chunks[position] for position in found.ranked[:limit]]


class _System:
    limit = 1

    def __init__(self, encoder: OnnxEncoder, data: Path) -> None:
        self._encoder, self._library = encoder, Library(data)

    def index(self, given: Given) -> _Searched:
        turns = {given.name: [Turn.model_validate(turn) for turn in given.turns]}
        only = QuestionSet(name="peers", sha256="", turns=turns, questions=(), masks={})
        asked = index_episode(only, given.name, self._library, self._encoder)
        return _Searched(asked.episode, self._encoder)


def start(model: Path, scratch: Path) -> _System:
    """Opens the encoder that was exported before; the folder is that of exported encoders."""
    encoder = exported_encoder(model, EncoderSource())
    assert "torch" not in sys.modules, "The encoder was exported anew."
    return _System(encoder, scratch)
