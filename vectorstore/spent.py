"""Where the time of an ingest goes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_clock: ContextVar[dict[str, float] | None] = ContextVar("clock", default=None)


@contextmanager
def clocked() -> Iterator[dict[str, float]]:
    """Yield a record that fills with seconds by stage while `spend` is called within."""
    found: dict[str, float] = defaultdict(float)
    token = _clock.set(found)
    try:
        yield found
    finally:
        _clock.reset(token)


@contextmanager
def spend(stage: str) -> Iterator[None]:
    """Count the seconds of what is done within as of a stage; stages within are not counted twice.

    Costs nothing to speak of where nobody has asked for it.
    """
    record = _clock.get()
    if record is None:
        yield
        return
    before, start = sum(record.values()), time.perf_counter()
    try:
        yield
    finally:
        inner = sum(record.values()) - before
        record[stage] += time.perf_counter() - start - inner
