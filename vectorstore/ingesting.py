"""Files become stored reports; every file has its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import BrokenFile, ReadingError
from ingest.model import Report
from vectorstore.catalogue import Catalogue, Entry
from vectorstore.model import FileOutcome, FileState, IngestAccount, IngestProgress, Stage
from vectorstore.storing import store_report
from vectorstore.walk import hash_file, walk_paths

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors

Listener = Callable[[IngestProgress], None]
Read = Callable[[Path, Callable[[int, int], None]], Report]


def ingest_files(
    paths: Sequence[Path],
    catalogue: Catalogue,
    vectors: Callable[[], Vectors],
    read: Read,
    reading: str,
    listener: Listener | None = None,
) -> IngestAccount:
    """Read and store the files that paths name; what is unchanged is not read again.

    `read` turns a file into a report and raises ReadingError; `reading` is the
    fingerprint of how it reads: a file read otherwise counts as changed.
    `vectors` gives the open vector space when the first report is stored.  A
    file that fails is accounted for and the rest is read.
    """
    began = time.perf_counter()
    files = list(walk_paths(paths))
    outcomes = []
    for index, file in enumerate(files):
        start = time.perf_counter()
        tell = _teller(file, index, len(files), listener)
        if isinstance(file, ReadingError):
            outcome = FileOutcome(file.path, FileState.FAILED, message=str(file))
        else:
            outcome = _take(file, catalogue, vectors, read, reading, tell)
        outcomes.append(replace(outcome, seconds=time.perf_counter() - start))
        tell(Stage.FINISHED, 1, 1)
    return IngestAccount(tuple(outcomes), time.perf_counter() - began)


Tell = Callable[[Stage, int, int], None]


def _take(
    file: Path,
    catalogue: Catalogue,
    vectors: Callable[[], Vectors],
    read: Read,
    reading: str,
    tell: Tell,
) -> FileOutcome:
    path = str(file)
    try:
        content = hash_file(file)
        known = _known(file, content, reading, catalogue)
        if known is not None:
            return known
        report = read(file, lambda done, total: tell(Stage.READING, done, total))
    except ReadingError as error:
        return FileOutcome(path, FileState.FAILED, message=str(error))
    except OSError as error:
        reason = f"无法打开（{error.strerror or error}）"
        failure = BrokenFile(path, reason, "请检查文件是否可读、有没有权限")
        return FileOutcome(path, FileState.FAILED, message=str(failure))
    report = replace(report, path=path)
    before = [
        e for e in catalogue.entries().values() if path == e.card.path or report.id == e.card.id
    ]
    store_report(
        catalogue,
        vectors(),
        report,
        reading,
        lambda done, total: tell(Stage.EMBEDDING, done, total),
    )
    state = FileState.REPLACED if before else FileState.ADDED
    return FileOutcome(path, state, report.id, report.title, account=report.account)


def _known(file: Path, content: str, reading: str, catalogue: Catalogue) -> FileOutcome | None:
    """Return the outcome of a file whose content the store has as it should, else None."""
    path = str(file)
    entries = catalogue.entries().values()
    same = next((e for e in entries if e.card.content_hash == content), None)
    if same is None:
        return None
    if same.card.path == path:
        return None if same.reading != reading else _outcome(path, FileState.UNCHANGED, same)
    if Path(same.card.path).exists() and hash_file(Path(same.card.path)) == content:
        _leave(path, catalogue)
        message = f"内容与已入库的 {same.card.path} 相同，未重复收入"
        return replace(_outcome(path, FileState.DUPLICATE, same), message=message)
    if same.reading != reading:
        return None
    _leave(path, catalogue)
    with catalogue.change():
        catalogue.move(same.card.id, path, file.name)
    message = f"文件原在 {same.card.path}，已改记新位置"
    return replace(_outcome(path, FileState.UNCHANGED, same), message=message)


def _leave(path: str, catalogue: Catalogue) -> None:
    """Drop the report that a path held before it came to hold another's content."""
    for entry in list(catalogue.entries().values()):
        if entry.card.path == path:
            with catalogue.change():
                catalogue.drop(entry.card.id)


def _outcome(path: str, state: FileState, entry: Entry) -> FileOutcome:
    card = entry.card
    return FileOutcome(path, state, card.id, card.title, account=card.account)


def _teller(file: Path | ReadingError, index: int, files: int, listener: Listener | None) -> Tell:
    path = file.path if isinstance(file, ReadingError) else str(file)

    def tell(stage: Stage, done: int, total: int) -> None:
        if listener is not None:
            listener(IngestProgress(path, index, files, stage, done, total))

    return tell
