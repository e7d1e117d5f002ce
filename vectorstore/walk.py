"""Paths become files to read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import EmptyFile, FileMissing, ReadingError
from vectorstore.folder import store_files

_HIDDEN = (".", "~$")  # ~$report.docx is what Office lays beside an open file


@dataclass(frozen=True, slots=True)
class Walk:
    """Files in the order they are read, errors in their place, and what was passed over."""

    files: tuple[Path | ReadingError, ...]
    notes: tuple[str, ...] = ()


def walk_paths(paths: Iterable[Path]) -> Walk:
    """Return the files that paths name, folders walked in order of name, each once.

    Hidden files and folders and a store's own files are passed over unless
    named themselves; the notes say so once.  For a path that does not exist,
    or a folder without files, there is the error that says so.
    """
    files: list[Path | ReadingError] = []
    seen: set[Path] = set()
    hidden: list[Path] = []
    stores: dict[Path, None] = {}
    for path in paths:
        found = False
        for file in _files(path, hidden, stores):
            found = True
            place = file.resolve()
            if place not in seen:
                seen.add(place)
                files.append(place)
        if not found:
            files.append(_nothing(path))
    notes = [f"没有读报告库自己的文件：{store}" for store in stores]
    if hidden:
        notes.append(
            f"没有读隐藏的文件和文件夹 {len(hidden)} 个，如 {hidden[0]}；要读请直接写出路径"
        )
    return Walk(tuple(files), tuple(notes))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(path: Path, hidden: list[Path], stores: dict[Path, None]) -> Iterator[Path]:
    if not path.is_dir():
        if path.exists():
            yield path
        return
    own = store_files(path)
    if own:
        stores[path] = None
    for inner in sorted(path.iterdir(), key=lambda p: p.name):
        if inner.name in own or (inner.is_dir() and inner.is_symlink()):
            continue  # a link to a folder may lead back here; linked files are read
        if inner.name.startswith(_HIDDEN):
            hidden.append(inner)
        else:
            yield from _files(inner, hidden, stores)


def _nothing(path: Path) -> ReadingError:
    if path.is_dir():
        return EmptyFile(path, "文件夹里没有可读的文件", "请放入报告后再试，或换一个文件夹")
    return FileMissing(path, "文件不存在", "请检查路径是否写对")
