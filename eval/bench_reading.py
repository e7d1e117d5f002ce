"""How fast reports are read: `python -m eval.bench_reading [--pages N] [--rounds N]`.

Two ratios, each the median of several rounds over the same files, so that the
machine's speed and most of what else it does cancel out:

cost   CPU time of reading a PDF whole, up to figures and passages, over the
       CPU time of pdfplumber's plain `extract_text` and `find_tables` on it
gain   wall time of reading the folder with one process over that with two
       (meaningful only with two idle cores)

Beside the gain stands what the machine itself gives: a fixed piece of
arithmetic done by two processes at once over its being done by one.  Virtual
cores that share a real one, and whatever else is running, keep it under 2, and
no reading can gain more than that.

Embedding is not part of it.  The files are made anew, with seeds, up to the
number of pages; published reports join them where there are any.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from eval.make_samples import make_samples
from ingest.given import NOTHING_GIVEN
from ingest.read import read_report
from ingest.settings import IngestSettings
from vectorstore.reading import open_reader

_ARITHMETIC = "sum(i * i % 7 for i in range(12_000_000))"  # about a second


@dataclass(frozen=True, slots=True)
class ReadingSpeed:
    """The rounds of one measurement; times in seconds, ratios as defined above."""

    files: int
    pages: int
    plain: tuple[float, ...]  # CPU
    whole: tuple[float, ...]  # CPU
    alone: tuple[float, ...]  # wall, one process
    together: tuple[float, ...]  # wall, two processes
    machine: tuple[float, ...] = ()  # gain of plain arithmetic

    @property
    def cost(self) -> float:
        """Whole reading over plain pdfplumber; lower is better."""
        return median(w / p for w, p in zip(self.whole, self.plain, strict=True))

    @property
    def gain(self) -> float:
        """One process over two; higher is better, at most 2."""
        return median(a / t for a, t in zip(self.alone, self.together, strict=True))


def bench_reading(files: Sequence[Path], rounds: int = 5) -> ReadingSpeed:
    """Measure on these PDFs; the two sides of a ratio are taken in turns."""
    plain, whole, machine, pages = [], [], [], 0
    walls: dict[int, list[float]] = {1: [], 2: []}  # by processes
    for path in files[:1]:  # what is imported and cached once is not measured
        _read_plainly(path)
        read_report(path)
    for turn in range(rounds):
        start = time.process_time()
        pages = sum(_read_plainly(path) for path in files)
        middle = time.process_time()
        for path in files:
            read_report(path)
        plain.append(middle - start)
        whole.append(time.process_time() - middle)
        machine.append(_gain_of_arithmetic())
        for processes in (1, 2) if turn % 2 else (2, 1):  # neither always comes first
            walls[processes].append(_read_by(files, processes))
    times = (plain, whole, walls[1], walls[2], machine)
    return ReadingSpeed(len(files), pages, *map(tuple, times))


def gather_files(folder: Path, reports: Path | None, pages: int) -> tuple[Path, ...]:
    """Return published PDFs under `reports` and samples made in `folder`, `pages` together."""
    real = sorted(reports.rglob("*.pdf")) if reports is not None and reports.is_dir() else []
    files = [path for path in real if "scan" not in path.name]
    count = sum(count_pages(path) for path in files)
    seed = 1
    while count < pages:
        for sample in make_samples(folder / str(seed), seed):
            files.append(folder / str(seed) / sample.file_name)
            count += sample.pages
        seed += 1
    return tuple(files)


def count_pages(path: Path) -> int:
    """Return how many pages a PDF has."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        return len(document.pages)


def _read_plainly(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.find_tables()
            page.close()
        return len(document.pages)


def _read_by(files: Sequence[Path], processes: int) -> float:
    """Return the seconds it takes to read files in order with so many processes."""
    start = time.perf_counter()
    with open_reader(IngestSettings(processes=processes)) as reader:
        asked = 0
        for index, path in enumerate(files):
            while asked < min(index + reader.room, len(files)):
                reader.ahead(files[asked], NOTHING_GIVEN, _quiet)
                asked += 1
            reader.read(path, NOTHING_GIVEN, _quiet)
    return time.perf_counter() - start


def _gain_of_arithmetic() -> float:
    """Return how much more two processes do at once than one, at most 2."""

    def seconds(processes: int) -> float:
        start = time.perf_counter()
        command = [sys.executable, "-c", _ARITHMETIC]
        for running in [subprocess.Popen(command) for _ in range(processes)]:
            running.wait()
        return time.perf_counter() - start

    return 2 * seconds(1) / seconds(2)


def _quiet(done: int, total: int) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_reading", description=__doc__)
    parser.add_argument("--pages", type=int, default=150, help="pages at least")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    reports = Path(os.environ.get("YOUJU_REAL_REPORTS") or "../shared/reports")
    with tempfile.TemporaryDirectory() as folder:
        files = gather_files(Path(folder), reports, given.pages)
        speed = bench_reading(files, given.rounds)
    busy = os.getloadavg()[0]
    print(f"{speed.pages} 页，{speed.files} 个文件，{given.rounds} 轮，系统负载 {busy:.1f}")
    print(f"完整读取 ÷ pdfplumber 取字找表（CPU 时间）：{speed.cost:.2f}（目标 ≤ 2.0）")
    print(
        f"一个进程 ÷ 两个进程（用时）：{speed.gain:.2f}（目标 ≥ 1.5，要有两个空闲的核；"
        f"这台机器此时纯计算的上限 {median(speed.machine):.2f}）"
    )
    print(f"每秒页数（CPU）：{speed.pages / median(speed.whole):.1f}")


if __name__ == "__main__":
    main()
