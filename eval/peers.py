"""One system's ingest and retrieval over the same files, in a process of its own.

`python -m eval.peers NAME FOLDER EMBEDDER` reads the PDFs of a folder and prints one line
of JSON.  The peers are used as their guides show it: pages by pypdf, their own
splitter, their own store.  The model is the same for all; EMBEDDER tells who
calls it: a name of ours (e5-small, hashing), or "plain", sentence-transformers
with its defaults, as the peers' own integrations do.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vectorstore.embed import Embedder, Vectors, open_embedder

_NEAREST = 12  # passages brought for a question
_SIZE, _OVERLAP = 500, 50  # characters, where a splitter has no default for Chinese
Ask = Callable[[str], object]
System = Callable[[Sequence[Path], Path, Embedder], tuple[int, Ask]]  # passages, how to ask


class PlainE5:
    """The bundled model called through sentence-transformers with its defaults."""

    name = "plain"

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        from vectorstore.convert import converted_e5
        from vectorstore.sentences import quiet_libraries

        quiet_libraries()
        # The published model is in float32; ours is kept in half precision, slow as it is.
        self._model = SentenceTransformer(
            str(converted_e5()),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": "float32"},
        )
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        return np.asarray(self._model.encode_document(list(texts)), np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        return np.asarray(self._model.encode_query(text), np.float32)


def _pages(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield file name and text of each page."""
    from pypdf import PdfReader

    for path in files:
        for page in PdfReader(path).pages:
            yield path.name, page.extract_text()


def _youju(files: Sequence[Path], folder: Path, embedder: Embedder) -> tuple[int, Ask]:
    from qa.chain import open_answerer
    from vectorstore.library import open_library
    from vectorstore.settings import StoreSettings

    library = open_library(StoreSettings(folder / "store", embedder.name))
    library.ingest(files)
    passages = sum(card.account.passages for card in library.reports())
    return passages, open_answerer(library).ask


def _langchain(files: Sequence[Path], folder: Path, embedder: Embedder) -> tuple[int, Ask]:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from vectorstore.vectors import EmbedderAsLangChain

    pages = [Document(text, metadata={"source": name}) for name, text in _pages(files)]
    splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_OVERLAP)
    chunks = splitter.split_documents(pages)
    store = Chroma.from_documents(
        chunks, EmbedderAsLangChain(embedder), persist_directory=str(folder / "store")
    )
    retriever = store.as_retriever(search_kwargs={"k": _NEAREST})
    return len(chunks), retriever.invoke


def _llama_index(files: Sequence[Path], folder: Path, embedder: Embedder) -> tuple[int, Ask]:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    class Embedding(BaseEmbedding):  # type: ignore[misc]
        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.documents(texts).tolist()
            return rows

        def _get_query_embedding(self, query: str) -> list[float]:
            row: list[float] = embedder.query(query).tolist()
            return row

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    pages = [Document(text=text, metadata={"file_name": name}) for name, text in _pages(files)]
    index = VectorStoreIndex.from_documents(pages, embed_model=Embedding(embed_batch_size=64))
    index.storage_context.persist(str(folder / "store"))
    retriever = index.as_retriever(similarity_top_k=_NEAREST)
    return len(index.docstore.docs), retriever.retrieve


def _haystack(files: Sequence[Path], folder: Path, embedder: Embedder) -> tuple[int, Ask]:
    from dataclasses import replace

    from haystack import Document
    from haystack.components.preprocessors import RecursiveDocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = RecursiveDocumentSplitter(
        split_length=_SIZE, split_overlap=_OVERLAP, split_unit="char", separators=["\n", "。"]
    )
    pages = [Document(content=text, meta={"file_path": name}) for name, text in _pages(files)]
    chunks = splitter.run(pages)["documents"]
    rows = embedder.documents([chunk.content for chunk in chunks]).tolist()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [replace(chunk, embedding=row) for chunk, row in zip(chunks, rows, strict=True)]
    )
    store.save_to_disk(str(folder / "store.json"))
    retriever = InMemoryEmbeddingRetriever(store, top_k=_NEAREST)
    return len(chunks), lambda question: retriever.run(embedder.query(question).tolist())


SYSTEMS: dict[str, System] = {
    "youju": _youju,
    "langchain": _langchain,
    "llama-index": _llama_index,
    "haystack": _haystack,
}


def time_system(name: str, folder: Path, embedder_name: str) -> dict[str, Any]:
    """Return what a system took over the PDFs and questions of a folder.

    folder  holds `*.pdf` and `questions.json`, a list
    One file is ingested and asked about first, elsewhere, so that no system's
    imports are counted.  Seconds to ingest; milliseconds a question.
    """
    files = sorted(folder.glob("*.pdf"))
    questions: list[str] = json.loads((folder / "questions.json").read_text("utf-8"))
    embedder = PlainE5() if embedder_name == "plain" else open_embedder(embedder_name)
    system = SYSTEMS[name]
    with TemporaryDirectory(prefix="youju-peer-") as room:
        system(files[:1], Path(room), embedder)[1](questions[0])
    with TemporaryDirectory(prefix="youju-peer-") as room:
        began = time.perf_counter()
        passages, ask = system(files, Path(room), embedder)
        ingest = time.perf_counter() - began
        ask(questions[0])
        asked = []
        for question in questions:
            began = time.perf_counter()
            ask(question)
            asked.append(1000 * (time.perf_counter() - began))
    return {
        "name": name,
        "embedder": embedder.name,
        "passages": passages,
        "ingest": ingest,
        "ask": median(asked),
    }


if __name__ == "__main__":
    print(json.dumps(time_system(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
