"""Follow-ups of two and more turns, and what only points back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.followup import readings_of, standalone
from qa.model import Outcome, Turn
from qa.refuse import without_search
from tests.test_qa_scope import CARDS
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings


def ask(*turns: str) -> str:
    history = [Turn("assistant" if t.startswith("答：") else "user", t) for t in turns[:-1]]
    return standalone(turns[-1], history, CARDS)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("番禺的新增学位多少个？", "为什么没完成？"), "番禺的新增学位为什么没完成?"),
        (
            ("番禺的新增学位多少个？", "目标是多少？", "差多少？"),
            "番禺的新增学位的实际和目标相差多少？",
        ),
        (("番禺的科室有几个？", "都叫什么？"), "番禺的科室有哪些？"),
        (("番禺的项目支出多少？", "谢谢", "为什么减少"), "番禺的项目支出为什么减少"),
        (("番禺有哪些问题？", "就这些？"), "番禺有哪些问题?"),
        (("番禺的居民医保参保多少人？", "职工医保呢？"), "番禺的职工医保参保多少人?"),
        (("番禺的居民医保基金收入多少？", "支出呢？"), "番禺的居民医保基金支出是多少？"),
        (("番禺的优良天数多少天？", "比上年多了几天？"), "番禺的优良天数比上年多了几天?"),
        (
            ("番禺的政府采购支出总额是多少？", "货物类占多大比例？"),
            "番禺的货物类占政府采购支出总额的比例是多少？",
        ),
        (("番禺的绿化养护预算多少？", "由哪个科室负责？"), "番禺的绿化养护由哪个科室负责?"),
        (("番禺年初预算多少？", "我说错了，是全年预算"), "番禺的全年预算多少?"),
        (
            ("番禺的学生满意度完成值是多少？", "毕业去向落实率呢？"),
            "番禺的毕业去向落实率的完成值是多少？",
        ),
        (("番禺的家长满意度是多少？", "教师的呢？"), "番禺的教师的满意度是多少？"),
        (
            ("番禺2022年的收支预算是多少？", "比2021年多多少？"),
            "番禺2022年的收支预算比2021年多多少?",
        ),
        (
            ("番禺的白沙镇管网完成率多少？", "那大垅乡的完成率呢？"),
            "番禺的大垅乡管网完成率多少?",
        ),
        (("番禺的公务接待费多少？", "上年呢？"), "番禺的公务接待费上年是多少？"),
        (
            ("番禺有哪些问题？", "答：1. 床位不足[1]；2. 人手不够[2]。", "第二个具体是什么？"),
            "番禺的“人手不够”的具体内容是什么？",
        ),
    ],
)
def test_followups_that_lean_on_what_was_asked(turns: tuple[str, ...], expected: str) -> None:
    assert ask(*turns) == expected


def test_a_fragment_means_the_thing_itself_before_that_of_the_thing_before() -> None:
    history = [Turn("user", "番禺2022年小学有多少所？")]
    wholes = readings_of("在校学生呢？", history, CARDS)
    assert [re.sub("番禺2022年的?", "", w) for w in wholes] == [
        "在校学生有多少？",
        "小学在校学生有多少？",
        "在校学生有多少所？",
    ]


@pytest.mark.parametrize("words", ["它的原因是什么?", "跟去年比怎么样", "那第二个呢?", "原因呢"])
def test_what_only_points_back_asks_back(words: str) -> None:
    reply = without_search(words, CARDS)
    assert reply is not None and reply.outcome.value == "unclear"


def test_a_question_that_names_its_matter_does_not_point_back() -> None:
    assert without_search("项目支出增加的原因是什么", CARDS) is None


def test_what_was_counted_can_be_listed() -> None:
    assert ask("番禺内设几个股室？", "列出来") == "番禺的内设股室有哪些？"


def test_a_change_is_asked_of_the_last_thing_alone() -> None:
    got = ask("番禺的家庭医生多少人？", "荔湾的项目支出多少？", "增长多少？")
    assert "相差" not in got and "荔湾" in got


REPORT = """<html><body>
<h1>云州市青禾区公路局2023年度部门整体支出绩效自评报告</h1>
<h2>一、部门概况</h2>
<p>副局长韩立群任自评小组组长。2023年“三公”经费支出9.00万元，比上年减少1.00万元，主要是压减接待批次。</p>
<p>因公出国费0万元，与上年持平，主要原因是因公出国费保持不变。</p>
<p>表1 项目支出明细表</p>
<table>
<tr><th>项目名称</th><th>执行数（万元）</th></tr>
<tr><td>桥梁加固</td><td>310.00</td></tr><tr><td>路灯改造</td><td>480.00</td></tr>
<tr><td>合计</td><td>790.00</td></tr>
</table>
<h2>二、存在的问题</h2>
<p>一是备件储备不足，抢修滞后；二是养护人员老龄化，平均年龄56岁。</p>
<h2>三、下一步打算</h2>
<p>一是建立备件储备库；二是提高机械化比重，新增清扫车4台。</p>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("followups")
    (folder / "gonglu.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "gonglu.html"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("公路局项目支出明细表都有哪些项目？", ("桥梁加固", "路灯改造")),
        ("公路局下一步准备干什么？", ("建立备件储备库", "提高机械化比重，新增清扫车4台")),
    ],
)
def test_rows_and_plans_are_lists(
    answerer: Answerer, question: str, items: tuple[str, ...]
) -> None:
    assert answerer.ask(question).items == items


def test_the_remedy_is_that_of_the_trouble(answerer: Answerer) -> None:
    told = answerer.ask("公路局养护人员老龄化怎么解决？").answer
    assert "清扫车" in told and "储备库" not in told


def test_why_after_a_figure(answerer: Answerer) -> None:
    history = [Turn("user", "公路局三公经费多少？")]
    assert "压减接待批次" in answerer.ask("为什么减少？", history).answer


@pytest.mark.parametrize("question", ["公路局因公出国费为什么增加？", "公路局局长是谁？"])
def test_nothing_answers_a_false_premise_or_a_lesser_office(
    answerer: Answerer, question: str
) -> None:
    assert answerer.ask(question).outcome is Outcome.NOT_IN_REPORTS
