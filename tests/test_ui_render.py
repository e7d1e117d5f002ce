from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Role
from qa.model import (
    Answer,
    AnswerFigure,
    AnswerKind,
    Citation,
    Coverage,
    Outcome,
    Step,
    Verdict,
)
from ui.render import render_answer, render_steps, to_line

CITATION = Citation(
    n=1,
    report="甲.pdf",
    report_id="abc",
    title="云山区2023年自评报告",
    agency="云山区民政局",
    region="云山区",
    fiscal_year=2023,
    page=4,
    locator=None,
    quote="项目支出 执行数\n300.10 万元",
    context=("一、基本情况", "（二）收支"),
)
FIGURE = AnswerFigure(
    Decimal("300.10"), "万元", "300.10 万元", "项目支出", Role.EXECUTION, Verdict.READ, (1,)
)


def answer(outcome: Outcome = Outcome.ANSWERED, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "question": "项目支出？",
        "standalone_question": "项目支出？",
        "kind": AnswerKind.FIGURE,
        "answer": "300.10 万元[1]。",
    }
    return Answer(outcome=outcome, **{**base, **more}).to_json()


def test_answer_names_file_page_quote_and_verdict() -> None:
    text = render_answer(answer(figures=(FIGURE,), citations=(CITATION,)))
    assert text.splitlines() == [
        "300.10 万元[1]。",
        "",
        "[1] 甲.pdf 第4页",
        "    云山区民政局 · 云山区2023年自评报告",
        "    一、基本情况 · （二）收支",
        "    “项目支出 执行数 300.10 万元”",
        "    核对：300.10 万元（原文）",
    ]


def test_refusal_names_the_nearest_once() -> None:
    near = "整体支出 1100.25 万元"
    apart = render_answer(answer(Outcome.NOT_IN_REPORTS, answer="没有。", nearest=near))
    assert apart.splitlines() == ["没有。", f"最接近的：{near}"]
    inside = render_answer(answer(Outcome.NOT_IN_REPORTS, answer=f"没有；{near}", nearest=near))
    assert inside.count(near) == 1


def test_unclear_lists_its_options() -> None:
    text = render_answer(answer(Outcome.UNCLEAR, answer="哪一年的？", options=("2022年", "2023年")))
    assert text.splitlines() == ["哪一年的？", "  · 2022年", "  · 2023年"]


def test_failure_says_why() -> None:
    assert render_answer(answer(Outcome.FAILED, error="库坏了")) == "没能回答：库坏了"


def test_computation_and_coverage_are_shown() -> None:
    text = render_answer(
        answer(computation="3 - 1 = 2", coverage=Coverage(11, 9, ("甲区", "乙区")))
    )
    assert "计算：3 - 1 = 2" in text
    assert "11 份报告中 9 份有数据；缺：甲区、乙区" in text


@pytest.mark.parametrize(
    ("understood", "shown"),
    [("项目支出?", False), (" 项目支出 ？", False), ("番禺项目支出？", True)],
)
def test_understood_question_is_shown_only_if_it_differs(understood: str, shown: bool) -> None:
    assert ("理解为" in render_answer(answer(standalone_question=understood))) is shown


def test_steps_are_numbered() -> None:
    assert (
        render_steps([Step("范围", "甲"), Step("读", "一\n二")])
        == "  1  范围：甲\n  2  读：一\n      二"
    )


@given(st.recursive(st.none() | st.text(st.characters()) | st.integers(), st.lists))
def test_a_line_of_json_is_one_line_that_a_file_can_hold(value: Any) -> None:
    line = to_line(value)
    assert "\n" not in line
    assert json.loads(line.encode("utf-8")) == value


def test_lone_surrogate_is_escaped() -> None:
    assert to_line({"问": "\ud800"}).encode("utf-8") == b'{"\\u95ee": "\\ud800"}'
