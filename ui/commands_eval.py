"""`eval run`, `eval compare`, `eval reading`: known answers, put and compared."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import ReadingError
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from eval.run import RunResult
    from eval.trials import Trial, TrialPlan
    from qa.chain import Answerer
    from vectorstore.library import Library
    from vectorstore.model import IngestAccount, ReportCard

_REAL = "YOUJU_REAL_REPORTS"
_BELOW = 5  # exit code where a bound of the gate is not kept


@dataclass(frozen=True, slots=True)
class EvalChoice:
    """What `eval run` was asked to run.

    sets     files of cases; none means the shipped ones
    reports  files or folders the cases are put to, read into a throw-away store
    tags     only cases that carry all of these
    without  no case that carries any of these
    store    whether the named store's own reports answer, none being given
    gate     bounds, or files of bounds, that the run must keep
    out      folder the results are kept in; None is the one beside the store
    """

    sets: Sequence[Path] = ()
    reports: Sequence[Path] = ()
    tags: Sequence[str] = ()
    without: Sequence[str] = ()
    store: bool = False
    gate: Sequence[str] = ()
    out: Path | None = None


def run_eval(
    choice: EvalChoice, settings: Settings, as_json: bool = False, failures: bool = False
) -> int:
    """Run the trials, keep them, print the table (or JSON).

    Returns 0, or 5 if a bound of the gate is not kept.  Raises CaseError for
    a set or a bound that does not validate and ReadingError where no report
    could be read.
    """
    from eval.gate import broken_bounds, read_bounds

    bounds = read_bounds(choice.gate)
    plan = planned(choice)
    started = datetime.now()
    runs = [_run(trial, settings) for trial in plan.trials]
    kept = keep(runs, choice, settings, started)
    if as_json:
        print(to_line([run.to_json() for run in runs]))
    else:
        _print(runs, failures)
    aside = sys.stderr if as_json else sys.stdout
    if plan.skipped:
        names = "、".join(name for name, _ in plan.skipped)
        print(f"跳过 {len(plan.skipped)} 组，没有它们的报告（{_REAL}）：{names}。", file=aside)
    print(kept, file=aside)
    broken = broken_bounds(bounds, runs)
    for line in broken:
        print(f"没到门槛：{line}。", file=sys.stderr)
    if bounds and not broken:
        print(f"{len(bounds)} 条门槛都到了。", file=aside)
    return _BELOW if broken else 0


def planned(choice: EvalChoice) -> TrialPlan:
    """Return the trials of a choice: one's own, or the shipped ones whose reports are here."""
    from eval.trials import TrialPlan, own_trial, plan_trials

    if choice.sets or choice.reports or choice.store:
        sets = choice.sets or [Path(str(files("eval"))) / "sets" / "two_reports.jsonl"]
        reports = choice.reports
        if not reports and not choice.store:
            from ui.samples import sample_reports

            reports = sample_reports()
        return TrialPlan((own_trial(sets, reports, choice.tags, choice.without),))
    real = Path(os.environ.get(_REAL) or "../shared/reports")
    return plan_trials(real if real.is_dir() else None, choice.tags, choice.without)


def keep(
    runs: Sequence[RunResult], choice: EvalChoice, settings: Settings, started: datetime
) -> str:
    """Keep the results; return the line that says where."""
    from eval.records import make_record, write_record

    about = {
        "embedder": settings.store.embedder,
        "llm": settings.llm.model,
        "tag": "、".join(choice.tags),
        "without": "、".join(choice.without),
    }
    record = make_record(runs, about, started)
    data, page = write_record(record, results_folder(settings, choice.out))
    return f"成绩存为 {data}，网页 {page}。"


def results_folder(settings: Settings, out: Path | None) -> Path:
    """Return the folder of the kept results: the one named, or the one beside the store."""
    path = settings.store.path
    return out or path.with_name(f"{path.name}-eval")


