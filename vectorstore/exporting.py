"""A whole store in one file, and back: for a backup or another machine.

The file is a ZIP of the store's own files and `checksums.json`, which names
each with its SHA-256.  The reports' original files are not in it, but for the
copies the page keeps of uploads.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path, PurePosixPath

from ingest.errors import StoreError
from vectorstore.folder import LOCK, open_catalogue, writer_lock

_CHECKSUMS = "checksums.json"
_FORMAT = 1
_CHUNK = 1 << 20  # bytes copied at once
_SQLITE = ".sqlite3"
# What lies beside a database; a copy made by SQLite needs none.
_SIDE = tuple(_SQLITE + end for end in ("-wal", "-shm", "-journal"))


def export_store(root: Path, target: Path) -> int:
    """Write the store at `root` into the file `target`; returns the files in it.

    Nobody writes to the store meanwhile; reading goes on.  `target` appears
    whole or not at all.  Raises StoreError where there is no store or the
    file cannot be written, StoreLocked if another process is writing.
    """
    with closing(open_catalogue(root)) as catalogue:
        if not catalogue.manifest():
            raise StoreError(f"{root}：这里没有库，没有可导出的。")
    if target.exists():
        raise StoreError(f"{target}：已经有这个文件。请换一个文件名。")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with writer_lock(root):
            count = _write(root, beside, skip={target, beside})
        os.replace(beside, target)
    except OSError as error:
        raise StoreError(
            f"{target}：写不了（{error.strerror or error}）。请检查磁盘空间和写权限。"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return count


def import_store(source: Path, root: Path) -> int:
    """Unpack an exported file into `root`, which must not exist or be empty; returns the files.

    Every file's checksum is verified; `root` appears whole or not at all.
    Raises StoreError for a file that is no export, one that was changed, and
    a folder that holds something.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise StoreError(f"{root}：不是空文件夹。请用 --store 另指一个。")
    root.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{root.name}.", dir=root.parent))
    try:
        count = _unpack(source, beside)
        if root.exists():
            root.rmdir()
        os.replace(beside, root)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise StoreError(f"{source}：不是导出的库，或文件不完整（{error}）。") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def _write(root: Path, target: Path, skip: set[Path]) -> int:
    checksums: dict[str, str] = {}
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        tempfile.TemporaryDirectory(prefix="youju-export-") as folder,
    ):
        for path in sorted(root.rglob("*")):
            if not path.is_file() or path.is_symlink() or path in skip:
                continue
            if path.name == LOCK or path.name.endswith(_SIDE):
                continue
            name = path.relative_to(root).as_posix()
            copy = _snapshot(path, Path(folder)) if path.suffix == _SQLITE else path
            archive.write(copy, name)
            checksums[name] = _hash(copy)
        said = {"format": _FORMAT, "files": checksums}
        archive.writestr(_CHECKSUMS, json.dumps(said, ensure_ascii=False, indent=1))
    return len(checksums)


def _snapshot(path: Path, folder: Path) -> Path:
    """Return a copy of a database as of its last commit, whatever lies in its journal."""
    copy = folder / f"snapshot{_SQLITE}"
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        here.backup(there)
    return copy


def _unpack(source: Path, folder: Path) -> int:
    with zipfile.ZipFile(source) as archive:
        files = _checksums(archive, source)
        for name, wanted in files.items():
            inside = PurePosixPath(name)
            if inside.is_absolute() or ".." in inside.parts or "\\" in name or not inside.parts:
                raise StoreError(f"{source}：里面有不该有的路径 {name!r}，没有导入。")
            path = folder.joinpath(*inside.parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as packed, path.open("wb") as file:
                shutil.copyfileobj(packed, file, _CHUNK)
            if _hash(path) != wanted:
                raise StoreError(f"{source}：{name} 与校验和不符，文件被改过或损坏，没有导入。")
    return len(files)


def _checksums(archive: zipfile.ZipFile, source: Path) -> dict[str, str]:
    try:
        said = json.loads(archive.read(_CHECKSUMS))
        files = said["files"]
        if said["format"] != _FORMAT or not isinstance(files, dict):
            raise ValueError(said["format"])
    except (KeyError, ValueError, TypeError) as error:
        raise StoreError(f"{source}：不是这一版导出的库（{error}）。") from error
    present = set(archive.namelist()) - {_CHECKSUMS}
    if different := present ^ set(files):
        raise StoreError(f"{source}：内容与清单不符（{min(different)}），没有导入。")
    return files


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
