from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Role
from qa.model import Answer, AnswerFigure, AnswerKind, Citation, Outcome, Verdict
from ui.talk import answer_html, suggested_html, talk_html, welcome_html

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
    assert "data-load" in welcome_html(0)
    full = welcome_html(2)
    assert "2 份报告" in full
    assert "data-load" not in full
    assert 'data-ask="项目支出？"' in suggested_html(("项目支出？",))
    assert suggested_html(()) == ""


def shown_text(html: str) -> str:
    """Return what a person reads of the sentences of an answer."""
    body = "".join(re.findall(r"<p>(.*?)</p>", html))
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(button|i) .*?</\1>", "", body)))


def figure(printed: str, verdict: Verdict, *citations: int) -> AnswerFigure:
    return AnswerFigure(Decimal(1), "", printed, "", Role.OTHER, verdict, citations)


@pytest.mark.parametrize(
    ("text", "figures", "verdicts"),
    [
        ("支出20万元[1]。", [figure("20万元", Verdict.READ, 1)], ["read"]),
        ("支出2022万元[1]。", [figure("22万元", Verdict.READ, 1)], []),
        (
            "甲20万元[1]，乙20万元[2]，共40万元。",
            [
                figure("20万元", Verdict.READ, 1),
                figure("20万元", Verdict.CONVERTED, 2),
                figure("40万元", Verdict.COMPUTED),
            ],
            ["read", "converted", "computed"],
        ),
        (
            "甲20 万元[1]。",
            [figure("20", Verdict.READ, 1), figure("20 万元", Verdict.READ, 1)],
            ["read"],
        ),
        ("20万元", [figure("20万元", Verdict.READ, 9)], ["read"]),
    ],
)
def test_a_figure_has_its_verdict_beside_it(
    text: str, figures: list[AnswerFigure], verdicts: list[str]
) -> None:
    cited = (CITATION, replace(CITATION, n=2))
    html = answer_html(
        made(Outcome.ANSWERED, answer=text, figures=tuple(figures), citations=cited), 0
    )
    assert re.findall(r'class="yj-verdict yj-(\w+)"', html) == verdicts
    assert shown_text(html) == re.sub(r"\[\d\]", "", text)


@given(
    st.lists(st.sampled_from(["20", "万元", "20万元", "0.5%", "[1]", "[2]", "。", "甲", " "])),
    st.lists(st.sampled_from(["20", "20万元", "万元", "0.5%", "5"])),
)
def test_no_character_of_an_answer_is_lost(pieces: list[str], printed: list[str]) -> None:
    text = "甲" + "".join(pieces)
    figures = tuple(figure(p, Verdict.READ, 1 + n % 2) for n, p in enumerate(printed))
    cited = (CITATION, replace(CITATION, n=2))
    html = answer_html(made(Outcome.ANSWERED, answer=text, figures=figures, citations=cited), 0)
    assert shown_text(html) == re.sub(r"\[\d\]", "", text)


def test_an_answer_can_be_copied_with_its_sources_and_judged() -> None:
    html = answer_html(made(Outcome.ANSWERED, citations=(CITATION,)), 2)
    (copy,) = re.findall(r'data-copy="([^"]*)"', html)
    assert (
        unescape(copy) == f"问？\n\n答[1]。\n\n[1] {EVIL} 第2页\n    2023年度 · 标题\n    “引文”\n"
    )
    assert re.findall(r'data-rate="(\w+)" data-turn="2" aria-pressed="(\w+)"', html) == [
        ("up", "false"),
        ("down", "false"),
    ]
    judged = answer_html({**made(Outcome.ANSWERED), "rated": "down"}, 0)
    assert re.findall(r'aria-pressed="(\w+)"', judged) == ["false", "true"]
