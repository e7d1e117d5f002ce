"""Files are read by processes of their own, several at once.

A file that crashes its reader, wants too much memory or never ends costs that
file and nothing else.  The processes are started with the interpreter's own
command line, not through `multiprocessing`: that would run the caller's main
module once more, which scripts without a guard and standard input do not bear.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ingest.errors import BrokenFile, LimitExceeded, ReadingError
from ingest.given import Given
from ingest.model import Report
from ingest.settings import IngestSettings
from vectorstore.reader_process import Answer, Job, PagesDone

Pages = Callable[[int, int], None]
_BEAT = 1.0  # seconds between looks at the clock
_ROOM = 32  # files asked for ahead; the large among them are begun first
_HELD = 200_000_000  # bytes of packed reports kept; then no other file is begun ahead
# A reader ends itself when it has used its processor time.  One that uses none
# is stuck; on a machine that does ten other things it still gets its share.
_PATIENCE = 10
_CODE = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from vectorstore.reader_process import serve_reader; "
    "serve_reader(int(sys.argv[1]), int(sys.argv[2]))"
)


class ReaderPool:
    """Reading processes, started when needed and ended with the `with` block.

    `room` is how many files may be asked for ahead.  Of these the one that is
    waited for is begun first, then the largest, so that no long one is left to
    the end.  Not for several threads.
    """

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._most = settings.processes or len(os.sched_getaffinity(0))
        self.room = max(_ROOM, 2 * self._most)
        self._waiting: dict[Path, _Order] = {}
        self._workers: list[_Worker] = []
        self._answers: dict[Path, bytes | ReadingError] = {}  # reports as they came, packed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def ahead(self, path: Path, given: Given, pages: Pages) -> None:
        """Have a file read as soon as a process is free; `read` is going to ask for it."""
        self._order(path, given, pages)
        self.pump()

    def read(self, path: Path, given: Given, pages: Pages) -> Report:
        """Return the report of a file; raises the ReadingErrors of `ingest.read.read_report`.

        BrokenFile also stands for a reader that crashed, LimitExceeded for one
        that was given up.
        """
        if not self._asked_for(path):
            self._order(path, given, pages)
        while path not in self._answers:
            self._step(_BEAT, path)
        answer = self._answers.pop(path)
        if isinstance(answer, ReadingError):
            raise answer
        report: Report = pickle.loads(answer)
        return report

    def pump(self) -> None:
        """Take what has arrived and hand out what waits, without waiting."""
        self._step(0)

    def _asked_for(self, path: Path) -> bool:
        busy = any(w.job is not None and w.job.path == path for w in self._workers)
        return busy or path in self._answers or path in self._waiting

    def _order(self, path: Path, given: Given, pages: Pages) -> None:
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # its reader says what is wrong
        self._waiting[path] = _Order(Job(path, self._settings, given), pages, size)

    def _next(self, wanted: Path | None) -> _Order | None:
        """Return the order to begin now, if any."""
        if wanted in self._waiting:
            return self._waiting[wanted]
        held = sum(len(a) for a in self._answers.values() if isinstance(a, bytes))
        if held > _HELD:
            return None
        return max(self._waiting.values(), key=lambda order: order.size, default=None)

    def _step(self, seconds: float, wanted: Path | None = None) -> None:
        while (order := self._next(wanted)) is not None:
            free = next((w for w in self._workers if w.job is None), None)
            if free is not None and free.process.poll() is not None:
                free.end()  # it died while it had nothing to do
                self._workers.remove(free)
                continue
            if free is None and len(self._workers) < self._most:
                free = _Worker()
                self._workers.append(free)
            if free is None:
                break
            del self._waiting[order.job.path]
            free.begin(order.job, order.pages)
        busy = [worker for worker in self._workers if worker.job is not None]
        ready = wait([worker.line for worker in busy], seconds)
        for worker in busy:
            assert worker.job is not None
            path = worker.job.path
            found = worker.receive() if worker.line in ready else worker.overdue()
            if found is not None:
                self._answers[path] = found
        self._workers = [worker for worker in self._workers if not worker.ended]


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to be read; `size` in bytes stands for how long that is going to take."""

    job: Job
    pages: Pages
    size: int


@dataclass(slots=True)
class _Worker:
    """One reading process and what it is at."""

    line: Connection
    process: subprocess.Popen[bytes]
    said: IO[bytes]  # what it writes to standard error
    job: Job | None = None
    pages: Pages | None = None
    alive: float = 0.0  # when it was last heard of
    ended: bool = False

    def __init__(self) -> None:
        self.line, theirs = multiprocessing.Pipe()
        # It lives in the object's fields and is closed by `end`.
        self.said = tempfile.TemporaryFile()  # noqa: SIM115
        numbers = [str(theirs.fileno()), str(os.getpid())]
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CODE, *numbers, *(p or os.getcwd() for p in sys.path)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=self.said,
            process_group=0,  # Ctrl-C in the terminal is ours to handle
        )
        theirs.close()
        self.job, self.pages, self.alive, self.ended = None, None, time.monotonic(), False

    def begin(self, job: Job, pages: Pages) -> None:
        self.job, self.pages, self.alive = job, pages, time.monotonic()
        with suppress(OSError):  # it has ended: `receive` finds that out and says why
            self.line.send(job)

    def receive(self) -> bytes | ReadingError | None:
        """Take one message; return the answer if it is one, a report packed."""
        try:
            message: Any = self.line.recv()
        except (EOFError, OSError):
            return self._crashed()
        self.alive = time.monotonic()
        if isinstance(message, PagesDone):
            if self.pages is not None:
                self.pages(message.done, message.total)
            return None
        answer: Answer = message
        self.job = None
        if answer.last:
            self.end()
        return answer.found

    def overdue(self) -> ReadingError | None:
        """End the process if it has not been heard of for far too long; say so."""
        assert self.job is not None
        job = self.job
        if time.monotonic() - self.alive < _PATIENCE * job.settings.silence:
            return None
        self.end()
        return _given_up(job)

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.line.close()
        self.process.kill()
        self.process.wait()
        self.said.close()
        self.job, self.ended = None, True

    def _crashed(self) -> ReadingError:
        assert self.job is not None
        job = self.job
        try:
            code = self.process.wait(timeout=5)  # its end of the line closes before it ends
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.said.seek(0)
        lines = self.said.read()[-2000:].decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        self.end()
        if code == -signal.SIGPROF:
            return _given_up(job)
        why = f"被信号 {-code} 终止" if code < 0 else f"退出码 {code}"
        more = f"：{last}" if last else ""
        reason = f"读取进程意外结束（{why}{more}）"
        return BrokenFile(job.path, reason, "文件可能损坏或过大，请用原来的软件另存一份再读")


def _given_up(job: Job) -> ReadingError:
    reason = f"算了 {job.settings.silence:.0f} 秒还没有读出下一页，已放弃"
    return LimitExceeded(job.path, reason, "请拆成几份再读，或调高 silence")
