"""The vector space that the manifest names: opened late, kept fresh."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.catalogue import Catalogue
from vectorstore.embed import Embedder

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors


class Space:
    """Gives the open vectors; Chroma is imported when they are first asked for.

    An open Chroma does not see what others write, so it is opened anew when the
    generation has moved without our doing.
    """

    def __init__(self, catalogue: Catalogue, root: Path, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._root = root
        self._embedder = embedder
        self._lock = threading.RLock()
        self._open: tuple[str, Vectors] | None = None
        self._seen = -1  # generation at which it was last known to be fresh
        self._ours = False

    @property
    def is_open(self) -> bool:
        """Whether asking for the vectors costs nothing."""
        return self._open is not None

    def vectors(self) -> Vectors:
        """Return the vectors as of now; raises StoreError if they cannot be opened."""
        from vectorstore.vectors import Vectors

        with self._lock:
            generation = self._catalogue.generation
            name = self._catalogue.manifest()["space"]
            if self._open is None or self._open[0] != name:
                self.close()
                self._open = (name, Vectors(self._root / name, self._embedder))
            elif self._seen != generation and not self._ours:
                self._open[1].refresh()
            self._seen = generation
            return self._open[1]

    @contextmanager
    def ours(self) -> Iterator[None]:
        """Take all changes made meanwhile for our own; only with the writer's lock held."""
        with self._lock:
            if self._open is not None:
                self.vectors()
            self._ours = True
        try:
            yield
        finally:
            with self._lock:
                self._ours = False
                self._seen = self._catalogue.generation

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._open is not None:
                self._open[1].close()
                self._open = None