def run_compare(
    before: str, after: str, settings: Settings, out: Path | None = None, as_json: bool = False
) -> int:
    """Print which cases turned right or wrong from one kept run to another; returns 0.

    Raises CaseError for a run that is not there.
    """
    from dataclasses import asdict

    from eval.compare import compare_records
    from eval.records import load_record
    from eval.table import comparison_lines

    folder = results_folder(settings, out)
    old, new = load_record(before, folder), load_record(after, folder)
    comparison = compare_records(old, new)
    if as_json:
        print(to_line({**asdict(comparison), "chance": comparison.chance}))
        return 0
    print(f"先 {old.id}（{old.started}）\n后 {new.id}（{new.started}）")
    for line in comparison_lines(comparison):
        print(line)
    return 0


def _run(trial: Trial, settings: Settings) -> RunResult:
    from eval.trials import run_trial

    with progress_of(trial.name) as progress:
        return run_trial(trial, lambda: opened(trial, settings), progress)


class Reading:
    """A library that reads by the run's settings and says what could not be read."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library, self._settings = library, settings
        self.report = library.report

    def reports(self) -> tuple[ReportCard, ...]:
        """Return the cards of the library's reports."""
        return self._library.reports()

    def ingest(self, paths: Sequence[Path]) -> IngestAccount:
        """Read and store files; raises ReadingError if none could be read."""
        account = self._library.ingest(paths, ingest_settings=self._settings.ingest)
        for outcome in account.outcomes:
            if outcome.state == "failed":
                print(outcome.message, file=sys.stderr)
        if not account.any_readable:
            where = "、".join(str(path) for path in paths)
            raise ReadingError(where, "没有一份报告读得出来", "请检查路径")
        return account


@contextmanager
def opened(trial: Trial, settings: Settings) -> Iterator[tuple[Reading, Answerer]]:
    """Open the named store, or an empty one that is thrown away if there is something to read."""
    from qa.chain import open_answerer
    from vectorstore.library import open_library

    with tempfile.TemporaryDirectory(prefix="youju-eval-") as folder:
        store = settings.store
        if trial.reports:
            store = replace(store, path=Path(folder) / "store")
        with open_library(store) as library:
            yield Reading(library, settings), open_answerer(library, settings.qa, settings.llm)


def _print(runs: Sequence[RunResult], failures: bool) -> None:
    from eval.table import print_failures, print_table

    console = console_of()
    print_table(runs, console)
    for run in runs if failures else ():
        console.print(f"\n没过的题：{run.name}", markup=False, highlight=False)
        print_failures(run, console)


def run_reading(seeds: int, scans: bool, as_json: bool = False, faults: bool = False) -> int:
    """Measure the reading of the real reports and of `seeds` documents of each generated kind.

    Prints the table (or JSON) and returns 0; without the real reports the
    generated ones are measured and the rest said to be left out.
    """
    from eval.reading import measure_reading

    real = Path(os.environ.get(_REAL) or "../shared/reports")
    here = real.is_dir()

    def told(name: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{name}", end="", file=sys.stderr, flush=True)

    scores = measure_reading(real if here else None, seeds, scans, told)
    told("")
    if as_json:
        print(to_line([score.to_json() for score in scores]))
    else:
        from eval.reading_table import print_reading

        print_reading(scores, console_of(), faults)
    if not here:
        line = f"跳过真实报告：没有 {real}（可用 {_REAL} 指定）。"
        print(line, file=sys.stderr if as_json else sys.stdout)
    return 0


def console_of() -> Any:
    """Return a console for tables: the terminal's, or one wide enough for a file."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=140)


@contextmanager
def progress_of(name: str) -> Iterator[Callable[[int, int], Any] | None]:
    """Yield what shows (done, total) on a terminal, None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int) -> None:
        print(f"\r{name} {done}/{total}", end="", file=sys.stderr, flush=True)

    yield show
    print(file=sys.stderr)
