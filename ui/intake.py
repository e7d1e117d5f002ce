"""Files on their way into the store: what became of each so far, and how to stop.

One `Intake` is what one visitor has handed in.  The work runs in a thread of
its own; the page looks at the rows meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ingest.errors import EncryptedFile, ReadingStopped, YoujuError
from ingest.given import Given
from ingest.model import ReadingAccount
from ui.desk import Desk
from vectorstore.model import FileOutcome, FileState, IngestProgress, Stage

_BEAT = 0.3  # seconds between two looks at the rows


class RowState(StrEnum):
    """Where a file is on its way; the last seven are ends."""

    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    ADDED = "added"
    REPLACED = "replaced"
    KNOWN = "known"  # its content is in the store already
    IDENTIFIED = "identified"  # read again under the name a person gave
    LOCKED = "locked"  # wants its password
    FAILED = "failed"
    STOPPED = "stopped"


_ENDS = {
    FileState.ADDED: RowState.ADDED,
    FileState.REPLACED: RowState.REPLACED,
    FileState.UNCHANGED: RowState.KNOWN,
    FileState.DUPLICATE: RowState.KNOWN,
    FileState.FAILED: RowState.FAILED,
}
UNDER_WAY = (RowState.WAITING, RowState.READING, RowState.EMBEDDING)


@dataclass
class Row:
    """One file: `name` is the visitor's, `path` where it lies until it is stored.

    A row with `given` is a stored report that is read again as that; one that
    `stays` lies where it will be found again and is not copied.
    """

    name: str
    path: Path
    report_id: str = ""
    given: Given | None = None
    stays: bool = False
    state: RowState = RowState.WAITING
    done: int = 0
    total: int = 0
    message: str = ""
    account: ReadingAccount | None = None
    tried: bool = False  # a password did not open it


@dataclass
class Intake:
    """What a visitor handed in; `failure` is what ended the work for all of it."""

    rows: list[Row] = field(default_factory=list)
    failure: str = ""
    running: bool = False
    stopping: bool = False

    def stop(self) -> None:
        """End the work after the page at hand; what is stored stays."""
        self.stopping = self.running

    def run(self, desk: Desk, rows: Sequence[Row], password: str = "") -> Iterator[None]:
        """Do the work of some rows; yields now and then while it is done, and at its end."""
        self.failure, self.stopping, self.running = "", False, True
        for row in rows:
            row.state, row.done, row.total, row.message = RowState.WAITING, 0, 0, ""
        worker = threading.Thread(target=self._work, args=(desk, rows, password), daemon=True)
        worker.start()
        while worker.is_alive():
            yield
            worker.join(_BEAT)
        yield

    def _work(self, desk: Desk, rows: Sequence[Row], password: str) -> None:
        try:
            fresh = [row for row in rows if row.given is None and not row.stays]
            if fresh:
                files = [(row.path, row.name) for row in fresh]
                desk.take_in(files, lambda step: self._note(fresh, step), password)
            if there := [row for row in rows if row.given is None and row.stays]:
                desk.add([row.path for row in there], lambda step: self._note(there, step))
            for row in rows:
                if row.given is not None:
                    self._identify(desk, row, row.given, password)
        except ReadingStopped:
            pass
        except YoujuError as error:
            self.failure = str(error)
        except OSError as error:
            self.failure = f"上传的文件存不下来（{error.strerror or error}）。请检查磁盘空间。"
        finally:
            for row in rows:
                if row.state in UNDER_WAY:
                    row.state = RowState.STOPPED
                elif row.state is RowState.LOCKED:
                    row.tried = bool(password)
            self.running = self.stopping = False

    def _identify(self, desk: Desk, row: Row, given: Given, password: str) -> None:
        try:
            card = desk.identify(
                row.report_id, given, lambda step: self._note([row], step), password
            )
        except EncryptedFile:
            row.state = RowState.LOCKED
        else:
            row.state, row.account = RowState.IDENTIFIED, card.account

    def _note(self, rows: Sequence[Row], step: IngestProgress) -> None:
        for row in rows:
            if row.given is not None or str(row.path) == step.path:
                _take(row, step)
        if self.stopping:
            raise ReadingStopped("已停止。")


def _take(row: Row, step: IngestProgress) -> None:
    if step.outcome is not None:
        _end(row, step.outcome)
    elif step.stage is Stage.READING:
        row.state, row.total = RowState.READING, step.total
        row.done = max(row.done, step.done)  # OCR counts the pages once more
    elif step.stage is Stage.EMBEDDING:
        row.state, row.done, row.total = RowState.EMBEDDING, step.done, step.total


def _end(row: Row, outcome: FileOutcome) -> None:
    row.state = RowState.LOCKED if outcome.locked else _ENDS[outcome.state]
    row.report_id, row.account = outcome.report_id, outcome.account
    if row.state is RowState.FAILED:
        row.message = outcome.message
