# The peers' libraries lie in environments of their own, which mypy does not see.
# mypy: disable-error-code="import-not-found,no-any-return"
"""Haystack, tutorial 27, "Creating Your First QA Pipeline with Retrieval-Augmentation".

haystack.deepset.ai/tutorials/27_first_rag_pipeline, which the "Get Started" page leads to. As
there: the InMemoryDocumentStore, a SentenceTransformersDocumentEmbedder, and a pipeline of text
embedder and InMemoryEmbeddingRetriever, with this very model. Departures: its documents come cut,
so a DocumentSplitter with its defaults (200 words, none overlapping) cuts the text; no prompt and
no language model after the retriever; no progress bars.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from tests.benchmarks.rag_peers.systems import Given, Span, span_of


class _Searched:
    def __init__(self, text: str, document_embedder: Any, model: Path) -> None:
        self._text = text
        splits = DocumentSplitter().run(documents=[Document(content=text)])["documents"]
        store = InMemoryDocumentStore()
        store.write_documents(document_embedder.run(splits)["documents"])
        self.chunks: Sequence[Span] = [self._span(split) for split in splits]
        self._pipeline = Pipeline()
        self._pipeline.add_component("text_embedder", _text_embedder(model))
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store))
        self._pipeline.connect("text_embedder.embedding", "retriever.query_embedding")

    def _span(self, split: Any) -> Span:
        return span_of(self._text, split.meta["split_idx_start"], split.content)

    def ranked(self, question: str, limit: int) -> list[Span]:
        given = {"text_embedder": {"text": question}, "retriever": {"top_k": limit}}
        found = self._pipeline.run(given)["retriever"]["documents"]
        return [self._span(document) for document in found]


def _text_embedder(model: Path) -> Any:
    return SentenceTransformersTextEmbedder(model=str(model), progress_bar=False)


class _System:
    limit = 10

    def __init__(self, model: Path) -> None:
        self._model = model
        self._embedder = SentenceTransformersDocumentEmbedder(model=str(model), progress_bar=False)
        self._embedder.warm_up()

    def index(self, given: Given) -> _Searched:
        return _Searched(given.text, self._embedder, self._model)


def start(model: Path, scratch: Path) -> _System:  # noqa: ARG001
    """Loads the model."""
    return _System(model)
