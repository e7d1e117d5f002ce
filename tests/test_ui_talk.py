from __future__ import annotations

import re
from typing import Any

import pytest

from qa.model import Answer, AnswerKind, Citation, Outcome
from ui.talk import answer_html, talk_html, welcome_html

EVIL = '<img src=x onerror="a()">${value}{{value}}'
CITATION = Citation(1, EVIL, "r", "标题", "", "", 2023, 2, None, "引文")


def made(outcome: Outcome, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "question": "问？",
        "standalone_question": "问？",
        "kind": AnswerKind.FIGURE,
        "answer": "答[1]。",
    }
    return Answer(outcome=outcome, **{**base, **more}).to_json()


def test_only_marks_that_are_citations_become_buttons() -> None:
    shown = answer_html(made(Outcome.ANSWERED, answer="答[1]，见[2]。", citations=(CITATION,)), 3)
    assert re.findall(r'class="yj-cite" data-turn="(\d+)" data-cite="(\d+)"', shown) == [("3", "1")]
    assert "见[2]。" in shown
    assert "第2页" in shown


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        (Outcome.NOT_IN_REPORTS, "报告里没有"),
        (Outcome.UNCLEAR, "需要说清楚"),
        (Outcome.FAILED, "没能回答"),
    ],
)
def test_each_outcome_has_its_words(outcome: Outcome, label: str) -> None:
    shown = answer_html(made(outcome, error="原因" if outcome is Outcome.FAILED else None), 0)
    assert f'<span class="yj-label">{label}</span>' in shown
    assert f"yj-{outcome}" in shown
    assert ("原因" in shown) is (outcome is Outcome.FAILED)


def test_options_are_questions_to_click() -> None:
    shown = answer_html(made(Outcome.UNCLEAR, options=("2022年的？", EVIL)), 0)
    assert 'data-ask="2022年的？"' in shown
    assert shown.count("data-ask=") == 2


def test_waiting_shows_the_question_after_the_turns() -> None:
    shown = talk_html([made(Outcome.ANSWERED)], pending="下一问")
    assert shown.index("问？") < shown.index("下一问") < shown.index("正在查找")


def test_nothing_typed_or_read_becomes_markup() -> None:
    shown = talk_html(
        [
            made(
                Outcome.ANSWERED, question=EVIL, answer=EVIL, citations=(CITATION,), options=(EVIL,)
            )
        ],
        pending=EVIL,
        empty="",
    )
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown


def test_empty_store_offers_the_samples_and_a_full_one_questions() -> None:
    assert "data-load" in welcome_html(0, ())
    full = welcome_html(2, ("项目支出？",))
    assert "2 份报告" in full
    assert 'data-ask="项目支出？"' in full
    assert "data-load" not in full
