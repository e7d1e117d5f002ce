"""Settings of the store; filled by the composition root, read nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the store lives and how it searches.

    path           folder of one store: catalogue, vectors, lock
    embedder       "e5-small" (bundled multilingual-e5-small), "hashing" (the
                   public test double) or any sentence-transformers model name
                   or folder
    models         folder for converted models; None is the platform's user
                   cache folder
    words_weight   share of the lexical score in the fused score; the rest is
                   the share of meaning (0..1)
    direct_rows    scopes of at most this many vectors are scored exactly,
                   larger ones through the vector index
    chroma         address of a Chroma server (http://host:port) that holds the
                   vectors instead of the folder; "" is the folder
    chroma_wait    seconds to wait for a server that does not answer
    cache_bytes    upper bound of vectors and lexical segments kept in memory,
                   each
    """

    path: Path
    embedder: str = "e5-small"
    models: Path | None = None
    words_weight: float = 0.3
    direct_rows: int = 5_000
    cache_bytes: int = 256 * 1024 * 1024
    chroma: str = ""
    chroma_wait: float = 10.0
