"""How files are read for the store."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable
from pathlib import Path

from ingest.model import Report
from ingest.settings import IngestSettings

Pages = Callable[[int, int], None]
Read = Callable[[Path, IngestSettings, Pages], Report]


def bind_reader(settings: IngestSettings, read: Read | None) -> Callable[[Path, Pages], Report]:
    """Return the reader with its settings; without one, `ingest.read.read_report`."""
    if read is None:
        from ingest.read import read_report

        read = read_report
    chosen = read
    return lambda path, pages: chosen(path, settings, pages)


def fingerprint_reading(settings: IngestSettings) -> str:
    """Return a name for the way files are read now: release and settings.

    A file stored under another name is read anew even if it has not changed.
    """
    release = importlib.metadata.version("youju")
    return hashlib.sha256(f"{release} {settings!r}".encode()).hexdigest()[:16]
