"""Who may open the page: names with hashed passwords, kept in an htpasswd file.

The file has one line a person, `name:hash`, with bcrypt hashes as Apache's
`htpasswd -B` writes them, so either tool can keep it.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import SettingsError

_NAME = re.compile(r"[^\s:]{1,64}")
_HASH = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_LONGEST = 72  # bytes of a password that bcrypt looks at
_SHORTEST = 8  # characters
_NOBODY = "$2b$12$" + "." * 53  # tried for a name that does not exist, to take as long
_PAUSE = 0.1  # seconds after a first wrong password, doubled with each further one
_LONGEST_PAUSE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Accounts:
    """Names and hashes, with a memory of wrong passwords that slows guessing down."""

    hashes: dict[str, str]
    _wrong: Counter[str] = field(default_factory=Counter, repr=False)

    async def check(self, name: str, password: str) -> bool:
        """Return whether a name and a password belong together.

        After a wrong password the next try for that name waits, up to five
        seconds.  A name that does not exist takes as long as one that does.
        """
        import bcrypt

        if self._wrong[name]:
            await asyncio.sleep(min(_PAUSE * 2 ** (self._wrong[name] - 1), _LONGEST_PAUSE))
        stored = self.hashes.get(name, _NOBODY)
        given = password.encode()[:_LONGEST]
        fits = await asyncio.to_thread(bcrypt.checkpw, given, stored.encode())
        if fits and name in self.hashes:
            del self._wrong[name]
            return True
        if name in self.hashes:  # made-up names would fill the memory
            self._wrong[name] = min(self._wrong[name] + 1, 10)
        return False


def read_accounts(path: Path) -> Accounts:
    """Return the accounts of a file; raises SettingsError where it holds none or a bad line."""
    hashes = _read(path)
    if not hashes:
        raise SettingsError(f"{path}：里面没有用户。请用 youju user 用户名 添加。")
    return Accounts(hashes)


def set_password(path: Path, name: str, password: str) -> None:
    """Write a person's password into the file (made if it is not there, for its owner only).

    Raises SettingsError for a name or a password that cannot be used, and
    where the file cannot be written.
    """
    import bcrypt

    if not _NAME.fullmatch(name):
        raise SettingsError(f"用户名“{name}”不能用：不能有空格和冒号，最长64个字。")
    if len(password) < _SHORTEST or len(password.encode()) > _LONGEST:
        raise SettingsError(f"密码至少{_SHORTEST}个字符，最长{_LONGEST}字节（一个汉字3字节）。")
    hashes = _read(path) if path.exists() else {}
    hashes[name] = bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()
    _write(path, hashes)


def remove_account(path: Path, name: str) -> None:
    """Take a person out of the file; raises SettingsError where the name is not in it."""
    hashes = _read(path)
    if name not in hashes:
        raise SettingsError(f"{path}：没有用户“{name}”。")
    del hashes[name]
    _write(path, hashes)


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}：读不了用户文件（{error}）。请检查 YOUJU_AUTH。") from error
    hashes = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, stored = line.strip().partition(":")
        if not _NAME.fullmatch(name) or not _HASH.fullmatch(stored):
            raise SettingsError(
                f"{path} 第{number}行：不是“用户名:bcrypt哈希”。请用 youju user 用户名 重写。"
            )
        hashes[name] = stored
    return hashes


def _write(path: Path, hashes: dict[str, str]) -> None:
    """Replace the file in one step, readable for its owner only."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    text = "".join(f"{name}:{stored}\n" for name, stored in hashes.items())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(beside, path)
    except OSError as error:
        raise SettingsError(
            f"{path}：写不了用户文件（{error.strerror or error}）。请检查 YOUJU_AUTH。"
        ) from error
