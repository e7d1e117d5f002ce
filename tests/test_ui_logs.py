"""The log says what happened, when and how long it took, and not a word of reports or questions."""

from __future__ import annotations

import asyncio
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from ingest.errors import SettingsError
from ui import accounts, cli
from ui.accounts import read_accounts, set_password
from ui.gate import Gate
from ui.logs import LogSettings, open_log

TEXT = "安和市云山区民政局2023年度部门整体支出绩效自评报告\n项目支出执行数36.57万元。\n"
ASKED = ("项目支出执行数是多少？", "2019年接待费用是多少？", "今天天气如何？")
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    open_log(LogSettings())


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    monkeypatch.setenv("YOUJU_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("YOUJU_LOG_JSON", "true")
    return tmp_path / "log"


def events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def use_commands(folder: Path) -> None:
    """Read in a report and a broken one, ask, remove."""
    report, broken = folder / "云山区民政局自评.txt", folder / "坏的.pdf"
    report.write_text(TEXT, "utf-8")
    broken.write_bytes(b"%PDF-1.7 no")
    assert cli.main(["ingest", str(report), str(broken)]) == 0
    for question in ASKED:
        cli.main(["ask", question])
    assert cli.main(["remove", report.name]) == 0


def test_it_says_what_happened_and_no_words(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_commands(tmp_path)
    found = events(log)
    assert [(e["event"], e["level"]) for e in found] == [
        ("ingest.file", "info"),
        ("ingest.file", "warning"),
        ("ingest", "info"),
        *[("ask", "info")] * 3,
        ("remove", "info"),
    ]
    read, failed, account, *asked, removed = found
    assert (read["state"], read["format"], read["pages"]) == ("added", ".txt", 1)
    assert (failed["state"], account["files"]) == ("failed", {"added": 1, "failed": 1})
    assert [e["outcome"] for e in asked] == ["answered", "not_in_reports", "not_in_reports"]
    assert asked[0]["reports"] == [read["report"]] == [removed["report"]]
    assert {e["generation"] for e in asked} == {account["generation"]}
    assert all(0 < e["seconds"] < 600 and re.match(r"\d{4}-\d\d-\d\dT", e["time"]) for e in asked)
    text = log.read_text("utf-8")
    assert "36.57" in capsys.readouterr().out
    assert "36.57" not in text and text.isascii()  # neither reports nor questions are ASCII
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_page_tells_who_was_refused(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_PAUSE", 0.001)
    open_log(LogSettings(log, json=True))
    set_password(tmp_path / "users", "审计一处", PASSWORD)
    page = TestClient(Gate(PlainTextResponse("page"), here_only=False))
    assert page.get("/项目支出/执行数").status_code == 404
    assert page.get("/", headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert page.get("/").status_code == 200
    users = read_accounts(tmp_path / "users")
    for name, password in (("审计一处", "x"), ("in the wrong box", "x"), ("审计一处", PASSWORD)):
        assert asyncio.run(users.check(name, password)) is (password == PASSWORD)
    address, origin, known, unknown = events(log)
    assert [e["event"] for e in (address, origin)] == ["page.refused"] * 2
    assert [e["why"] for e in (address, origin)] == ["address", "origin"]
    assert [e["event"] for e in (known, unknown)] == ["login.refused"] * 2
    assert (known["user"], unknown["user"]) == ("审计一处", "")
    text = log.read_text("utf-8")
    assert not any(word in text for word in ("wrong box", "项目", "elsewhere", PASSWORD))


def test_only_debugging_shows_questions_and_names(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_LOG_LEVEL", "debug")
    use_commands(tmp_path)
    text = log.read_text("utf-8")
    assert all(question in text for question in ASKED)
    assert "云山区民政局自评.txt" in text


def test_without_a_file_nothing_is_logged_or_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    before = set(tmp_path.iterdir())
    use_commands(tmp_path)
    new = {path.name for path in set(tmp_path.iterdir()) - before}
    assert new == {"store", "云山区民政局自评.txt", "坏的.pdf"}
    assert "ingest.file" not in capfd.readouterr().err


def test_in_words_a_line_stays_a_line(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_LOG_JSON", "no")
    monkeypatch.setenv("YOUJU_LOG_LEVEL", "debug")
    cli.main(["ask", "项目\n2026-01-01 info ask\u2028"])
    (line,) = log.read_text("utf-8").splitlines()
    assert re.fullmatch(r'\S+ info ask .*question="项目\\n.*', line)


def test_what_cannot_be_logged_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="YOUJU_LOG"):
        open_log(LogSettings(tmp_path))
    with pytest.raises(SettingsError, match="debug、info、warning"):
        open_log(LogSettings(tmp_path / "log", level="loud"))
