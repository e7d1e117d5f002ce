"""Two scores become one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def fuse_scores(words: Scores | None, meaning: Scores | None, words_weight: float) -> Scores:
    """Return the fused scores of one search, 0..1, higher is better.

    Each leg is scaled to its own range over the search's passages; NaN stands
    for a passage that a leg did not reach and counts as its least.  A leg that
    is None has no say and the other has it all; at least one must be given.
    """
    if meaning is None or words is None:
        only = meaning if words is None else words
        if only is None:
            raise ValueError("no leg to fuse")
        return _scale(only)
    fused = words_weight * _scale(words) + (1 - words_weight) * _scale(meaning)
    return np.asarray(fused, np.float32)


def _scale(leg: Scores) -> Scores:
    reached = leg[~np.isnan(leg)]
    if not len(reached):
        return np.zeros_like(leg)
    low, high = float(reached.min()), float(reached.max())
    if low == high:  # no passage set apart from another: found alike, or not at all
        return np.where(np.isnan(leg) | (leg <= 0), 0.0, 1.0).astype(np.float32)
    scaled = (leg - np.float32(low)) / np.float32(high - low)
    return np.where(np.isnan(leg), np.float32(0), scaled)
