"""How files are read for the store."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ingest.given import Given
from ingest.model import Report
from ingest.settings import IngestSettings

Pages = Callable[[int, int], None]
Read = Callable[[Path, IngestSettings, Pages, Given], Report]


class Reader(Protocol):
    """What turns files into reports; `room` is how many may be asked for ahead."""

    @property
    def room(self) -> int:
        """How many files may be asked for ahead."""

    def ahead(self, path: Path, given: Given, pages: Pages) -> None:
        """Begin to read a file that `read` is going to be asked for."""

    def read(self, path: Path, given: Given, pages: Pages) -> Report:
        """Return the report of a file; raises ReadingError, OSError."""

    def pump(self) -> None:
        """Keep reading ahead going while other work is done."""


@contextmanager
def open_reader(settings: IngestSettings, read: Read | None = None) -> Iterator[Reader]:
    """Yield what reads files; without `read`, `ingest.read.read_report` in processes of its own.

    A `read` that is given is called here, one file after the other.
    """
    if read is not None:
        yield _Here(settings, read)
        return
    from vectorstore.reader_pool import ReaderPool

    with ReaderPool(settings) as pool:
        yield pool


def fingerprint_reading(settings: IngestSettings) -> str:
    """Return a name for the way files are read now: release and settings.

    A file stored under another name is read anew even if it has not changed.
    """
    release = importlib.metadata.version("youju")
    return hashlib.sha256(f"{release} {settings.how()!r}".encode()).hexdigest()[:16]


class _Here:
    """Reads in this process, nothing ahead."""

    room = 0

    def __init__(self, settings: IngestSettings, read: Read) -> None:
        self._settings = settings
        self._read = read

    def ahead(self, path: Path, given: Given, pages: Pages) -> None:
        raise NotImplementedError("there is no room to read ahead")

    def read(self, path: Path, given: Given, pages: Pages) -> Report:
        return self._read(path, self._settings, pages, given)

    def pump(self) -> None:
        pass
