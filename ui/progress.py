"""One bar for a whole ingest: pages and files done, and the time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.model import IngestProgress

_READING = 0.2  # the reading's share of a file's time; the rest goes into its vectors


@contextmanager
def progress_shown() -> Iterator[Callable[[IngestProgress], None] | None]:
    """Yield what shows an ingest's progress: a bar on a terminal, nothing else elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[counts]}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%　还要"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    tally = Tally()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("准备", total=1.0, counts="")

        def show(step: IngestProgress) -> None:
            tally.note(step)
            words = f"{_STAGES[step.stage]} {escape(Path(step.path).name)}"
            bar.update(task, description=words, completed=tally.share, counts=tally.counts)

        yield show


_STAGES = {"reading": "读页", "embedding": "建索引", "finished": "完成"}


class Tally:
    """Adds up the steps of an ingest whose files are read several at once."""

    def __init__(self) -> None:
        self._files = 0
        self._pages: dict[int, tuple[int, int]] = {}  # file → (done, total)
        self._embedded: dict[int, float] = {}  # file → share
        self._finished: set[int] = set()

    def note(self, step: IngestProgress) -> None:
        """Take in one step."""
        self._files = step.files
        if step.stage == "finished":
            self._finished.add(step.index)
        elif step.stage == "embedding":
            self._embedded[step.index] = step.done / max(step.total, 1)
        else:
            # OCR counts the pages of a file once more: never back.
            done = max(step.done, self._pages.get(step.index, (0, 0))[0])
            self._pages[step.index] = done, step.total

    @property
    def share(self) -> float:
        """How much of the work is done, 0..1; a file not opened yet counts like the average."""
        if not self._files:
            return 0.0
        totals = [total for _, total in self._pages.values()]
        usual = sum(totals) / len(totals) if totals else 1.0
        done = whole = 0.0
        for index in range(self._files):
            pages, total = self._pages.get(index, (0, 0))
            weight = total or usual
            whole += weight
            if index in self._finished:
                done += weight
            else:
                read = pages / total if total else 0.0
                embedded = self._embedded.get(index, 0.0)
                done += weight * (_READING * read + (1 - _READING) * embedded)
        return done / whole

    @property
    def counts(self) -> str:
        """Files done of all, and pages read of those of the files opened so far."""
        pages = sum(done for done, _ in self._pages.values())
        known = sum(total for _, total in self._pages.values())
        return f"文件 {len(self._finished)}/{self._files}　页 {pages}/{known}"
