"""Who may log in: the file of accounts and the login of the page."""

from __future__ import annotations

import asyncio
import stat
import time
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


def test_wrong_passwords_are_slowed_down(users: Path) -> None:
    async def guess() -> list[float]:
        accounts, took = read_accounts(users), []
        for _ in range(4):
            start = time.perf_counter()
            assert not await accounts.check("guest", "wrong")
            took.append(time.perf_counter() - start)
        assert await accounts.check("guest", "correct horse")
        start = time.perf_counter()
        assert await accounts.check("guest", "correct horse")
        return [*took, time.perf_counter() - start]

    first, *_, fourth, after = asyncio.run(guess())
    assert fourth >= 0.4  # 0.1 s doubled twice
    assert after < first + 0.4  # a right one clears the memory


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


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_page_asks_for_a_login(locked: str) -> None:
    import httpx

    with httpx.Client(base_url=locked, trust_env=False) as client:
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
