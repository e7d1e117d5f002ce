"""The vector space that the manifest names: opened late, kept fresh."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from vectorstore.catalogue import Catalogue
from vectorstore.embed import Embedder
from vectorstore.folder import drop_spaces
from vectorstore.manifest import check_manifest
from vectorstore.settings import StoreSettings

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors


def open_vectors(settings: StoreSettings, space: str, embedder: Embedder) -> Vectors:
    """Open a vector space of a store, in its folder or on its server; raises StoreError."""
    from vectorstore.place import place_of
    from vectorstore.vectors import Vectors

    return Vectors(place_of(settings, space), embedder)


def drop_past(catalogue: Catalogue, settings: StoreSettings, embedder: Embedder) -> None:
    """Delete all vector spaces but the live one; only with the writer's lock held.

    In the folder those are all others; on a server, the one that the manifest
    calls past.
    """
    manifest = catalogue.manifest()
    drop_spaces(settings.path, manifest["space"])
    past = manifest.get("past", "")
    if settings.chroma and past and past != manifest["space"]:
        with closing(open_vectors(settings, past, embedder)) as vectors:
            vectors.drop()
        with catalogue.change():
            catalogue.note({"past": ""})


class Space:
    """Gives the open vectors; Chroma is imported when they are first asked for.

    An open Chroma does not see what others write, so it is opened anew when the
    generation has moved without our doing.
    """

    def __init__(self, catalogue: Catalogue, settings: StoreSettings, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._settings = settings
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
        """Return the vectors as of now.

        Raises StoreError if they cannot be opened, StoreMismatch if the store has
        been made anew for another embedder.
        """
        with self._lock:
            generation = self._catalogue.generation
            manifest = self._catalogue.manifest()
            name = manifest["space"]
            if self._open is None or self._open[0] != name:
                check_manifest(manifest, self._embedder, self._settings.path)
                self.close()
                self._open = (name, open_vectors(self._settings, name, self._embedder))
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
