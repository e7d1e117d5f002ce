"""Who may log in: the file of accounts and the login of the page."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ui.accounts import read_accounts, remove_account, set_password
from ui.chat import open_chat
from ui.cli import main
from ui.desk import open_desk
from ui.settings import ChatSettings, Settings
from vectorstore.settings import StoreSettings


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users.txt"
    set_password(path, "审计一处", "一二三四五六七八")
    set_password(path, "guest", "correct horse")
    return path


def test_password_is_stored_as_a_hash_for_its_owner_only(users: Path) -> None:
    text = users.read_text("utf-8")
    assert "correct horse" not in text
    assert [line.partition(":")[0] for line in text.splitlines()] == ["审计一处", "guest"]
    assert stat.S_IMODE(users.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "password", "fits"),
    [
        ("guest", "correct horse", True),
        ("审计一处", "一二三四五六七八", True),
        ("guest", "correct horsf", False),
        ("guest", "", False),
        ("审计一处", "correct horse", False),
        ("nobody", "correct horse", False),
        ("guest", "correct horse" + "x" * 100, False),
    ],
)
def test_name_and_password_belong_together(
    users: Path, name: str, password: str, fits: bool
) -> None:
    assert asyncio.run(read_accounts(users).check(name, password)) is fits


def test_wrong_passwords_are_slowed_down(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async def guess() -> None:
        accounts = read_accounts(users)
        for _ in range(12):
            assert not await accounts.check("guest", "wrong")
        assert await accounts.check("guest", "correct horse")
        waits.append(0)
        assert await accounts.check("guest", "correct horse")

    monkeypatch.setattr("ui.accounts.asyncio.sleep", wait)
    asyncio.run(guess())
    assert waits[:3] == pytest.approx([0.1, 0.2, 0.4])
    assert len(waits) == 13 and waits[-2:] == [5.0, 0]  # a right one clears the memory


def test_accounts_are_written_whatever_the_locale(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    line = (
        "import sys; from pathlib import Path; from ui.accounts import set_password; "
        "set_password(Path(sys.argv[1]), '审计', 'x' * 8)"
    )
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:ui.accounts"]
    subprocess.run([sys.executable, *strict, "-c", line, str(path)], check=True)
    assert list(read_accounts(path).hashes) == ["审计"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="写不了用户文件"):
        set_password(tmp_path / "file" / "users.txt", "guest", "correct horse")


def test_apache_writes_files_we_read(tmp_path: Path) -> None:
    # Made with `htpasswd -nbB guest secret-word`: Apache writes $2y$.
    import bcrypt

    stored = bcrypt.hashpw(b"secret-word", bcrypt.gensalt(5)).decode().replace("$2b$", "$2y$")
    path = tmp_path / "users"
    path.write_text(f"# auditors\n\nguest:{stored}\n", "utf-8")
    assert asyncio.run(read_accounts(path).check("guest", "secret-word"))


@pytest.mark.parametrize("line", ["guest:secret", "guest", ":$2b$12$" + "." * 53, "a b:x"])
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"# first\n{line}\n", "utf-8")
    with pytest.raises(SettingsError, match="第2行"):
        read_accounts(path)


def test_file_without_anybody_lets_nobody_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="YOUJU_AUTH"):
        read_accounts(tmp_path / "none")
    (tmp_path / "empty").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="没有用户"):
        read_accounts(tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "password"),
    [("a:b", "long enough"), ("", "long enough"), ("a", "short"), ("a", "长" * 25)],
)
def test_unusable_names_and_passwords(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(SettingsError):
        set_password(tmp_path / "users", name, password)
    assert not (tmp_path / "users").exists()


def test_account_is_removed(users: Path) -> None:
    remove_account(users, "guest")
    assert list(read_accounts(users).hashes) == ["审计一处"]
    with pytest.raises(SettingsError, match="没有用户"):
        remove_account(users, "guest")


def test_user_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    path = tmp_path / "users"
    assert main(["user", "guest"]) == 1
    assert "YOUJU_AUTH" in capsys.readouterr().err
    monkeypatch.setenv("YOUJU_AUTH", str(path))
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert main(["user", "guest"]) == 0
    assert "correct horse" not in capsys.readouterr().out
    assert asyncio.run(read_accounts(path).check("guest", "correct horse"))
    assert main(["user", "guest", "--remove"]) == 0


@pytest.fixture
def locked(litter: None, users: Path, tmp_path: Path) -> Iterator[str]:
    chat = ChatSettings(host="127.0.0.1", port=0, auth=users)
    with (
        open_desk(Settings(StoreSettings(tmp_path / "store", embedder="hashing"))) as desk,
        open_chat(desk, chat) as server,
    ):
        yield server.url.rstrip("/")


def test_page_asks_for_a_login(locked: str) -> None:
    import httpx

    with httpx.Client(base_url=locked, trust_env=False, timeout=60) as client:
        shut = ["/config", "/gradio_api/info", f"/gradio_api/file={__file__}"]
        assert {path: client.get(path).status_code for path in shut} == dict.fromkeys(shut, 401)
        asked = client.post("/gradio_api/call/reports", json={"data": []})
        assert asked.status_code == 401
        wrong = client.post("/login", data={"username": "guest", "password": "wrong"})
        assert wrong.status_code == 400
        assert client.get("/config").status_code == 401
        right = client.post("/login", data={"username": "guest", "password": "correct horse"})
        assert right.status_code == 200
        assert client.get("/config").status_code == 200
        assert client.post("/gradio_api/call/reports", json={"data": []}).status_code == 200
