"""Put what a question asks to be worked out into one wording for each kind of sum.

「离目标还差几个」「还差多少人次才达标」「短几个没完成」 all ask how far an outcome
falls short of its goal; the planner (`qa/plans.py`) knows one way of asking each.
The ways of asking and their one wording are listed in `asking.toml` under `[[saying]]`.
"""

from __future__ import annotations

import re
from functools import cache

from qa.asking import sayings


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["words"]), entry["plain"]) for entry in sayings())


def saying_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text asks for a sum in one of these ways: no slip is looked for there."""
    return [found.span() for pattern, _ in _patterns() for found in pattern.finditer(text)]


def plainly(core: str) -> str:
    """Return a question, its scope cut out, with each way of asking for a sum in the one wording.

    At most one way is put right: a question asks for one sum.
    """
    for pattern, plain in _patterns():
        found = pattern.search(core)
        if found:
            said = pattern.sub(plain, core, count=1)
            return re.sub(r"\s{2,}", " ", said) if found.start() else said
    return core
