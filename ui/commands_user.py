"""`user`: who may log in to the page."""

from __future__ import annotations

import sys

from ingest.errors import SettingsError
from ui.settings import Settings


def run_user(name: str, remove: bool, settings: Settings) -> int:
    """Ask for a new password and keep its hash, or remove the account.

    The password is asked for twice at a terminal; otherwise it is the first
    line of stdin.  Raises SettingsError where YOUJU_AUTH names no file, or
    the two differ.
    """
    from ui.accounts import remove_account, set_password

    path = settings.chat.auth
    if path is None:
        raise SettingsError(
            "没有写用户文件放在哪里。请设置 YOUJU_AUTH，例如 YOUJU_AUTH=users.txt。"
        )
    if remove:
        remove_account(path, name)
        print(f"已移除用户 {name}。")
        return 0
    set_password(path, name, _password())
    print(f"已写入用户 {name}（{path}）。重新打开网页问答后生效。")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("密码（不显示）：")
    if getpass("再输一次：") != first:
        raise SettingsError("两次输入的密码不一样。")
    return first
