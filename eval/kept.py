"""The runs kept in a folder, newest first: enough of each to choose it and to draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.records import load_record
from ingest.errors import CaseError


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept run: `trials` are (name, summary) as its record holds them."""

    id: str
    started: str
    trials: tuple[tuple[str, Mapping[str, Any]], ...]


def kept_runs(folder: Path) -> tuple[Kept, ...]:
    """Return the runs kept in a folder, newest first; files that hold none are passed over."""
    paths = sorted(folder.glob("*.json"), reverse=True) if folder.is_dir() else []
    runs = [_kept(path, path.stat().st_mtime_ns) for path in paths]
    return tuple(run for run in runs if run is not None)


@lru_cache(maxsize=512)
def _kept(path: Path, _changed: int) -> Kept | None:
    try:
        record = load_record(str(path), path.parent)
    except CaseError:
        return None
    trials = tuple((str(trial["name"]), trial["summary"]) for trial in record.trials)
    return Kept(path.stem, record.started, trials)
