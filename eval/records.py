"""Runs kept on disk: one JSON file a run, to be read, shown and compared later."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.run import RunResult
from ingest.errors import CaseError

_SCHEMA = 1
_LATEST = ("latest", "最近")


@dataclass(frozen=True, slots=True)
class Record:
    """A run as it was kept.

    id        date, time and what was run, unique in its folder; names its files
    started   local time, ISO 8601, to the second
    machine   processors, architecture and Python
    settings  what was set: embedder, llm, tags ...
    trials    `RunResult.to_json()` of each trial
    """

    id: str
    started: str
    machine: str
    settings: Mapping[str, Any]
    trials: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the file's content."""
        return {
            "schema": _SCHEMA,
            "id": self.id,
            "started": self.started,
            "machine": self.machine,
            "settings": dict(self.settings),
            "trials": [dict(trial) for trial in self.trials],
        }


def make_record(
    runs: Sequence[RunResult], settings: Mapping[str, Any], started: datetime
) -> Record:
    """Return the record of some trials run together."""
    names = "-".join(dict.fromkeys(run.name.partition("｜")[0] for run in runs))
    label = re.sub(r"[^\w.-]+", "_", names)[:40].strip("_.-") or "run"
    return Record(
        id=f"{started:%Y%m%d-%H%M%S}-{label}",
        started=started.isoformat(timespec="seconds"),
        machine=this_machine(),
        settings=settings,
        trials=tuple(run.to_json() for run in runs),
    )


def write_record(record: Record, folder: Path) -> tuple[Path, Path]:
    """Write a record and its page into a folder; return both paths.

    Raises CaseError if the folder cannot be written to.
    """
    from eval.page import render_page

    data, page = folder / f"{record.id}.json", folder / f"{record.id}.html"
    text = json.dumps(record.to_json(), ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        data.write_text(text, encoding="utf-8", errors="replace")
        page.write_text(render_page(record), encoding="utf-8", errors="replace")
    except OSError as error:
        reason = error.strerror or error
        raise CaseError(f"{folder}：成绩存不进去（{reason}）。请用 --out 另指一个目录。") from error
    return data, page


def load_record(name: str, folder: Path) -> Record:
    """Return the record of a path, an id, the beginning of an id, or `latest` (最近).

    Raises CaseError if there is none, more than one, or the file holds none.
    """
    path = _find(name, folder)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != _SCHEMA:
            raise CaseError(
                f"{path}：成绩的格式是第 {data['schema']} 版，这里只认第 {_SCHEMA} 版。"
            )
        return Record(
            str(data["id"]),
            str(data["started"]),
            str(data["machine"]),
            dict(data["settings"]),
            tuple(dict(trial) for trial in data["trials"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path}：不是 youju eval run 存的成绩。") from error


def this_machine() -> str:
    """Return in a few words what the run ran on."""
    cores = os.cpu_count() or 1
    python, own = platform.python_version(), version("youju")
    return f"{cores} 核 {platform.machine()}，Python {python}，youju {own}"


def _find(name: str, folder: Path) -> Path:
    if Path(name).is_file():
        return Path(name)
    kept = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if name in _LATEST and kept:
        return kept[-1]
    found = [path for path in kept if path.stem == name] or [
        path for path in kept if path.stem.startswith(name)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(path.stem for path in found[:5])
        raise CaseError(f"“{name}”开头的成绩有 {len(found)} 份：{names}。请写全。")
    raise CaseError(f"没有成绩“{name}”（{folder} 里有 {len(kept)} 份）。先运行 youju eval run。")
