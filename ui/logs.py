"""Where the log goes and how it looks; nothing is logged unless a file is named."""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError
from ingest.events import LOGGER

# What JSON leaves as it is and some readers take for the end of a line.
_BREAKS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is logged, and where.

    file   lines are added to it, `-` is standard error; None: no log
    level  "warning" (what was refused or failed), "info", "debug" (with
           questions and file names, which the others never hold)
    json   one JSON object a line instead of words
    """

    file: Path | None = None
    level: str = "info"
    json: bool = False


def open_log(settings: LogSettings) -> None:
    """Send this process's events where the settings say; a second call replaces the first.

    Raises SettingsError for a file that cannot be written and an unknown level.
    """
    for handler in [h for h in LOGGER.handlers if not isinstance(h, logging.NullHandler)]:
        LOGGER.removeHandler(handler)
        handler.close()
    if settings.file is None:
        return
    if settings.level not in _LEVELS:
        raise SettingsError(f"日志级别“{settings.level}”不能用，应当是 {'、'.join(_LEVELS)} 之一。")
    handler = _handler(settings.file)
    handler.setFormatter(_Lines() if not settings.json else _Objects())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(_LEVELS[settings.level])


def _handler(file: Path) -> logging.Handler:
    if str(file) == "-":
        return logging.StreamHandler(sys.stderr)
    from logging.handlers import WatchedFileHandler  # which bears that logs are rotated

    try:
        os.close(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        return WatchedFileHandler(file, encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{file}：写不了日志（{error.strerror}）。请检查 YOUJU_LOG。"
        ) from error


class _Objects(logging.Formatter):
    """One JSON object a line: time, level, event, facts."""

    def format(self, record: logging.LogRecord) -> str:
        return _dump({**_head(record), **_facts(record)})


class _Lines(logging.Formatter):
    """Time, level, event, then name=value; values as in JSON, so that a line is a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = (f"{name}={_dump(value)}" for name, value in _facts(record).items())
        return " ".join((*_head(record).values(), *facts))


def _head(record: logging.LogRecord) -> dict[str, str]:
    when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = getattr(record, "facts", {})
    return found


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_BREAKS)
