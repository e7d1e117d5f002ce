"""The library's search as a LangChain retriever, asked when a reading first needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from vectorstore.model import Hit

Start = tuple[str, int, int]  # report id, page, first character


class Brought(Mapping[Start, float]):
    """Fused scores (0..1) of the passages brought for a query, by where their spans start.

    The search runs when they are first looked at: a figure that the catalogue's
    own index gives needs no passage, so neither embedder nor Chroma is opened for it.
    """

    def __init__(self, retriever: LibraryRetriever | None, query: str) -> None:
        self._retriever = retriever
        self._query = query
        self._documents: list[Document] | None = None
        self._scores: dict[Start, float] = {}

    @property
    def searched(self) -> bool:
        """Whether a reading needed them."""
        return self._documents is not None

    def documents(self) -> list[Document]:
        """Return the passages, best first; searches for them once.  Raises StoreError."""
        if self._documents is None:
            found = self._retriever.invoke(self._query) if self._retriever else []
            self._scores = {
                (d.metadata["report_id"], page, start): float(d.metadata["score"])
                for d in found
                for page, start, _ in d.metadata["spans"]
            }
            self._documents = found
        return self._documents

    def __getitem__(self, start: Start) -> float:
        self.documents()
        return self._scores[start]

    def __iter__(self) -> Iterator[Start]:
        self.documents()
        return iter(self._scores)

    def __len__(self) -> int:
        self.documents()
        return len(self._scores)


class LibraryRetriever(BaseRetriever):
    """The library's fused search as a LangChain retriever over the reports in scope.

    Each document's metadata carries the hit's report id, page, start of its
    first span, fused score and the two legs' scores.
    """

    library: Any
    report_ids: tuple[str, ...]
    k: int = 12

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.library.find(query, self.report_ids, self.k)]


def _document(hit: Hit) -> Document:
    span = hit.passage.spans[0]
    return Document(
        id=hit.passage.id,
        page_content=hit.passage.text,
        metadata={
            "report_id": hit.report_id,
            "page": span.page,
            "start": span.start,
            "spans": [(s.page, s.start, s.end) for s in hit.passage.spans],
            "score": hit.score,
            "words": hit.words,
            "meaning": hit.meaning,
        },
    )
