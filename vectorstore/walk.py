"""Paths become files to read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.errors import EmptyFile, FileMissing, ReadingError


def walk_paths(paths: Iterable[Path]) -> Iterator[Path | ReadingError]:
    """Yield the files that paths name, folders walked in order of name, each once.

    Hidden files and folders are left out unless named themselves.  A path that
    does not exist, or a folder without files, yields the error that says so.
    """
    seen: set[Path] = set()
    for path in paths:
        found = False
        for file in _files(path):
            found = True
            place = file.resolve()
            if place not in seen:
                seen.add(place)
                yield place
        if not found:
            yield _nothing(path)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for inner in sorted(path.iterdir(), key=lambda p: p.name):
            # A link to a folder may lead back here; linked files are read.
            if not inner.name.startswith(".") and not (inner.is_dir() and inner.is_symlink()):
                yield from _files(inner)
    elif path.exists():
        yield path


def _nothing(path: Path) -> ReadingError:
    if path.is_dir():
        return EmptyFile(path, "文件夹里没有可读的文件", "请放入报告后再试，或换一个文件夹")
    return FileMissing(path, "文件不存在", "请检查路径是否写对")
