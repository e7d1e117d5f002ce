"""Trials: which set of known answers is put to which reports, and running them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from eval.cases import Case, confirmed_cases, load_cases, select_cases
from eval.run import Asks, Keeps, RunResult, run_cases
from ingest.errors import CaseError
from vectorstore.model import ReportCard


@dataclass(frozen=True, slots=True)
class Trial:
    """A named set of cases and the files they are about.

    scopes  case id → names of the files that may answer it; all, if absent
    """

    name: str
    reports: tuple[Path, ...]
    cases: tuple[Case, ...]
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """The trials that can be run here, and (name, why) of those that cannot."""

    trials: tuple[Trial, ...]
    skipped: tuple[tuple[str, str], ...] = ()


class ReadsAndKeeps(Keeps, Protocol):
    """A library: it takes files in and gives reports back."""

    def reports(self) -> Sequence[ReportCard]:
        """Return the cards of its reports."""

    def ingest(self, paths: Sequence[Path]) -> Any:
        """Read and store files."""


Open = Callable[[], AbstractContextManager[tuple[ReadsAndKeeps, Asks]]]


def plan_trials(
    real: Path | None, tags: Collection[str] = (), without: Collection[str] = ()
) -> TrialPlan:
    """Return the shipped trials whose files are here.

    `real` is the folder of real reports, or None.  `tags` keeps only the cases
    that carry all of them, `without` drops those that carry any.  A trial that
    keeps no case is left out without a word; one whose files are missing is
    named in `skipped`.
    """
    shipped = Path(str(files("eval")))
    trials, skipped = [], []
    listed = tomllib.loads((shipped / "sets" / "trials.toml").read_text(encoding="utf-8"))
    for entry in listed["trial"]:
        folder = real if entry["where"] == "real" else shipped / "samples"
        found = [_match(folder, pattern) for pattern in entry["files"]]
        if not all(found):
            skipped.append((entry["name"], f"{folder or '真实报告'} 里没有这些文件"))
            continue
        cases = load_cases(shipped / "sets" / entry["set"])
        kept = select_cases(cases, tags, {*without, *entry.get("without", ())})
        if kept:
            reports = tuple(path for paths in found for path in paths)
            trials.append(Trial(entry["name"], reports, kept))
    return TrialPlan(tuple(trials), tuple(skipped))


def own_trial(
    sets: Sequence[Path],
    reports: Sequence[Path],
    tags: Collection[str] = (),
    without: Collection[str] = (),
) -> Trial:
    """Return a trial of sets and reports of one's own.

    Raises CaseError if a set does not validate, if two sets share an id, or if
    no case is left.
    """
    cases = tuple(case for path in sets for case in load_cases(path))
    ids = [case.id for case in cases]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise CaseError(f"几个题集里有相同的题号：{'、'.join(twice[:5])}。请改成不同的。")
    kept = confirmed_cases(select_cases(cases, tags, without), tags)
    if not kept:
        raise CaseError(
            "没有一道题可做。请检查 --tag；起草而没有核对的题（标签 unconfirmed）不算在内。"
        )
    return Trial("、".join(path.stem for path in sets), tuple(reports), kept)


def run_trial(
    trial: Trial, opened: Open, progress: Callable[[int, int], None] | None = None
) -> RunResult:
    """Read the trial's reports into a library and put its cases to the answerer.

    `opened` opens a library, best an empty one in a temporary folder, with an
    answerer upon it; with no reports to read, what it holds is asked.
    """
    with opened() as (library, answerer):
        if trial.reports:
            library.ingest(trial.reports)
        return answer_trial(trial, library, answerer, progress)


def answer_trial(
    trial: Trial,
    library: ReadsAndKeeps,
    answerer: Asks,
    progress: Callable[[int, int], None] | None = None,
) -> RunResult:
    """Put the trial's cases to an answerer over a library that has read its reports."""
    ids = {card.file_name: card.id for card in library.reports()}
    scopes = {
        case: tuple(ids[name] for name in names if name in ids)
        for case, names in trial.scopes.items()
    }
    return run_cases(answerer, library, trial.cases, progress, name=trial.name, scopes=scopes)


def _match(folder: Path | None, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob(pattern))) if folder is not None and folder.is_dir() else ()
