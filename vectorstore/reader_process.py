"""A process that reads files for another: jobs come in, pages done and reports go out."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import resource
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.errors import BrokenFile, LimitExceeded, ReadingError
from ingest.faults import describe_fault
from ingest.given import Given
from ingest.settings import IngestSettings

# Objects made between two collections.  Parsing makes millions that live on;
# looking through them at the usual pace takes one twentieth of the time.
_GARBAGE = 50_000


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read."""

    path: Path
    settings: IngestSettings
    given: Given


@dataclass(frozen=True, slots=True)
class PagesDone:
    """A sign of life: `done` of `total` pages."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A job's end: the report, pickled, or why there is none.

    It is packed because the parent unpacks reports one at a time, when their
    turn comes.  `last` says that this process takes no other job.
    """

    found: bytes | ReadingError
    last: bool = False


def serve_reader(descriptor: int, parent: int) -> None:
    """Answer the `Job`s that come over a connection until it is closed.

    For each there come any number of `PagesDone`, then its `Answer`.  An
    interruption from the keyboard is the parent's to handle; without the
    process `parent` there is nobody to read for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)  # what could not be read stands in the account
    gc.set_threshold(_GARBAGE, 20, 20)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    with Connection(descriptor) as line:
        while True:
            try:
                job: Job = line.recv()
            except EOFError:
                return
            answer = _answer(job, line)
            line.send(answer)
            if answer.last:
                return


def _answer(job: Job, line: Connection) -> Answer:
    from ingest.read import read_report

    silence = job.settings.silence

    def tell(done: int, total: int) -> None:
        line.send(PagesDone(done, total))
        signal.setitimer(signal.ITIMER_PROF, silence)

    _limit_memory(job.settings.max_memory)
    # Processor time, so that a busy machine is not held against the file.  The
    # signal ends the process even in the midst of a library's own code.
    signal.setitimer(signal.ITIMER_PROF, silence)
    try:
        report = read_report(job.path, job.settings, tell, job.given)
        return Answer(pickle.dumps(report, pickle.HIGHEST_PROTOCOL))
    except ReadingError as error:
        return Answer(error)
    except BrokenPipeError:
        raise  # the parent is gone: not the file's fault
    except OSError as error:
        reason = f"无法打开（{error.strerror or error}）"
        return Answer(BrokenFile(job.path, reason, "请检查文件是否可读、有没有权限"))
    except MemoryError:
        room = f"{job.settings.max_memory / 1e9:.1f} GB"
        reason = f"读这份文件要的内存超过上限 {room}"
        return Answer(LimitExceeded(job.path, reason, "请拆成几份，或调高 max_memory"), last=True)
    except Exception as error:  # noqa: BLE001
        # The last resort: one file must not stop the others.  It is counted
        # as not read, and the message leads to the place in the code.
        reason = f"读取程序出错（{describe_fault(error)}）"
        remedy = "请把这份文件和这行文字一起报给维护者"
        return Answer(BrokenFile(job.path, reason, remedy), last=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _follow(parent: int) -> None:
    """End this process when its parent has ended, however that came about."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
