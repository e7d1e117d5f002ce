"""Two scores become one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def fuse_scores(words: Scores | None, meaning: Scores | None, words_weight: float) -> Scores:
    """Return the fused scores of one search, 0..1, higher is better.

    Each leg is scaled to its own range over the search's passages; -inf stands
    for a passage that a leg did not reach and counts as its least.  Where a leg
    has no say, the other has it all: a leg that is None (at least one must be
    given), or a passage without a vector, whose meaning is NaN.
    """
    if meaning is None or words is None:
        only = meaning if words is None else words
        if only is None:
            raise ValueError("no leg to fuse")
        return _scale(only)
    by_words = _scale(words)
    by_meaning = np.where(np.isnan(meaning), by_words, _scale(meaning))
    fused = words_weight * by_words + (1 - words_weight) * by_meaning
    return np.asarray(fused, np.float32)


def _scale(leg: Scores) -> Scores:
    here = np.isfinite(leg)
    if not here.any():
        return np.zeros_like(leg)
    low, high = float(leg[here].min()), float(leg[here].max())
    if low == high:  # no passage set apart from another: found alike, or not at all
        return np.where(here & (leg > 0), 1.0, 0.0).astype(np.float32)
    scaled = np.zeros_like(leg)
    scaled[here] = (leg[here] - np.float32(low)) / np.float32(high - low)
    return scaled
