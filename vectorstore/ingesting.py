"""Files become stored reports; every file has its outcome."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import BrokenFile, EncryptedFile, ReadingError
from ingest.events import tell
from ingest.given import NOTHING_GIVEN, Given
from ingest.model import Report
from vectorstore.catalogue import Catalogue
from vectorstore.editions import find_editions
from vectorstore.entry import Entry
from vectorstore.model import FileOutcome, FileState, IngestAccount, IngestProgress, Stage
from vectorstore.reading import Reader
from vectorstore.spent import spend
from vectorstore.storing import store_report
from vectorstore.walk import hash_file, walk_paths

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors

Listener = Callable[[IngestProgress], None]


def ingest_files(
    paths: Sequence[Path],
    catalogue: Catalogue,
    vectors: Callable[[], Vectors],
    reader: Reader,
    reading: str,
    listener: Listener | None = None,
    given: Mapping[str, Given] | None = None,
) -> IngestAccount:
    """Read and store the files that paths name; what is unchanged is not read again.

    `reading` is the fingerprint of how `reader` reads: a file read otherwise
    counts as changed.  `vectors` gives the open vector space when the first
    report is stored.  `given` says, by path, whose a report is where the
    catalogue no longer knows.  Files are stored in their order, whatever the
    order they are read in.  A file that fails is accounted for and the rest is
    read.  What `listener` raises ends the ingest: files already stored stay, the
    one at hand leaves nothing.
    """
    began = time.perf_counter()
    walk = walk_paths(paths)
    files = walk.files
    tells = [_teller(file, index, len(files), listener) for index, file in enumerate(files)]
    taker = _Taker(catalogue, vectors, reader, reading, given or {})
    outcomes = []
    for index, file in enumerate(files):
        start = time.perf_counter()
        for later in range(index, min(index + reader.room, len(files))):
            taker.look_ahead(files[later], tells[later])
        outcome = taker.take(file, tells[index])
        outcomes.append(replace(outcome, seconds=time.perf_counter() - start))
        _tell_log(outcomes[-1])
        if listener is not None:
            path = outcome.path
            step = IngestProgress(path, index, len(files), Stage.FINISHED, 1, 1, outcomes[-1])
            listener(step)
    seconds = time.perf_counter() - began
    counts = Counter(str(outcome.state) for outcome in outcomes)
    tell("ingest", seconds=round(seconds, 3), generation=catalogue.generation, files=counts)
    return IngestAccount(tuple(outcomes), seconds, walk.notes)


Tell = Callable[[Stage, int, int], None]


@dataclass(slots=True)
class _Taker:
    """Takes files into the store one after the other, reading some ahead."""

    catalogue: Catalogue
    vectors: Callable[[], Vectors]
    reader: Reader
    reading: str
    given: Mapping[str, Given]
    looked_at: set[Path] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)  # of what is being read ahead

    def look_ahead(self, file: Path | ReadingError, tell: Tell) -> None:
        """Have a file read that is certain to be read when its turn comes."""
        if isinstance(file, ReadingError) or file in self.looked_at:
            return
        self.looked_at.add(file)
        try:
            content = hash_file(file)
        except OSError:
            return  # said when its turn comes
        if content not in self.contents and not self.catalogue.where(content_hash=content):
            self.contents.add(content)
            self.reader.ahead(file, self._given(file, content), _pages(tell))

    def take(self, file: Path | ReadingError, tell: Tell) -> FileOutcome:
        """Store a file and return what became of it."""
        if isinstance(file, ReadingError):
            return FileOutcome(file.path, FileState.FAILED, message=str(file))
        path = str(file)
        try:
            content = hash_file(file)
            known = _known(file, content, self.reading, self.catalogue)
            if known is not None:
                return known
            given = self._given(file, content)
            with spend("read"):
                report = self.reader.read(file, given, _pages(tell))
        except ReadingError as error:
            locked = isinstance(error, EncryptedFile)
            return FileOutcome(path, FileState.FAILED, message=str(error), locked=locked)
        except OSError as error:
            reason = f"无法打开（{error.strerror or error}）"
            failure = BrokenFile(path, reason, "请检查文件是否可读、有没有权限")
            return FileOutcome(path, FileState.FAILED, message=str(failure))
        return self._store(replace(report, path=path), given, tell)

    def _store(self, report: Report, given: Given, tell: Tell) -> FileOutcome:
        def embedded(done: int, total: int) -> None:
            self.reader.pump()
            tell(Stage.EMBEDDING, done, total)

        before = self.catalogue.where(path=report.path, id=report.id)
        store_report(self.catalogue, self.vectors(), report, self.reading, embedded, given)
        state = FileState.REPLACED if before else FileState.ADDED
        said = self._said_of_editions(report.id)
        return FileOutcome(report.path, state, report.id, report.title, said, report.account)

    def _said_of_editions(self, report_id: str) -> str:
        """Return one line on figures in which a report differs from its other editions."""
        card = self.catalogue.entry(report_id).card
        editions = find_editions(card, self.catalogue.alike(card), self.catalogue.report)
        return "；".join(
            f"与已有的另一版本 {edition.card.file_name}（{edition.card.id}）"
            f"有 {len(edition.differences)} 处数字不同，"
            f"用 youju reports --detail {report_id} 逐处查看"
            for edition in editions
            if edition.differences
        )

    def _given(self, file: Path, content: str) -> Given:
        """Return what a person said of the report at this path, or of this content."""
        if str(file) in self.given:
            return self.given[str(file)]
        same_content = self.catalogue.where(content_hash=content)
        same_path = self.catalogue.where(path=str(file))
        return next((e.given for e in chain(same_content, same_path)), NOTHING_GIVEN)


def _pages(tell: Tell) -> Callable[[int, int], None]:
    return lambda done, total: tell(Stage.READING, done, total)


def _known(file: Path, content: str, reading: str, catalogue: Catalogue) -> FileOutcome | None:
    """Return the outcome of a file whose content the store has as it should, else None."""
    path = str(file)
    same = next(iter(catalogue.where(content_hash=content)), None)
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
    for entry in catalogue.where(path=path):
        with catalogue.change():
            catalogue.drop(entry.card.id)


def _outcome(path: str, state: FileState, entry: Entry) -> FileOutcome:
    card = entry.card
    return FileOutcome(path, state, card.id, card.title, account=card.account)


def _tell_log(outcome: FileOutcome) -> None:
    failed = outcome.state is FileState.FAILED
    suffix = Path(outcome.path).suffix
    tell(
        "ingest.file",
        {"path": outcome.path, "message": outcome.message},
        logging.WARNING if failed else logging.INFO,
        state=str(outcome.state),
        report=outcome.report_id,
        format=suffix if suffix.isascii() else "",  # else it is words of the name
        seconds=round(outcome.seconds, 3),
        pages=outcome.account.pages if outcome.account else 0,
    )


def _teller(file: Path | ReadingError, index: int, files: int, listener: Listener | None) -> Tell:
    path = file.path if isinstance(file, ReadingError) else str(file)

    def tell(stage: Stage, done: int, total: int) -> None:
        if listener is not None:
            listener(IngestProgress(path, index, files, stage, done, total))

    return tell
