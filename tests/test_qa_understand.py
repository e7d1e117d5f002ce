"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import FigureKind, Role
from qa.model import AnswerKind
from qa.scope import Scope
from qa.terms import cover, pairs_in, shortens
from qa.understand import Question, understand
from qa.weighing import weigh
from qa.wording import normalise
from qa.words import Term


def asked(text: str) -> Question:
    return understand(normalise(text), Scope(()))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("项目支出是多少？", AnswerKind.FIGURE),
        ("预算完成率", AnswerKind.FIGURE),
        ("有哪些内设科室？", AnswerKind.LIST),
        ("存在的主要问题有哪几方面", AnswerKind.LIST),
        ("为什么支出增加", AnswerKind.TEXT),
        ("人才工作是怎么开展的", AnswerKind.TEXT),
        ("听说建了921个网格党支部？", AnswerKind.YES_NO),
        ("有没有因公出国费用？", AnswerKind.YES_NO),
        ("项目支出占整体支出的比例", AnswerKind.COMPUTED),
        ("项目支出还有多少没花", AnswerKind.COMPUTED),
        ("下属单位有几个，分别是什么", AnswerKind.LIST),
    ],
)
def test_kind(text: str, kind: AnswerKind) -> None:
    assert asked(text).kind is kind


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("项目支出花了多少", {Role.EXECUTION}),
        ("项目支出年初预算", {Role.INITIAL_BUDGET}),
        ("走访人才的目标和实际", {Role.TARGET, Role.ACTUAL}),
        ("这项的分值和得分", {Role.WEIGHT, Role.SCORE}),
        ("预算完成率", {Role.RATE}),
        ("收入比上年增加了多少", {Role.CHANGE}),
        ("接收了多少党员", set()),
        ("参加培训人数完成率的目标", {Role.TARGET}),
    ],
)
def test_roles(text: str, roles: set[Role]) -> None:
    assert set(asked(text).roles) == roles


@pytest.mark.parametrize(
    ("text", "unit", "wants"),
    [
        ("有多少名党员", "名", FigureKind.COUNT),
        ("发给了几个人", "人", FigureKind.COUNT),
        ("换算成元是多少", "元", FigureKind.MONEY),
        ("得了多少分", "分", FigureKind.SCORE),
        ("花了多少钱", "", FigureKind.MONEY),
        ("什么时候举办", "", FigureKind.DATE),
        ("有多少部门", "", None),
    ],
)
def test_unit(text: str, unit: str, wants: FigureKind | None) -> None:
    question = asked(text)
    assert (question.unit, question.wants) == (unit, wants)


def test_numbers_claimed_are_kept_apart_from_the_words() -> None:
    question = asked("网格党支部有921个吗")
    assert [n.printed for n in question.numbers] == ["921个"]
    assert not any("921" in t.text for t in question.terms)


def test_normalise() -> None:
    assert normalise("荔灣區２０２１年的總分\x00？") == "荔湾区2021年的总分 ?"


def test_a_missing_verb_tells_unless_it_is_light() -> None:
    question = asked("有多少党员退休了")
    weighed = weigh(question.terms, ["接收报到党员57546名"])
    assert next(t for t in weighed if t.text == "退休").noun
    light = weigh(asked("拿出了多少职位").terms, ["设置招录职位133个"])
    assert next(t for t in light if t.text == "拿出").weight < 0.1


def test_cover() -> None:
    terms = (Term("党员", 1.0), Term("退休", 1.0))
    assert cover(terms, "接收报到党员", "") == 0.5
    assert cover((Term("下属单位", 1.0),), "直属单位4个", "") == 1.0
    assert cover((), "任何", "") == 0.0


def test_shortens() -> None:
    assert shortens("电教片", "党员教育电视片")
    assert not shortens("电教片", "电视")
    assert not shortens("党员", "党的工作人员")


@given(st.text(min_size=1, max_size=8), st.text(max_size=20))
def test_pairs_in_is_a_share(word: str, text: str) -> None:
    assert 0.0 <= pairs_in(word, text) <= 1.0
    assert pairs_in(word, text + word) == 1.0


@given(st.text(max_size=80))
def test_any_text_is_understood(text: str) -> None:
    question = asked(text)
    assert all(0 < term.weight <= 1.25 for term in question.terms)
