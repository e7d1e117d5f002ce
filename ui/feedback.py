"""What people make of an answer, kept as lines of JSON in the store's folder.

The lines are what `eval.feedback` reads: `youju eval draft --feedback` turns
each 👎 into a case.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.errors import StoreError
from qa.model import Turn
from ui.render import to_line

FILE = "feedback.jsonl"
RATINGS = ("up", "down")
_LONGEST_REASON = 2000  # characters
_LONGEST_LINE = 400_000  # characters: an answer with all its citations is far below


def keep_feedback(
    folder: Path,
    answer: Mapping[str, Any],
    history: Sequence[Turn],
    rating: str,
    reason: str = "",
) -> Path:
    """Add a line to the feedback of the store in `folder`; returns the file.

    answer   the whole answer, as `Answer.to_json()` gives it
    history  the conversation before it, oldest first

    Raises StoreError where it cannot be written, ValueError for a rating that
    is none.
    """
    if rating not in RATINGS:
        raise ValueError(rating)
    line = to_line(
        {
            "time": datetime.now().isoformat(timespec="seconds"),
            "rating": rating,
            "question": answer["question"],
            "history": [{"role": turn.role, "content": turn.content} for turn in history],
            "answer": dict(answer),
            "reason": reason.strip()[:_LONGEST_REASON],
        }
    )
    path = folder / FILE
    if len(line) > _LONGEST_LINE:
        raise StoreError(f"{path}：这条反馈太长，没有记下。")
    try:
        # One write of one line: lines of several visitors never run into each other.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, line.encode() + b"\n")
        finally:
            os.close(file)
    except OSError as error:
        raise StoreError(f"{path}：反馈没能记下（{error.strerror}）。") from error
    return path
