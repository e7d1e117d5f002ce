"""Calibration: whether a confidence of 0.8 is right eight times in ten.

youju's own answers carry no confidence (they are proved, or not given), so the
runner has nothing to calibrate and says so; an answerer that states one can be
measured with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one stretch: how many, how sure, how right (0..1)."""

    answers: int
    confidence: float
    right: float


def calibration_bins(
    confidence: Sequence[float], right: Sequence[bool], bins: int = 10
) -> tuple[Bin, ...]:
    """Return the filled ones of `bins` equal stretches of 0..1, the least sure first.

    Raises ValueError for lists of different lengths or a confidence outside 0..1.
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for sure, hit in zip(confidence, right, strict=True):
        if not 0 <= sure <= 1:
            raise ValueError(f"{sure} is no confidence from 0 to 1")
        groups.setdefault(min(int(sure * bins), bins - 1), []).append((sure, hit))
    return tuple(
        Bin(
            len(group),
            sum(sure for sure, _ in group) / len(group),
            sum(hit for _, hit in group) / len(group),
        )
        for _, group in sorted(groups.items())
    )


def calibration_error(
    confidence: Sequence[float], right: Sequence[bool], bins: int = 10
) -> float | None:
    """Return the expected calibration error (0..1, lower is better), None of nothing.

    The gap between how sure and how right the answers of a stretch are, each
    stretch weighed by its answers.
    """
    found = calibration_bins(confidence, right, bins)
    total = sum(one.answers for one in found)
    return (
        sum(one.answers * abs(one.confidence - one.right) for one in found) / total
        if total
        else None
    )
