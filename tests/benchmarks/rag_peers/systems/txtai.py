# The peers' libraries lie in environments of their own, which mypy does not see.
# mypy: disable-error-code="import-not-found,no-any-return"
"""txtai, "RAG Quick Start": examples/rag_quickstart.py of neuml/txtai.

As there: ``Embeddings(content=True)`` over chunks of text. Departures: the model, with the length
that it reads; and how the text is cut. The quick start takes the sections of a file, which a
transcript does not have: it would be one chunk, of which the model reads the first minute. Cut is
at the ends of its lines instead, a turn a chunk, by the class that the quick start's Textractor is
made of: a Textractor itself is for files, and needs converters of several gigabytes. Chunks are
told by their position rather than by their file. No language model answers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from txtai import Embeddings
from txtai.pipeline import Segmentation

from tests.benchmarks.rag_peers.systems import Given, Span, span_of


class _Searched:
    def __init__(self, text: str, path: Path, models: dict[str, Any]) -> None:
        chunks = Segmentation(lines=True)(text)
        self.chunks: Sequence[Span] = list(_in_order(text, chunks))
        self._embeddings = Embeddings(content=True, path=str(path), models=models)
        self._embeddings.index(enumerate(chunks))

    def ranked(self, question: str, limit: int) -> list[Span]:
        found = self._embeddings.search(question, limit)
        return [self.chunks[int(row["id"])] for row in found]


def _in_order(text: str, chunks: Sequence[str]) -> Any:
    end = 0
    for chunk in chunks:
        span = span_of(text, text.index(chunk, end), chunk)
        yield span
        end = span[1]


class _System:
    limit = 3

    def __init__(self, model: Path) -> None:
        self._model = model
        # Shared, so that an episode after the first one does not load the model again.
        self._models: dict[str, Any] = {}
        Embeddings(path=str(model), models=self._models)

    def index(self, given: Given) -> _Searched:
        return _Searched(given.text, self._model, self._models)


def start(model: Path, scratch: Path) -> _System:  # noqa: ARG001
    """Loads the model."""
    return _System(model)
