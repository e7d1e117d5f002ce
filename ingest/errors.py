"""Every error youju raises on purpose.

YoujuError                 root: the message is one line a person can act on
├── ReadingError           a file could not be read: names file, page, remedy
│   ├── FileMissing        the path does not exist
│   ├── EmptyFile          the file has no bytes or no text at all
│   ├── UnsupportedFile    not a format this system reads
│   ├── BrokenFile         the file says it is X but cannot be parsed as X
│   ├── EncryptedFile      a password is needed
│   └── LimitExceeded      larger than the settings allow
├── StoreError             the store cannot be used as asked
│   ├── StoreMismatch      made with another schema, embedder or dimension
│   ├── StoreLocked        another process is writing
│   └── ReportMissing      no report of that id
├── QuestionError          a question that is no question (not text, too long)
├── CaseError              a set of known answers that does not validate
├── SettingsError          a setting that cannot be used
└── ReadingStopped         a person stopped a reading under way
"""

from __future__ import annotations

from pathlib import Path


class YoujuError(Exception):
    """Root of all errors raised on purpose."""


class ReadingError(YoujuError):
    """A file could not be read; says which, where, why and what to do."""

    def __init__(self, path: Path | str, reason: str, remedy: str, page: int = 0) -> None:
        self.path, self.reason, self.remedy, self.page = str(path), reason, remedy, page
        place = f"{path} 第{page}页" if page else f"{path}"
        super().__init__(f"{place}：{reason}。{remedy}。")

    def __reduce__(self) -> tuple[object, ...]:  # crosses process boundaries
        return type(self), (self.path, self.reason, self.remedy, self.page)


class FileMissing(ReadingError):
    """The path does not exist."""


class EmptyFile(ReadingError):
    """The file has no bytes or no text at all."""


class UnsupportedFile(ReadingError):
    """Not a format this system reads."""


class BrokenFile(ReadingError):
    """The file cannot be parsed as what it says it is."""


class EncryptedFile(ReadingError):
    """A password is needed."""


class LimitExceeded(ReadingError):
    """Larger than the settings allow."""


class StoreError(YoujuError):
    """The store cannot be used as asked."""


class StoreMismatch(StoreError):
    """The store was made with another schema, embedder or dimension."""


class StoreLocked(StoreError):
    """Another process is writing."""


class ReportMissing(StoreError):
    """No report of that id."""


class QuestionError(YoujuError):
    """A question that is no question."""


class CaseError(YoujuError):
    """A set of known answers that does not validate."""


class SettingsError(YoujuError):
    """A setting that cannot be used."""


class ReadingStopped(YoujuError):
    """A person stopped a reading under way; what was stored before stays."""
