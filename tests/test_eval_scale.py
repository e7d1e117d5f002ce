"""Reports made in numbers, and the benchmark over them, on a small scale."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.scale_reports import make_reports, make_scale_report
from ingest.errors import SettingsError
from ingest.read import read_report
from ui.commands_bench import run_bench

ROOT = Path(__file__).resolve().parent.parent


def test_a_report_is_the_same_however_many_are_made() -> None:
    few = list(make_reports(3, 0, 4))
    assert make_scale_report(3, 2) == few[2]
    assert make_scale_report(4, 2) != few[2]
    assert len({report.name for report in make_reports(3, 30, 10)}) == 10


@pytest.mark.parametrize("number", [0, 40])
def test_what_is_made_is_read_as_what_it_is(tmp_path: Path, number: int) -> None:
    made = make_scale_report(1, number)
    path = tmp_path / f"{made.name}.html"
    path.write_text(made.html, "utf-8")
    report = read_report(path)
    who = report.identity
    assert (who.region, who.fiscal_year) == (made.whose.district, made.whose.year)
    assert who.kind == {"report": "自评报告", "form": "自评表"}[made.kind]
    values = {figure.value for figure in report.figures}
    for case in made.cases:
        assert str(made.whose.year) in case.question
        assert values.issuperset(figure.value for figure in case.expected.figures)


def test_sizes_ascend() -> None:
    for sizes in ([], [0], [100, 10], [5, 5]):
        with pytest.raises(SettingsError, match="从小到大"):
            run_bench(sizes, 1, 0, None, None, False)


def test_ours_is_timed_as_the_peers_are(tmp_path: Path) -> None:
    (tmp_path / "一份.pdf").write_bytes(make_scale_report(1, 0).pdf)
    (tmp_path / "questions.json").write_text('["静乐县委组织部2018年项目支出是多少？"]', "utf-8")
    command = [sys.executable, "-m", "eval.peers", "youju", str(tmp_path), "hashing"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    seen = json.loads(done.stdout)
    assert seen["name"] == "youju"
    assert seen["passages"] > 10 and seen["ingest"] > 0 and seen["ask"] > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["questions.json", "一份.pdf"]
