"""How the store bears size: ingest, ask, compare, add, remove at growing sizes.

Made reports (`eval.scale_reports`) are read and stored in steps; at each size
the same questions, those of the smallest, are asked by a process of its own.
Vectors come from the hashing stand-in, since the real embedder would take days;
what that one costs is measured apart.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from eval.run import run_cases
from eval.scale_reports import make_reports
from ingest.model import Role
from ingest.read import read_report
from qa.chain import open_answerer
from qa.compare_measure import Wanted, compare_measure
from qa.settings import QASettings
from qa.sources import Sources
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings
from vectorstore.spent import clocked

_ASKED_OF = 100  # reports whose questions are asked at every size
_WARM = 20  # questions asked before the clock runs
_TIMES = 5  # adds and removals of one report
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AskSpeed:
    """What a process that only asks saw; times in milliseconds, memory in MB."""

    questions: int
    right: int
    wrong_figures: int
    median: float
    p95: float
    first: float  # the first answer, the store's opening included
    memory: float  # of the process when it had asked all
    compare: float  # one measure over all reports of a year, seconds
    compared: int  # reports looked at by that


@dataclass(frozen=True, slots=True)
class SizeSpeed:
    """What was measured at one size; `spent` is in seconds by stage, disk in MB."""

    reports: int
    passages: int
    figures: int
    added: int  # reports that this step added
    seconds: float  # of adding them
    spent: dict[str, float]
    add_one: float  # ms, median
    remove_one: float  # ms, median
    again: float  # ms a file that has not changed
    catalogue: float
    vectors: float
    load: float  # of the machine by others and by this
    ask: AskSpeed

    @property
    def records(self) -> int:
        """Passages and figures, each to be found by a search."""
        return self.passages + self.figures


def bench_scale(
    folder: Path, sizes: Sequence[int], seed: int = 1, told: Told = print
) -> Iterator[SizeSpeed]:
    """Yield what is seen at each size, ascending, of one store that grows in `folder`.

    A folder that an earlier call has filled to a size is carried on with.
    """
    settings = _settings(folder)
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        with open_library(settings) as library:
            have = len(library.reports())
            _write(files, seed, have, size)
            began = time.perf_counter()
            paths = [files / f"{n:03d}" for n in range(have // 1000, (size - 1) // 1000 + 1)]
            with clocked() as spent:
                library.ingest(paths)
            seconds = time.perf_counter() - began
            told(f"{size} 份已入库，{seconds:.0f} 秒")
            again = _again(library, files)
            add_one, remove_one = _one_more(library, folder, seed, size)
            cards = library.reports()
            passages = sum(card.account.passages for card in cards)
            figures = sum(card.account.figures for card in cards)
        ask = _ask_apart(folder, seed)
        yield SizeSpeed(
            len(cards), passages, figures, len(cards) - have, seconds,
            {k: round(v, 2) for k, v in spent.items()},
            add_one, remove_one, again,
            _megabytes(settings.path, "catalogue*"), _megabytes(settings.path, "vectors/**/*"),
            os.getloadavg()[0], ask,
        )  # fmt: skip


def ask_all(folder: Path, seed: int) -> AskSpeed:
    """Ask the smallest store's questions of the store in `folder` and time each."""
    cases = [case for report in make_reports(seed, 0, _ASKED_OF) for case in report.cases]
    Random(seed).shuffle(cases)
    began = time.perf_counter()
    with open_library(_settings(folder)) as library:
        answerer = open_answerer(library)
        answerer.ask(cases[0].question)
        first = time.perf_counter() - began
        for case in cases[:_WARM]:
            answerer.ask(case.question)
        results = run_cases(answerer, library, cases).results
        times = [1000 * result.answer.seconds for result in results]
        memory = _memory()
        began = time.perf_counter()
        wanted = Wanted("项目支出", Role.EXECUTION, (2022,), ("自评报告",))
        found = compare_measure(wanted, library.reports(), Sources(library), QASettings())
        return AskSpeed(
            len(cases),
            sum(result.judgement.passed for result in results),
            sum(result.judgement.wrong_figure for result in results),
            median(times),
            quantiles(times, n=20)[-1],
            1000 * first,
            memory,
            time.perf_counter() - began,
            len(found.rows) + len(found.left_out),
        )


def _ask_apart(folder: Path, seed: int) -> AskSpeed:
    command = [sys.executable, "-m", "eval.bench_scale", str(folder), str(seed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return AskSpeed(**json.loads(done.stdout.splitlines()[-1]))


def _write(files: Path, seed: int, first: int, size: int) -> None:
    """Write the reports `first` to `size` as files, a thousand a folder."""
    for number, report in enumerate(make_reports(seed, first, size - first), first):
        path = files / f"{number // 1000:03d}" / f"{report.name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(report.html, "utf-8")


def _again(library: Library, files: Path) -> float:
    """Return the milliseconds a file takes that has not changed."""
    began = time.perf_counter()
    account = library.ingest([files / "000"])
    return 1000 * (time.perf_counter() - began) / len(account.outcomes)


def _one_more(library: Library, folder: Path, seed: int, size: int) -> tuple[float, float]:
    """Return the milliseconds that adding one more parsed report takes, and removing it."""
    added: list[float] = []
    removed: list[float] = []
    extra = folder / "extra"
    extra.mkdir(exist_ok=True)
    for report in make_reports(seed + 1, 0, _TIMES):
        path = extra / f"{report.name}.html"
        path.write_text(report.html, "utf-8")
        parsed = read_report(path)
        with _timed(added):
            library.add(parsed)
        with _timed(removed):
            library.remove(parsed.id)
    return median(added), median(removed)


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(1000 * (time.perf_counter() - began))


def _settings(folder: Path) -> StoreSettings:
    return StoreSettings(folder / "store", "hashing")


def _megabytes(root: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in root.glob(pattern) if path.is_file()) / 1e6


def _memory() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def to_json(speed: SizeSpeed) -> dict[str, Any]:
    """Return one size's line of the result."""
    return {"records": speed.records, **asdict(speed)}


if __name__ == "__main__":
    print(json.dumps(asdict(ask_all(Path(sys.argv[1]), int(sys.argv[2])))))
