"""The passages' vectors in Chroma, through langchain-chroma.

One collection a partition, so that scope is chosen before the search: Chroma's
metadata filters cost a hundred times the search itself.  Ids are the stamp of a
report's storing and the passage's position; what they mean only the catalogue
knows, and vectors of a stamp it does not know are never looked at.

Importing this module imports chromadb and langchain; the store does so late.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from ingest.errors import StoreError
from ingest.model import Passage
from vectorstore.embed import Embedder
from vectorstore.embed import Vectors as Matrix
from vectorstore.spent import spend

_BATCH = 64  # passages embedded and written at once, between two reports of progress
_PAGE = 4_000  # ids in one request; Chroma's own bound is above 5,000


_spellings: set[str] = set()  # of paths that are open in this process
_spelling_lock = threading.Lock()


class EmbedderAsLangChain(Embeddings):
    """An embedder in LangChain's form."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text of a report."""
        with spend("embed"):
            rows: list[list[float]] = self._embedder.documents(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        row: list[float] = self._embedder.query(text).tolist()
        return row


class Vectors:
    """One vector space on disk; made when it does not exist.

    Threads may share it.  It does not see what another process, or another
    opening in this one, writes: `refresh` does.  Raises StoreError if Chroma
    cannot open it.
    """

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._path = path
        self._spelling = _own_spelling(path)
        self._embeddings = EmbedderAsLangChain(embedder)
        self._collections: dict[str, Chroma] = {}
        self._lock = threading.RLock()
        with self._named_errors():
            self._client = self._open()

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._collections.clear()
            self._client.close()
        with _spelling_lock:
            _spellings.discard(self._spelling)

    def refresh(self) -> None:
        """Open anew, to see what others have written; not while writing."""
        with self._lock, self._named_errors():
            self._collections.clear()
            self._client.close()
            self._client = self._open()

    def write(
        self,
        part: str,
        stamp: str,
        passages: Sequence[Passage],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Embed passages and write their vectors; `progress` gets (done, total)."""
        for start in range(0, len(passages), _BATCH):
            batch = passages[start : start + _BATCH]
            with self._named_errors():
                self._collection(part, create=True).add_texts(
                    [passage.embedded for passage in batch],
                    ids=_ids(stamp, start, start + len(batch)),
                )
            if progress:
                progress(start + len(batch), len(passages))

    def forget(self, part: str, stamp: str, passages: int) -> None:
        """Delete the vectors of a storing, as many of them as are there."""
        with self._named_errors():
            try:
                collection = self._collection(part)
            except NotFoundError:
                return
            for start in range(0, passages, _PAGE):
                collection.delete(_ids(stamp, start, min(start + _PAGE, passages)))

    def matrix(self, part: str, stamp: str, passages: int) -> Matrix:
        """Return a report's vectors, one row a passage; raises StoreError if any is missing."""
        rows: dict[str, Any] = {}
        with self._lock, self._named_errors():
            try:
                collection = self._collection(part)
            except NotFoundError:
                raise self._missing() from None
            for start in range(0, passages, _PAGE):
                wanted = _ids(stamp, start, min(start + _PAGE, passages))
                found = collection.get(ids=wanted, include=["embeddings"])
                rows.update(zip(found["ids"], found["embeddings"], strict=True))
        if len(rows) != passages:
            raise self._missing()
        ordered = [rows[id_] for id_ in _ids(stamp, 0, passages)]
        return np.asarray(ordered, np.float32)

    def nearest(self, part: str, vector: Matrix, count: int) -> list[tuple[str, int, float]]:
        """Return stamp, position and cosine of the nearest passages of a partition.

        Raises StoreError if the partition is missing.
        """
        with self._lock, self._named_errors():
            try:
                collection = self._collection(part)
            except NotFoundError:
                raise self._missing() from None
            found = collection.similarity_search_by_vector_with_relevance_scores(
                vector.tolist(), k=count
            )
        near = []
        for document, distance in found:
            stamp, _, place = str(document.id).rpartition("-")
            near.append((stamp, int(place), 1.0 - distance))
        return near

    def stamps(self) -> dict[str, dict[str, int]]:
        """Return what is there: partition → stamp → positions up to the last one held."""
        found: dict[str, dict[str, int]] = {}
        with self._lock, self._named_errors():
            for collection in self._client.list_collections():
                held = found.setdefault(collection.name.removeprefix(_name("")), {})
                for start in range(0, collection.count(), _PAGE):
                    for id_ in collection.get(limit=_PAGE, offset=start, include=[])["ids"]:
                        stamp, _, place = id_.rpartition("-")
                        held[stamp] = max(held.get(stamp, 0), int(place) + 1)
        return found

    def size(self, part: str) -> int:
        """Return how many vectors a partition holds, 0 if there is none."""
        with self._lock, self._named_errors():
            try:
                return int(self._client.get_collection(_name(part)).count())
            except NotFoundError:
                return 0

    def _open(self) -> Any:
        self._path.mkdir(parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(path=self._spelling, settings=settings)

    def _collection(self, part: str, create: bool = False) -> Chroma:
        with self._lock:
            if part not in self._collections:
                self._collections[part] = Chroma(
                    client=self._client,
                    collection_name=_name(part),
                    embedding_function=self._embeddings,
                    collection_configuration={"hnsw": {"space": "cosine"}},
                    create_collection_if_not_exists=create,
                )
            return self._collections[part]

    def _missing(self) -> StoreError:
        return StoreError(
            f"{self._path}：向量数据缺失或不完整，无法按意思检索。"
            "请运行 youju ingest --rebuild 重建（报告不必重新读取）。"
        )

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except NotFoundError:
            # A collection known a moment ago was taken away.
            raise self._missing() from None
        except (ChromaError, OSError) as error:
            raise StoreError(
                f"{self._path}：向量库无法使用（{error}）。请检查磁盘空间和写权限；"
                "若数据已损坏，请运行 youju ingest --rebuild 重建。"
            ) from error


def _own_spelling(path: Path) -> str:
    """Return a spelling of a path that is open nowhere else in this process.

    Chroma keeps one system per spelling and process; sharing it, one opening
    could neither be refreshed nor closed for itself.
    """
    with _spelling_lock:
        for extra in count():
            spelling = f"{path}{'/.' * extra}"
            if spelling not in _spellings:
                _spellings.add(spelling)
                return spelling
    raise AssertionError("count() does not end")


def _name(part: str) -> str:
    return f"youju-{part}"


def _ids(stamp: str, start: int, end: int) -> list[str]:
    return [f"{stamp}-{place}" for place in range(start, end)]
