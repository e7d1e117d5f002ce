"""The files of a store: one catalogue, one folder per vector space, one lock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StoreError, StoreLocked
from vectorstore.catalogue import Catalogue

_CATALOGUE = "catalogue.sqlite3"
_SPACES = "vectors"
LOCK = "write.lock"


def open_catalogue(root: Path) -> Catalogue:
    """Open the catalogue of a store, making the folder; raises StoreError."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{root}：无法建立库文件夹（{error.strerror or error}）。"
            "请用 --store 或 YOUJU_STORE 指定一个可写的文件夹。"
        ) from error
    return Catalogue(root / _CATALOGUE)


def spaces_path(root: Path) -> Path:
    """Return the folder that holds the vector spaces."""
    return root / _SPACES


def store_files(root: Path) -> frozenset[str]:
    """Return the names that a store keeps for itself in a folder; none where there is none."""
    if not (root / _CATALOGUE).is_file():
        return frozenset()
    return frozenset((_CATALOGUE, f"{_CATALOGUE}-wal", f"{_CATALOGUE}-shm", _SPACES, LOCK))


def drop_spaces(root: Path, live: str) -> None:
    """Delete all vector spaces but the live one; only with the writer's lock held.

    Others are what an interrupted rebuild began or a finished one replaced.
    """
    folder = spaces_path(root)
    for space in folder.iterdir() if folder.is_dir() else ():
        if space.name != live:
            shutil.rmtree(space)


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Hold the right to write; raises StoreLocked at once if another has it.

    The system frees it when a process dies.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreLocked(
            f"{root}：另一个进程正在写入这个库。请等它结束后再试；提问和查看不受影响。"
        ) from None
    try:
        yield
    finally:
        lock.release()
