"""The gate: bounds that a run must keep, from a small TOML file or from the command line.

A file holds a table a trial, "*" for every trial:

    ["示例报告"]
    answered_right = ">= 0.75"
    wrong_figures = "<= 0.03"

On the command line it is one bound, for every trial: `answered_right>=0.75`.
The names are the fields of a `Summary`; a share (0..1) is meant where it has one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from eval.run import RunResult
from eval.summary import Share, Summary
from ingest.errors import CaseError

_BOUND = re.compile(r"\s*(?P<sign>>=|<=)\s*(?P<value>\d+(?:\.\d+)?%?)\s*")
_INLINE = re.compile(r"\s*(?P<metric>[a-z_0-9]+)(?P<bound>\s*[<>]=.*)")
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Bound:
    """One metric's least (`at_least`) or greatest value in the trials of a name."""

    trial: str
    metric: str
    at_least: bool
    value: float

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{self.metric} {sign} {self.value:g}"


def read_bounds(given: Sequence[str]) -> tuple[Bound, ...]:
    """Return the bounds of some arguments, each a file's path or one bound.

    Raises CaseError, naming the place, for what is neither.
    """
    return tuple(bound for text in given for bound in _read(text))


def broken_bounds(bounds: Iterable[Bound], runs: Sequence[RunResult]) -> tuple[str, ...]:
    """Return one Chinese line for each bound that a trial does not keep; nothing if all hold.

    A metric that a trial has nothing of (no refusals in the set) is kept.  A
    trial with bounds of its own that was not run breaks them: a gate that
    looks at nothing must not pass.
    """
    lines = []
    for bound in bounds:
        meant = [run for run in runs if bound.trial in (EVERY, run.name)]
        if not meant:
            lines.append(f"{bound.trial}：没有做这一组，{bound} 无从核对")
        for run in meant:
            got = metric_of(run.summary, bound.metric)
            if got is not None and not _holds(bound, got):
                lines.append(f"{run.name}：{bound.metric} 为 {got:.4g}，要求 {bound}")
    return tuple(lines)


def metric_of(summary: Summary, name: str) -> float | None:
    """Return a summary's field as a number, None where it has nothing to count."""
    value = getattr(summary, name)
    if isinstance(value, Share):
        return value.hits / value.total if value.total else None
    return None if value is None else float(value)


def _holds(bound: Bound, got: float) -> bool:
    return got >= bound.value if bound.at_least else got <= bound.value


def _read(text: str) -> list[Bound]:
    inline = _INLINE.fullmatch(text)
    if inline and not Path(text).exists():
        return [_bound(EVERY, inline["metric"], inline["bound"], text)]
    try:
        tables = tomllib.loads(Path(text).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(
            f"{text}：既不是门槛文件，也不是“answered_right>=0.75”这样的门槛。"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{text}：不是 TOML（{error}）。") from error
    bounds = []
    for trial, table in tables.items():
        if not isinstance(table, dict):
            raise CaseError(f'{text}：“{trial}”要写在某一组的名下，例如 ["*"]。')
        bounds += [_bound(trial, name, value, f"{text} [{trial}]") for name, value in table.items()]
    return bounds


def _bound(trial: str, metric: str, text: object, where: str) -> Bound:
    names = [field.name for field in fields(Summary)]
    if metric not in names:
        raise CaseError(f"{where}：没有“{metric}”这项成绩。可用的有：{'、'.join(names)}。")
    found = _BOUND.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise CaseError(f'{where}：“{metric}”的门槛要写成 ">= 0.75" 或 "<= 0.03"。')
    number = found["value"]
    value = float(number.rstrip("%")) / (100 if number.endswith("%") else 1)
    return Bound(trial, metric, found["sign"] == ">=", value)
