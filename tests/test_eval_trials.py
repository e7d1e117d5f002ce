"""Trials, from the planning to a run through the whole system on a tiny report."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eval.judge import Split
from eval.trials import own_trial, plan_trials, run_trial
from ingest.errors import CaseError
from qa.chain import Answerer, open_answerer
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings

REPORT = """东山区某局2021年部门整体支出绩效自评报告

一、基本情况

东山区某局下属单位 3 个。在职人员 27 人，退休人员 9 人。

二、收支情况

2021年项目支出预算数 30.00 万元，执行数 28.50 万元，完成预算的 95%。
"""


def cases_file(folder: Path, *lines: dict[str, object]) -> Path:
    path = folder / "set.jsonl"
    path.write_text(
        "\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8"
    )
    return path


def line(id: str, question: str, tags: list[str], **expected: object) -> dict[str, object]:
    return {"id": id, "question": question, "tags": tags, "expected": expected}


LINES = (
    line(
        "staff",
        "东山区某局在职人员有多少人？",
        ["figure"],
        outcome="answered",
        figures=[{"value": "27", "unit": "人"}],
        report={"region": "东山区", "fiscal_year": 2021},
    ),
    line(
        "staff-wrong-key",
        "东山区某局的退休人员有多少人？",
        ["figure"],
        outcome="answered",
        figures=[{"value": "90", "unit": "人"}],
    ),
    line(
        "other",
        "西山区某局在职人员有多少人？",
        ["refusal"],
        outcome="not_in_reports",
        forbidden=["27人"],
    ),
)


def test_a_trial_runs_through_the_whole_system(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")

    @contextmanager
    def opened() -> Iterator[tuple[Library, Answerer]]:
        settings = StoreSettings(path=tmp_path / "store", embedder="hashing")
        with open_library(settings) as library:
            yield library, open_answerer(library)

    result = run_trial(own_trial([cases_file(tmp_path, *LINES)], [report]), opened)
    assert result.name == "set"
    splits = {one.case.id: one.judgement.split for one in result.results}
    assert splits == {
        "staff": Split.RIGHT,
        "staff-wrong-key": Split.WRONG,  # the key is wrong, so the true answer is
        "other": Split.RIGHT_REFUSAL,
    }
    assert result.results[0].judgement.citations == ()
    assert result.summary.wrong_figures.hits == 1
    assert result.summary.seconds_p95 > 0


def test_tags_choose_the_cases_of_a_trial(tmp_path: Path) -> None:
    path = cases_file(tmp_path, *LINES)
    assert [c.id for c in own_trial([path], [], tags=["refusal"]).cases] == ["other"]
    assert [c.id for c in own_trial([path], [], without=["figure"]).cases] == ["other"]
    with pytest.raises(CaseError, match="没有一道题"):
        own_trial([path], [], tags=["none"])
    with pytest.raises(CaseError, match="相同的题号：other、staff"):
        own_trial([path, path], [])


def test_the_samples_are_always_tried() -> None:
    plan = plan_trials(None)
    assert [trial.name for trial in plan.trials] == ["示例报告"]
    assert len(plan.trials[0].reports) == 2
    assert len(plan.trials[0].cases) >= 120
    assert not any("real" in case.tags for case in plan.trials[0].cases)
    assert len(plan.skipped) == 5


def test_real_reports_are_tried_where_they_are(tmp_path: Path) -> None:
    for name in ("liwan2021_selfeval.txt", "panyu2022_report.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    plan = plan_trials(tmp_path, without=["holdout"])
    assert [trial.name for trial in plan.trials] == ["示例报告", "真实报告 TXT"]
    assert {path.name for path in plan.trials[1].reports} == {
        "liwan2021_selfeval.txt",
        "panyu2022_report.txt",
    }
    assert not any("holdout" in case.tags for trial in plan.trials for case in trial.cases)
    assert ("普陀预决算", f"{tmp_path} 里没有这些文件") in plan.skipped
    assert plan_trials(tmp_path, tags=["no such tag"]).trials == ()
