"""`youju eval` on the command line: runs kept, gates held, comparisons printed."""

import json
from pathlib import Path

import pytest

from ui.cli import main

REPORT = """东山区某局2021年部门整体支出绩效自评报告

一、基本情况

东山区某局下属单位 3 个。在职人员 27 人，退休人员 9 人。
"""
CASE = (
    '{{"id": "staff", "question": "东山区某局在职人员有多少人？", "tags": ["figure"], "expected": '
    '{{"outcome": "answered", "kind": "figure", "figures": [{{"value": "{value}", "unit": "人"}}], '
    '"report": {{"region": "东山区"}}}}}}\n'
)


@pytest.fixture
def args(tmp_path: Path) -> list[str]:
    """The options that put a set of one case to one small report."""
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "set.jsonl").write_text(CASE.format(value=27), encoding="utf-8")
    files = ["--set", str(tmp_path / "set.jsonl"), "--reports", str(tmp_path / "report.txt")]
    return [*files, "--embedder", "hashing", "--out", str(tmp_path / "out")]


def test_a_run_is_kept_with_its_page(
    args: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "run", *args, "--gate", "passed>=1"]) == 0
    out = capsys.readouterr().out
    assert "1/1 = 100.0%（95% 区间" in out
    assert "1 条门槛都到了" in out
    (data,) = (tmp_path / "out").glob("*.json")
    (page,) = (tmp_path / "out").glob("*.html")
    assert str(data) in out
    assert str(page) in out
    kept = json.loads(data.read_text(encoding="utf-8"))
    assert kept["settings"]["embedder"] == "hashing"
    assert kept["trials"][0]["cases"][0]["passed"]


def test_below_a_bound_the_run_ends_with_five(
    args: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.jsonl").write_text(CASE.format(value=28), encoding="utf-8")
    assert main(["eval", "run", *args, "--gate", "passed>=1", "--json"]) == 5
    printed = capsys.readouterr()
    assert "没到门槛：set：passed 为 0" in printed.err
    assert json.loads(printed.out)[0]["summary"]["wrong"] == 1
    assert main(["eval", "run", *args, "--gate", "nonsense"]) == 1


def test_two_runs_are_compared(
    args: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "run", *args]) == 0
    (first,) = (tmp_path / "out").glob("*.json")
    before = first.rename(tmp_path / "before.json")
    (tmp_path / "set.jsonl").write_text(CASE.format(value=28), encoding="utf-8")
    assert main(["eval", "run", *args]) == 0
    capsys.readouterr()
    out = ["--out", str(tmp_path / "out")]
    assert main(["eval", "compare", str(before), "latest", *out]) == 0
    text = capsys.readouterr().out
    assert "变对 0，变错 1" in text
    assert "staff（答对 → 答错）" in text
    assert main(["eval", "compare", str(before), "latest", *out, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["worse"]) == 1
    assert main(["eval", "compare", "nothing", "latest", *out]) == 1


def test_baselines_are_put_to_the_same_cases(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "baselines", *args, "--only", "BM25", "--only", "教科书"]) == 0
    out = capsys.readouterr().out
    assert "只按字词检索" in out
    assert "教科书链" in out
    assert "有据，" not in out
    assert main(["eval", "baselines", *args, "--only", "BM25", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["set"][0]["retrieval"]["recall"]["1"] == 1.0
    assert main(["eval", "baselines", *args, "--only", "没有这种"]) == 1
