"""`eval baselines`: the same cases put to ours, ours without a part, and the plain chains."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import CaseError
from ui.commands_eval import EvalChoice, Reading, console_of, keep, planned
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from eval.contest import Standing
    from eval.trials import Trial, TrialPlan

# The shipped trials that a contest is held over: each set of facts once.
_CONTESTED = ("示例报告", "普陀预决算")


def run_baselines(
    choice: EvalChoice, settings: Settings, only: Sequence[str] = (), as_json: bool = False
) -> int:
    """Hold the contest of each trial, keep its results, print the tables; returns 0.

    Raises CaseError if no entrant's name holds any of `only`.
    """
    from eval.contest_table import contest_json, print_contest

    started = datetime.now()
    trials = _contested(planned(choice), bool(choice.sets or choice.reports))
    runs, tables = [], []
    for trial in trials:
        standings = _contest(trial, settings, only)
        if not standings:
            raise CaseError(f"没有名称里带“{'、'.join(only)}”的办法。不写 --only 看全部。")
        runs += [replace(s.run, name=f"{trial.name}｜{s.name}") for s in standings]
        tables.append((trial.name, standings))
        if not as_json:
            print_contest(trial.name, standings, console_of())
    if as_json:
        print(to_line({name: [contest_json(s) for s in found] for name, found in tables}))
    print(keep(runs, choice, settings, started), file=sys.stderr if as_json else sys.stdout)
    return 0


def _contested(plan: TrialPlan, own: bool) -> Sequence[Trial]:
    return [trial for trial in plan.trials if own or trial.name in _CONTESTED]


def _contest(trial: Trial, settings: Settings, only: Sequence[str]) -> Sequence[Standing]:
    from eval.contest import Setting, hold_contest
    from vectorstore.library import open_library

    with tempfile.TemporaryDirectory(prefix="youju-eval-") as folder:
        store = settings.store
        if trial.reports:
            store = replace(store, path=Path(folder) / "store")
            with open_library(store) as library:
                Reading(library, settings).ingest(trial.reports)
        setting = Setting(store, settings.qa, settings.llm)
        standings = hold_contest(trial, setting, only, _told if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return standings


def _told(name: str, done: int, total: int) -> None:
    print(f"\r\x1b[K{name} {done}/{total}", end="", file=sys.stderr, flush=True)
