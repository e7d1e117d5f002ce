"""Retrieval: where the places an answer has to come from stand among the passages found.

Of each case the rank (from 1) of the first passage that holds each of its
places is known, None where no passage holds it; `eval/places.py` says what the
places of a case are.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics import mean

Ranks = Sequence[int | None]  # of one case, one a place


def recall_at(k: int, cases: Sequence[Ranks]) -> float | None:
    """Return the mean share of a case's places that the first k passages hold (0..1).

    None without cases; a case without places is no case here (ValueError).
    """
    return mean(
        [sum(r is not None and r <= k for r in ranks) / len(_some(ranks)) for ranks in cases]
    )


def mean_reciprocal_rank(cases: Sequence[Ranks]) -> float | None:
    """Return the mean of 1 ÷ rank of the first passage that holds any of a case's places (0..1).

    A case of which nothing was found counts 0; None without cases.
    """
    return mean([max(1 / r if r else 0.0 for r in _some(ranks)) for ranks in cases])


def _some(ranks: Ranks) -> Ranks:
    if not ranks:
        raise ValueError("a case without places has no rank")
    return ranks
