"""The textbook chain: split by characters, embed, take the nearest.

Each page's text is cut by LangChain's RecursiveCharacterTextSplitter (500
characters, 50 of overlap, its own separators), embedded by the store's own
embedder and kept in Chroma.  The page text is the one our readers made, which
is kinder to it than the raw text of a PDF.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.places import Found
from ingest.model import Passage, Span
from vectorstore.embed import Embedder
from vectorstore.library import Library
from vectorstore.model import ReportCard

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors

_SIZE, _OVERLAP = 500, 50  # characters
_PART, _STAMP = "textbook", "chunks"


class TextbookFinder:
    """Finds the nearest chunks of all reports; make it with `open_textbook`."""

    def __init__(
        self, vectors: Vectors, embedder: Embedder, chunks: Sequence[tuple[ReportCard, Passage]]
    ) -> None:
        self._vectors, self._embedder, self._chunks = vectors, embedder, chunks

    @property
    def size(self) -> int:
        """How many chunks there are."""
        return len(self._chunks)

    def find(
        self, question: str, k: int, scope: Collection[str] | None = None
    ) -> tuple[Found, ...]:
        """Return the k nearest chunks; `scope` sieves them afterwards, as filters do."""
        if not self._chunks:
            return ()
        wanted = k if scope is None else len(self._chunks)
        near = self._vectors.nearest(_PART, self._embedder.query(question), min(wanted, self.size))
        best = [self._chunks[place] for _, place, _ in near]
        kept = [(c, p) for c, p in best if scope is None or c.id in scope]
        return tuple(Found(card, (chunk.page,), chunk.text) for card, chunk in kept[:k])


@contextmanager
def open_textbook(library: Library, embedder: Embedder) -> Iterator[TextbookFinder]:
    """Split and embed every report of a library into a Chroma that is thrown away after use."""
    from vectorstore.place import folder_place
    from vectorstore.vectors import Vectors

    chunks = [(card, chunk) for card in library.reports() for chunk in _chunks(library, card.id)]
    with TemporaryDirectory(prefix="youju-textbook-") as folder:
        vectors = Vectors(folder_place(Path(folder)), embedder)
        try:
            vectors.write(
                _PART, _STAMP, {at: chunk.embedded for at, (_, chunk) in enumerate(chunks)}
            )
            yield TextbookFinder(vectors, embedder, chunks)
        finally:
            vectors.close()


def _chunks(library: Library, report_id: str) -> Iterator[Passage]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_OVERLAP)
    for page in library.report(report_id).pages:
        for n, text in enumerate(splitter.split_text(page.text)):
            start = max(page.text.find(text), 0)
            span = Span(report_id, page.number, start, start + len(text))
            yield Passage(f"{report_id}-{page.number}-{n}", text, text, (span,))
