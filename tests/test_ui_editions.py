"""`youju reports --detail` says where another edition of the report gives other figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui import cli

TEXT = """安和市云山区民政局2023年部门整体支出绩效自评报告
一、基本情况
2023年部门整体支出年初预算数{budget}万元，全年培训{trained}人次。
"""


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, budget in (("初稿.txt", "1200.50"), ("定稿.txt", "1300.50")):
        (folder / name).write_text(TEXT.format(budget=budget, trained=300), encoding="utf-8")
    return folder


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main([*arguments]) == 0
    return capsys.readouterr().out


def test_the_account_and_the_detail_say_it(
    editions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = _run(capsys, "ingest", str(editions))
    assert out.count("有 1 处数字不同") == 1
    out = _run(capsys, "reports", "--detail", "定稿.txt")
    assert "另一版本：初稿.txt" in out
    assert "比对了 2 处数字，其中 1 处不同" in out
    assert "这一版 1300.50万元，另一版 1200.50万元" in out
    found = json.loads(_run(capsys, "reports", "--detail", "定稿.txt", "--json"))
    (edition,) = found["editions"]
    assert edition["file_name"] == "初稿.txt"
    (difference,) = edition["differences"]
    assert (difference["here"]["value"], difference["there"]["value"]) == ("1300.50", "1200.50")
