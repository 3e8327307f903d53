# The peers' libraries lie in environments of their own, which mypy does not see.
# mypy: disable-error-code="import-not-found,no-any-return"
"""LangChain, "Build a semantic search engine", which its RAG tutorial indexes with as well.

docs.langchain.com/oss/python/langchain/knowledge-base. As there: RecursiveCharacterTextSplitter
with 1,000 characters, 200 of them overlapping, and ``add_start_index``; the InMemoryVectorStore;
HuggingFaceEmbeddings; ``similarity_search``. Departures: the model, and a Document made of the text
rather than of a PDF's pages.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.benchmarks.rag_peers.systems import Given, Span, span_of


class _Searched:
    def __init__(self, text: str, embeddings: Any) -> None:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        splits = splitter.split_documents([Document(page_content=text)])
        self._text = text
        self._store = InMemoryVectorStore(embeddings)
        self._store.add_documents(documents=splits)
        self.chunks: Sequence[Span] = [self._span(split) for split in splits]

    def _span(self, split: Any) -> Span:
        return span_of(self._text, split.metadata["start_index"], split.page_content)

    def ranked(self, question: str, limit: int) -> list[Span]:
        return [self._span(split) for split in self._store.similarity_search(question, k=limit)]


class _System:
    limit = 4

    def __init__(self, embeddings: Any) -> None:
        self._embeddings = embeddings

    def index(self, given: Given) -> _Searched:
        return _Searched(given.text, self._embeddings)


def start(model: Path, scratch: Path) -> _System:  # noqa: ARG001
    """Loads the model."""
    return _System(HuggingFaceEmbeddings(model_name=str(model)))
