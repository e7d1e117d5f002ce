"""Who may open the page: names with hashed passwords, kept in an htpasswd file.

The file has one line a person, `name:hash`, with bcrypt hashes as Apache's
`htpasswd -B` writes them, so either tool can keep it.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from logging import WARNING
from pathlib import Path

from ingest.errors import SettingsError
from ingest.events import tell

_NAME = re.compile(r"[^\s:]{1,64}")
_HASH = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_LONGEST = 72  # bytes of a password that bcrypt looks at
_SHORTEST = 8  # characters
_NOBODY = "$2b$12$" + "." * 53  # tried for a name that does not exist, to take as long
_PAUSE = 0.1  # seconds after a first wrong password, doubled with each further one
_LONGEST_PAUSE = 5.0  # seconds
_IN_LINE = 3  # tries for one name that may wait for their turn; further ones are refused unread
_AT_ONCE = 2  # passwords compared at the same time: each takes a core for a quarter of a second
_REMEMBERED = 10_000  # made-up names


@dataclass(slots=True)
class _Tries:
    """What was tried for one name: wrong passwords in a row, and those in line now."""

    wrong: int = 0
    in_line: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Names and hashes, with a memory of wrong passwords that slows guessing down."""

    hashes: dict[str, str]
    _tries: dict[str, _Tries] = field(default_factory=dict, repr=False)
    _core: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_AT_ONCE), repr=False
    )

    async def check(self, name: str, password: str) -> bool:
        """Return whether a name and a password belong together.

        Tries for one name take turns, and after a wrong password the next one
        waits, up to five seconds; when too many wait, further ones are refused
        unread.  A name that does not exist is treated as one that does.
        """
        tries = self._tries_of(name)
        if tries.in_line >= _IN_LINE:
            self._tell_refused(name, tries)
            return False
        tries.in_line += 1
        try:
            async with tries.turn:
                if tries.wrong:
                    await asyncio.sleep(min(_PAUSE * 2 ** (tries.wrong - 1), _LONGEST_PAUSE))
                fits = await self._fits(name, password)
                tries.wrong = 0 if fits else min(tries.wrong + 1, 10)
                if not fits:
                    self._tell_refused(name, tries)
                return fits
        finally:
            tries.in_line -= 1

    def _tell_refused(self, name: str, tries: _Tries) -> None:
        # A name that does not exist may be a password that slipped into the wrong box.
        known = name if name in self.hashes else ""
        tell("login.refused", level=WARNING, user=known, wrong=tries.wrong, in_line=tries.in_line)

    async def _fits(self, name: str, password: str) -> bool:
        import bcrypt

        stored = self.hashes.get(name, _NOBODY)
        given = password.encode()[:_LONGEST]
        async with self._core:
            fits = await asyncio.to_thread(bcrypt.checkpw, given, stored.encode())
        return fits and name in self.hashes

    def _tries_of(self, name: str) -> _Tries:
        if name not in self._tries:
            made_up = (n for n, t in self._tries.items() if n not in self.hashes and not t.in_line)
            if len(self._tries) >= _REMEMBERED + len(self.hashes):
                self._tries.pop(next(made_up, ""), None)
            self._tries[name] = _Tries()
        return self._tries[name]


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
