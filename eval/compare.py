"""Two runs side by side: which cases turned right, which turned wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.records import Record


@dataclass(frozen=True, slots=True)
class Change:
    """A case that is in both runs and ended differently: passed in one and not in the other,
    or not passed in another way."""

    trial: str
    id: str
    question: str
    before: Mapping[str, Any]  # the case's part of each record
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one run to another.

    better, worse  cases that turned right, turned wrong
    otherwise      cases not passed in either, but in another way
    same           cases that ended alike
    only_before, only_after  (trial, case id) of cases that only one run has
    """

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    otherwise: tuple[Change, ...]
    same: int
    only_before: tuple[tuple[str, str], ...]
    only_after: tuple[tuple[str, str], ...]

    @property
    def chance(self) -> float:
        """How likely as uneven a count of better and worse is by chance alone (0..1)."""
        return sign_test(len(self.better), len(self.worse))


def compare_records(before: Record, after: Record) -> Comparison:
    """Pair the cases of two runs by trial and id, and say what became of each.

    Where no trial of one run has a name of the other, single trials are paired
    whatever their names.
    """
    old, new = _cases(before), _cases(after)
    if not {trial for trial, _ in old} & {trial for trial, _ in new} and (
        len(before.trials) == len(after.trials) == 1
    ):
        name = str(after.trials[0]["name"])
        old = {(name, id): case for (_, id), case in old.items()}
    changes = [
        Change(key[0], key[1], str(new[key]["question"]), old[key], new[key])
        for key in new
        if key in old
    ]
    changed = [c for c in changes if _end(c.before) != _end(c.after)]
    return Comparison(
        better=tuple(c for c in changed if c.after["passed"] and not c.before["passed"]),
        worse=tuple(c for c in changed if c.before["passed"] and not c.after["passed"]),
        otherwise=tuple(c for c in changed if c.before["passed"] == c.after["passed"]),
        same=len(changes) - len(changed),
        only_before=tuple(key for key in old if key not in new),
        only_after=tuple(key for key in new if key not in old),
    )


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided exact probability of counts as uneven as these, if either were as
    likely (McNemar's test for paired runs); 1.0 of nothing."""
    total = better + worse
    tail = sum(math.comb(total, k) for k in range(min(better, worse) + 1)) / (1 << total)
    return min(1.0, 2 * tail)


def _cases(record: Record) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {
        (str(trial["name"]), str(case["id"])): case
        for trial in record.trials
        for case in trial["cases"]
    }


def _end(case: Mapping[str, Any]) -> tuple[bool, str]:
    return bool(case["passed"]), str(case["split"])
