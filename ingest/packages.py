"""Zipped office files: opened only if they do not unpack to more than allowed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import BrokenFile, EncryptedFile, LimitExceeded

_REPEAT = "请重新下载或导出这份报告"


def check_package(path: Path, max_bytes: int) -> None:
    """Raise LimitExceeded, EncryptedFile or BrokenFile if a zipped file is not safe to open.

    `max_bytes` bounds what all its parts unpack to, as the parts themselves say
    and as they really unpack (zipfile stops at what a part says).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise BrokenFile(path, "文件残缺，无法解压", _REPEAT) from error
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedFile(path, "文件已加密", "请取消密码后另存一份")
    total = sum(part.file_size for part in parts)
    if total > max_bytes:
        reason = f"解压后有 {total:,} 字节，超过上限 {max_bytes:,} 字节"
        raise LimitExceeded(path, reason, "请确认文件来源可靠，或调高 max_bytes")
