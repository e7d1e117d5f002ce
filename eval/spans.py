"""Exact match and character overlap: how the public reading sets score an answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import reduce

from eval.wording import plain, without_marks


def exact_match(answer: str, accepted: Sequence[str]) -> bool:
    """Whether the answer is one of the accepted ones, punctuation and spaces aside."""
    return any(_letters(answer) == _letters(form) for form in accepted)


def overlap_f1(answer: str, accepted: Sequence[str]) -> float:
    """Return the best F1 (0..1) of the longest common run of characters against a form.

    CMRC 2018's own measure: precision is the run's share of the answer, recall
    its share of the form.  0.0 where nothing is shared or nothing accepted.
    """
    return max((_f1(_letters(answer), _letters(form)) for form in accepted), default=0.0)


def _f1(one: str, other: str) -> float:
    run = _longest_common(one, other)
    return 2 * run / (len(one) + len(other)) if run else 0.0


def _longest_common(one: str, other: str) -> int:
    """Return the length of the longest run of characters that stands in both."""

    def step(state: tuple[int, list[int]], letter: str) -> tuple[int, list[int]]:
        best, before = state
        row = [0] * (len(other) + 1)
        for at, against in enumerate(other, start=1):
            if letter == against:
                row[at] = before[at - 1] + 1
        return max(best, *row), row

    return reduce(step, one, (0, [0] * (len(other) + 1)))[0]


def _letters(text: str) -> str:
    folded = plain(without_marks(text))
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")
