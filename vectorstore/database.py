"""One open SQLite file: its lock, its transactions, its errors in words.

One connection serves all threads of a process, one at a time; other processes
read while one writes (WAL).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import StoreError

_BUSY_SECONDS = 10.0  # how long a reader waits for another process's commit


class Database:
    """An open file, made when it does not exist.

    Raises StoreError if the file is no database or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._named_errors():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self.execute("PRAGMA foreign_keys = ON")
                self.execute("PRAGMA journal_mode = WAL")
                self.execute("PRAGMA synchronous = NORMAL")
            except sqlite3.Error:
                self._connection.close()  # a file that is no database leaves nothing open
                raise

    def close(self) -> None:
        """Close the file; using it afterwards is an error."""
        with self._lock:
            self._connection.close()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement; only within `held` or `step`."""
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row; only within `step`."""
        self._connection.executemany(sql, rows)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other threads out; what the database refuses becomes a StoreError."""
        with self._lock, self._named_errors():
            yield

    @contextmanager
    def step(self) -> Iterator[None]:
        """Commit all that is done within, or nothing of it; may be nested."""
        with self.held():
            if self._connection.in_transaction:  # a step within a step is part of it
                yield
                return
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self.execute("ROLLBACK")

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self._path}：目录库无法使用（{error}）。请检查磁盘空间和写权限；"
                "若文件已损坏，请删去整个库文件夹后重新运行 youju ingest。"
            ) from error
