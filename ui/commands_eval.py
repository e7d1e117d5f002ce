"""`eval run` and `eval reading`: known answers put to reports, and how exactly those are read."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import ReadingError
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from eval.run import RunResult
    from eval.trials import Trial
    from qa.chain import Answerer
    from vectorstore.library import Library
    from vectorstore.model import IngestAccount

_REAL = "YOUJU_REAL_REPORTS"


@dataclass(frozen=True, slots=True)
class EvalChoice:
    """What `eval run` was asked to run.

    sets     files of cases; none means the shipped ones
    reports  files or folders the cases are put to, read into a throw-away store
    tags     only cases that carry all of these
    without  no case that carries any of these
    store    whether the named store's own reports answer, none being given
    """

    sets: Sequence[Path] = ()
    reports: Sequence[Path] = ()
    tags: Sequence[str] = ()
    without: Sequence[str] = ()
    store: bool = False


def run_eval(
    choice: EvalChoice, settings: Settings, as_json: bool = False, failures: bool = False
) -> int:
    """Run the trials, print the table (or JSON), return 0.

    Raises CaseError for a set that does not validate and ReadingError where
    no report could be read.
    """
    from eval.trials import own_trial, plan_trials

    skipped: Sequence[tuple[str, str]] = ()
    if choice.sets or choice.reports or choice.store:
        sets = choice.sets or [Path(str(files("eval"))) / "sets" / "two_reports.jsonl"]
        reports = choice.reports
        if not reports and not choice.store:
            from ui.samples import sample_reports

            reports = sample_reports()
        trials: Sequence[Trial] = [own_trial(sets, reports, choice.tags, choice.without)]
    else:
        real = Path(os.environ.get(_REAL) or "../shared/reports")
        plan = plan_trials(real if real.is_dir() else None, choice.tags, choice.without)
        trials, skipped = plan.trials, plan.skipped
    runs = [_run(trial, settings) for trial in trials]
    if as_json:
        print(to_line([run.to_json() for run in runs]))
    else:
        _print(runs, failures)
    if skipped:
        names = "、".join(name for name, _ in skipped)
        line = f"跳过 {len(skipped)} 组，没有它们的报告（{_REAL}）：{names}。"
        print(line, file=sys.stderr if as_json else sys.stdout)
    return 0


def _run(trial: Trial, settings: Settings) -> RunResult:
    from eval.trials import run_trial

    with _progress(trial.name) as progress:
        return run_trial(trial, lambda: _opened(trial, settings), progress)


class _Reading:
    """A library that reads by the run's settings and says what could not be read."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library, self._settings = library, settings
        self.report = library.report

    def ingest(self, paths: Sequence[Path]) -> IngestAccount:
        account = self._library.ingest(paths, ingest_settings=self._settings.ingest)
        for outcome in account.outcomes:
            if outcome.state == "failed":
                print(outcome.message, file=sys.stderr)
        if not account.any_readable:
            where = "、".join(str(path) for path in paths)
            raise ReadingError(where, "没有一份报告读得出来", "请检查路径")
        return account


@contextmanager
def _opened(trial: Trial, settings: Settings) -> Iterator[tuple[_Reading, Answerer]]:
    """Open the named store, or an empty one that is thrown away if there is something to read."""
    from qa.chain import open_answerer
    from vectorstore.library import open_library

    with tempfile.TemporaryDirectory(prefix="youju-eval-") as folder:
        store = settings.store
        if trial.reports:
            store = replace(store, path=Path(folder) / "store")
        with open_library(store) as library:
            yield _Reading(library, settings), open_answerer(library, settings.qa)


def _print(runs: Sequence[RunResult], failures: bool) -> None:
    from eval.table import print_failures, print_table

    console = _console()
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

        print_reading(scores, _console(), faults)
    if not here:
        line = f"跳过真实报告：没有 {real}（可用 {_REAL} 指定）。"
        print(line, file=sys.stderr if as_json else sys.stdout)
    return 0


def _console() -> Any:
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=140)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], Any] | None]:
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int) -> None:
        print(f"\r{name} {done}/{total}", end="", file=sys.stderr, flush=True)

    yield show
    print(file=sys.stderr)
