"""Text becomes vectors.

"e5-small" is the bundled multilingual-e5-small, "hashing" the test double; any
other name is a sentence-transformers model or folder that is on this machine.
Nothing is ever downloaded, and nothing heavy is imported before it is used.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import SettingsError

Vectors = NDArray[np.float32]

# A question is cut here before it is embedded: every model of this size reads
# at most 512 tokens, and longer input would only take time.
MAX_QUERY = 1_000  # characters


class Embedder(Protocol):
    """Turns texts into unit vectors; the same text always into the same vector."""

    @property
    def name(self) -> str:
        """What the store's manifest calls it; another name is another space."""
        ...

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text of a report."""
        ...

    def query(self, text: str) -> Vectors:
        """Return the vector of a question (only its first MAX_QUERY characters count)."""
        ...


def open_embedder(name: str, models: Path | None = None) -> Embedder:
    """Return the embedder of a setting; loads nothing yet.

    `models` is the folder for converted models, None the user's cache folder.
    Raises SettingsError for an empty name.
    """
    if name == HashingEmbedder.NAME:
        return HashingEmbedder()
    if name == "e5-small":
        from vectorstore.e5 import E5Embedder

        return E5Embedder(models)
    if not name.strip():
        raise SettingsError(
            "没有指定向量模型。请写 e5-small，或本机上 sentence-transformers 模型的名称或文件夹。"
        )
    from vectorstore.sentences import SentenceEmbedder

    return SentenceEmbedder(name)


def quiet_threads() -> None:
    """Keep OpenMP from spinning and the model libraries from the network.

    Call before a model library is loaded; later it has no effect.  On a busy
    core a spinning OpenMP makes one question take 20 times as long.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def clean_query(text: str) -> str:
    """Return a question as an embedder may get it: bounded, valid UTF-8, no NUL."""
    return text[:MAX_QUERY].encode("utf-8", "ignore").decode().replace("\0", " ")


class HashingEmbedder:
    """The test double: characters and their pairs hashed into 256 dimensions.

    Needs no model and no torch, knows no meaning: texts that share characters
    are near, texts that share none are at right angles but for collisions.
    """

    NAME = "hashing"
    name = NAME
    dimension = 256

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        rows = [self._row(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        return self._row(clean_query(text))

    def _row(self, text: str) -> Vectors:
        row = np.zeros(self.dimension, np.float32)
        letters = [c for c in text.lower() if c.isalnum()]
        for gram in [*letters, *map("".join, pairwise(letters))]:
            code = zlib.crc32(gram.encode())
            row[code % self.dimension] += 1.0 if code & 0x8000_0000 else -1.0
        length = float(np.linalg.norm(row))
        if length == 0.0:  # no letters, or all cancelled out: still a unit vector
            row[0] = length = 1.0
        return row / np.float32(length)
