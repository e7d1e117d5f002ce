"""Sets written as tables: what a row becomes, what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.kept import kept_runs
from ingest.errors import CaseError
from ingest.model import Role
from qa.model import Outcome


def write(folder: Path, text: str) -> Path:
    path = folder / "题.csv"
    path.write_text(text, "utf-8-sig")
    return path


def test_rows_become_cases(tmp_path: Path) -> None:
    text = (
        "题号,问题,结果,数值,单位,角色,要点,标签\n"
        '甲,"项目支出,执行数是多少？",,298.57,万元,执行,,a；b\n'
        ",问题有哪些？,,,,,进度慢；资料不全,\n"
        "\n"
        "乙,2021年呢？,报告未载,,,,,\n"
    )
    figure, points, refusal = load_cases(write(tmp_path, text))
    assert figure.question == "项目支出,执行数是多少？"
    assert figure.expected.figures[0].value == Decimal("298.57")
    assert figure.expected.figures[0].roles == (Role.EXECUTION,)
    assert figure.tags == ("a", "b")
    assert points.id == "row-3"
    assert points.expected.key_points == (("进度慢",), ("资料不全",))
    assert refusal.expected.outcomes == (Outcome.NOT_IN_REPORTS,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("题号,数值\n1,2\n", "没有“问题”这一列"),
        ("问题,天气\n甲？,晴\n", "不认识“天气”这一列"),
        ("问题,数值\n甲？,\n", "第2行 expected"),
        ('问题,数值\n"甲\n乙？",1\n丙？,一点五\n', "第4行 expected.figures"),
        ("", "没有“问题”这一列"),
        ("问题\n项目支出,执行数是多少？\n", "第2行有 2 格"),
        ("问题,数值,答案\n甲？,1,2\n", "两列说的是同一项"),
        (f"问题\n{'甲' * 200_000}\n", "第2行读不了"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        load_cases(write(tmp_path, text))


def test_a_file_that_is_no_run_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    assert kept_runs(tmp_path) == ()
    assert kept_runs(tmp_path / "nowhere") == ()
