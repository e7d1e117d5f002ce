"""The passages' vectors in Chroma, through langchain-chroma.

One collection a partition, so that scope is chosen before the search: Chroma's
metadata filters cost a hundred times the search itself.  Ids are the stamp of a
report's storing and the passage's position; what they mean only the catalogue
knows, and vectors of a stamp it does not know are never looked at.  The texts
stay in the catalogue: Chroma would index every three characters of them, which
costs several times what the vectors do.

Importing this module imports chromadb and langchain; the store does so late.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import numpy as np
from chromadb.errors import ChromaError, NotFoundError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from ingest.errors import StoreError
from vectorstore.embed import Embedder
from vectorstore.embed import Vectors as Matrix
from vectorstore.place import Place, Unreachable, unreachable
from vectorstore.spent import spend

_BATCH = 64  # passages embedded and written at once, between two reports of progress
_PAGE = 4_000  # ids in one request; Chroma's own bound is above 5,000
_PAUSE = 0.25  # seconds between two attempts to reach a server
_COSINE: Any = {"hnsw": {"space": "cosine"}}

Result = TypeVar("Result")


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
    """One vector space; made when it does not exist.

    Threads may share it.  In a folder it does not see what another process, or
    another opening in this one, writes: `refresh` does.  A server that does not
    answer is asked again while its place has patience; whatever is written may
    be written twice.  Raises StoreError if Chroma cannot open it.
    """

    def __init__(self, place: Place, embedder: Embedder) -> None:
        self._place = place
        self._embedder = embedder
        self._embeddings = EmbedderAsLangChain(embedder)
        self._collections: dict[str, Chroma] = {}
        self._lock = threading.RLock()
        self._client = self._ask(place.open)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._collections.clear()
            self._place.close(self._client)

    def refresh(self) -> None:
        """Open anew, to see what others have written; not while writing."""
        if self._place.fresh:
            return
        with self._lock:
            self._collections.clear()
            self._place.close(self._client)
            self._client = self._ask(self._place.open)

    def write(
        self,
        part: str,
        stamp: str,
        texts: Mapping[int, str],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Embed texts of passages, by their positions in the report, and write their vectors.

        `progress` gets (done, total).
        """
        places = list(texts)
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            with spend("embed"):
                rows = self._embedder.documents([texts[place] for place in batch])
            self._ask(partial(self._put, part, _ids(stamp, batch), rows))
            if progress:
                progress(start + len(batch), len(places))

    def forget(self, part: str, stamp: str, passages: int) -> None:
        """Delete the vectors of a storing, as many of them as are there."""

        def delete() -> None:
            for start in range(0, passages, _PAGE):
                ids = _ids(stamp, range(start, min(start + _PAGE, passages)))
                self._collection(part).delete(ids)

        with self._lock:
            self._ask(delete, lambda: None)

    def matrix(self, part: str, stamp: str, places: Sequence[int]) -> Matrix:
        """Return the vectors of a report's passages at some positions, one row each.

        Raises StoreError if any is missing.
        """

        def get() -> dict[str, Any]:
            rows: dict[str, Any] = {}
            for start in range(0, len(places), _PAGE):
                wanted = _ids(stamp, places[start : start + _PAGE])
                found = self._collection(part).get(ids=wanted, include=["embeddings"])
                rows.update(zip(found["ids"], found["embeddings"], strict=True))
            return rows

        with self._lock:
            rows = self._ask(get)
        if len(rows) != len(places):
            raise self._missing()
        return np.asarray([rows[id_] for id_ in _ids(stamp, places)], np.float32)

    def nearest(self, part: str, vector: Matrix, count: int) -> list[tuple[str, int, float]]:
        """Return stamp, position and cosine of the nearest passages of a partition.

        Raises StoreError if the partition is missing.
        """

        def search() -> Any:
            collection = self._collection(part)
            return collection.similarity_search_by_vector_with_relevance_scores(
                vector.tolist(), k=count
            )

        with self._lock:
            found = self._ask(search)
        near = []
        for document, distance in found:
            stamp, _, place = str(document.id).rpartition("-")
            near.append((stamp, int(place), 1.0 - distance))
        return near

    def stamps(self) -> dict[str, dict[str, int]]:
        """Return what is there: partition → stamp → positions up to the last one held."""
        found: dict[str, dict[str, int]] = {}
        with self._lock:
            for collection in self._ask(self._own):
                part = collection.name.removeprefix(self._place.name(""))
                held = found.setdefault(part, {})
                for start in range(0, self._ask(collection.count), _PAGE):
                    for id_ in self._ask(partial(_some_ids, collection, start)):
                        stamp, _, place = id_.rpartition("-")
                        held[stamp] = max(held.get(stamp, 0), int(place) + 1)
        return found

    def size(self, part: str) -> int:
        """Return how many vectors a partition holds, 0 if there is none."""

        def count() -> int:
            return int(self._client.get_collection(self._place.name(part)).count())

        with self._lock:
            return self._ask(count, lambda: 0)

    def drop(self) -> None:
        """Delete the whole space from a server; a folder is deleted by who has its lock."""
        with self._lock:
            self._collections.clear()
            for collection in self._ask(self._own):
                self._ask(partial(self._client.delete_collection, collection.name), lambda: None)

    def _own(self) -> list[Any]:
        beginning = self._place.name("")
        every = self._client.list_collections()
        return [found for found in every if found.name.startswith(beginning)]

    def _put(self, part: str, ids: list[str], rows: Matrix) -> None:
        with self._lock:
            collection = self._client.get_or_create_collection(
                self._place.name(part), embedding_function=None, configuration=_COSINE
            )
        # Without any document langchain-chroma would pass over what it finds.
        collection.upsert(ids=ids, embeddings=rows.tolist(), documents=[""] * len(ids))

    def _collection(self, part: str) -> Chroma:
        if part not in self._collections:
            self._collections[part] = Chroma(
                client=self._client,
                collection_name=self._place.name(part),
                embedding_function=self._embeddings,
                collection_configuration=_COSINE,
                create_collection_if_not_exists=False,
            )
        return self._collections[part]

    def _missing(self) -> StoreError:
        return StoreError(
            f"{self._place.said}：向量数据缺失或不完整，无法按意思检索。"
            "请运行 youju ingest --rebuild 重建（报告不必重新读取）。"
        )

    def _ask(
        self, work: Callable[[], Result], without: Callable[[], Result] | None = None
    ) -> Result:
        """Return what Chroma answers; again while it does not answer and there is patience.

        `without` answers where a collection is not there; else that is an error.
        """
        until = time.monotonic() + self._place.patience
        while True:
            try:
                with self._named_errors():
                    return work()
            except NotFoundError:
                # Not made yet, or known a moment ago and taken away since.
                if without is None:
                    raise self._missing() from None
                return without()
            except Unreachable:
                if time.monotonic() >= until:
                    raise
                time.sleep(_PAUSE)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except NotFoundError:
            raise
        except Exception as error:
            if unreachable(error):
                raise Unreachable(
                    f"{self._place.said}：连不上 Chroma 服务（{error}）。请确认它在运行、地址"
                    "（YOUJU_CHROMA）没有写错，再试一次；已入库的报告都在。"
                ) from error
            if not isinstance(error, (ChromaError, OSError)):
                raise
            raise StoreError(
                f"{self._place.said}：向量库无法使用（{error}）。请检查磁盘空间和写权限；"
                "若数据已损坏，请运行 youju ingest --rebuild 重建。"
            ) from error


def _some_ids(collection: Any, start: int) -> list[str]:
    found: list[str] = collection.get(limit=_PAGE, offset=start, include=[])["ids"]
    return found


def _ids(stamp: str, places: Sequence[int]) -> list[str]:
    return [f"{stamp}-{place}" for place in places]
