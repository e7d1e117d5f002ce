"""A store made anew in place, in one step: for other settings or lost vectors.

Where the catalogue can be kept, only the vectors are made again, from its own
passages; where it was made with another schema or passage size, the files are
read again.  Vectors go to a fresh space; the catalogue's commit changes over to
it; the old spaces are deleted after that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing

from ingest.settings import IngestSettings
from vectorstore.catalogue import Catalogue
from vectorstore.embed import open_embedder
from vectorstore.embeddable import embeddable
from vectorstore.folder import open_catalogue, writer_lock
from vectorstore.ingesting import ingest_files
from vectorstore.manifest import needs_reading, new_manifest
from vectorstore.model import FileOutcome, FileState, IngestAccount, IngestProgress, Stage
from vectorstore.reading import Read, fingerprint_reading, open_reader
from vectorstore.settings import StoreSettings
from vectorstore.space import drop_past, open_vectors
from vectorstore.storing import new_stamp
from vectorstore.vectors import Vectors

Listener = Callable[[IngestProgress], None]


def rebuild_store(
    settings: StoreSettings,
    *,
    ingest_settings: IngestSettings | None = None,
    progress: Listener | None = None,
    read: Read | None = None,
) -> IngestAccount:
    """Make the store at `settings.path` anew for these settings; returns file by file what became.

    Reports whose vectors alone are made again count as unchanged.  Where files
    are read again, a report whose file is gone or unreadable leaves the store,
    and its outcome is failed and says why.  An interruption leaves the store
    as it was.  Raises StoreLocked, StoreError, SettingsError.
    """
    began = time.perf_counter()
    reading = ingest_settings or IngestSettings()
    embedder = open_embedder(settings.embedder, settings.models)
    with (
        closing(open_catalogue(settings.path)) as catalogue,
        writer_lock(settings.path),
    ):
        found = catalogue.manifest()
        manifest = new_manifest(embedder)
        space = manifest["space"]
        if found and settings.chroma:  # if this is interrupted, the next writer clears up
            with catalogue.change():
                catalogue.note({"past": space})
        manifest["past"] = found.get("space", "")
        with closing(open_vectors(settings, space, embedder)) as vectors, catalogue.change():
            if found and not needs_reading(found, embedder):
                outcomes = _embed_again(catalogue, vectors, progress)
                catalogue.note(manifest)
            else:
                paths, given = catalogue.paths(), catalogue.givens()
                catalogue.clear(manifest)
                name = fingerprint_reading(reading)
                with open_reader(reading, read) as reader:
                    account = ingest_files(
                        paths, catalogue, lambda: vectors, reader, name, progress, given
                    )
                outcomes = account.outcomes
        drop_past(catalogue, settings, embedder)
    return IngestAccount(outcomes, time.perf_counter() - began)


def _embed_again(
    catalogue: Catalogue, vectors: Vectors, listener: Listener | None
) -> tuple[FileOutcome, ...]:
    entries = list(catalogue.entries().values())
    outcomes = []
    for index, entry in enumerate(entries):
        start = time.perf_counter()
        card = entry.card

        def tell(done: int, total: int, index: int = index, path: str = card.path) -> None:
            if listener:
                step = IngestProgress(path, index, len(entries), Stage.EMBEDDING, done, total)
                listener(step)

        stamp = new_stamp()
        vectors.write(entry.part, stamp, embeddable(catalogue.passages(card.id)), tell)
        catalogue.restamp(card.id, stamp)
        seconds = time.perf_counter() - start
        outcomes.append(
            FileOutcome(
                card.path,
                FileState.UNCHANGED,
                card.id,
                card.title,
                "已重建向量",
                card.account,
                seconds,
            )
        )
    return tuple(outcomes)
