# The peers' libraries lie in environments of their own, which mypy does not see.
# mypy: disable-error-code="import-not-found,no-any-return"
"""LlamaIndex, "Starter Tutorial (Using Local LLMs)": ``VectorStoreIndex.from_documents``.

developers.llamaindex.ai/python/framework/getting_started/starter_example_local. As there: chunks
by the default SentenceSplitter (1,024 tokens, 200 of them overlapping), the vector store in
memory, HuggingFaceEmbedding. Departures: the model; a Document made of the text rather than read
from a file; and the query engine's retriever alone, without a language model to answer.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from tests.benchmarks.rag_peers.systems import Given, Span, span_of


class _Searched:
    def __init__(self, text: str) -> None:
        self._text = text
        self._index = VectorStoreIndex.from_documents([Document(text=text)])
        nodes = self._index.docstore.docs.values()
        self.chunks: Sequence[Span] = sorted(self._span(node) for node in nodes)

    def _span(self, node: Any) -> Span:
        return span_of(self._text, node.start_char_idx, node.text)

    def ranked(self, question: str, limit: int) -> list[Span]:
        found = self._index.as_retriever(similarity_top_k=limit).retrieve(question)
        return [self._span(scored.node) for scored in found]


class _System:
    limit = 2

    def index(self, given: Given) -> _Searched:
        return _Searched(given.text)


def start(model: Path, scratch: Path) -> _System:  # noqa: ARG001
    """Loads the model."""
    Settings.embed_model = HuggingFaceEmbedding(model_name=str(model))
    return _System()
