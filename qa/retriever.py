"""The library's search as a LangChain retriever."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from vectorstore.model import Hit


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
