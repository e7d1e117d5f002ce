"""What is worked out of one report is asked in many ways, and is of one basis or refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区卫生局2023年度部门整体支出绩效自评报告</h1>
<h2>一、基本情况</h2>
<p>核定编制64名，实有在职人员58人。所属单位有区妇幼保健院、区急救指挥中心、青禾医院。</p>
<p>全年接种疫苗2.4万人次，拨付接种经费60万元。全区有医院8所、卫生院12所；全年门诊30万人次。</p>
<p>次均住院费用由上年的5,862元降至5,417元。公务接待费7.20万元，比2022年的8.00万元减少0.80万元，
共接待90批次、800人次。居民医保累计结余3.10亿元，职工医保累计结余2.60亿元。</p>
<p>自评得分依次为：医院能力提升96.4分、疫苗接种93.2分、妇幼保健98分。</p>
<p>第一季度用款计划10万元，第二季度用款计划20万元，第三季度用款计划30万元，第四季度用款计划40万元。</p>
<p>各镇人口出生率（‰）：</p>
<p>东山镇　7.1</p>
<p>西河镇　8.2</p>
<p>石桥镇　6.8</p>
<h2>二、项目支出（单位：万元）</h2>
<table>
<tr><th>项目名称</th><th>全年预算数</th><th>执行数</th></tr>
<tr><td>疫苗接种</td><td>80.00</td><td>60.00</td></tr>
<tr><td>妇幼保健</td><td>200.00</td><td>190.00</td></tr>
<tr><td>医院能力提升</td><td>500.00</td><td>450.00</td></tr>
<tr><td>合计</td><td>780.00</td><td>700.00</td></tr>
</table>
<h2>三、绩效指标</h2>
<table>
<tr><th>关键指标</th><th>目标值</th><th>完成值</th><th>分值</th><th>得分</th></tr>
<tr><td>新增床位数</td><td>≥500张</td><td>436张</td><td>10</td><td>8.7</td></tr>
<tr><td>群众满意度</td><td>≥90%</td><td>88.7%</td><td>20</td><td>18</td></tr>
<tr><td>培训医护人次</td><td>≥2000人次</td><td>2100人次</td><td>10</td><td>10</td></tr>
<tr><td>制作5部以上宣传片</td><td>制作9部宣传片</td><td>制作9部宣传片</td><td></td><td></td></tr>
<tr><td>合计</td><td></td><td></td><td>40</td><td>36.7</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("worked")
    (folder / "卫生局.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "卫生局.html"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("卫生局新增床位离目标还差多少张？", "64"),
        ("卫生局新增床位还差多少张才达标？", "64"),
        ("卫生局群众满意度跟目标差几个百分点？", "1.3"),
        ("卫生局培训医护比计划多培训了多少人次？", "100"),
        ("卫生局新增床位数这个指标丢了几分？", "1.3"),
        ("卫生局疫苗接种项目还有多少钱没花完？", "20.00"),
        ("卫生局平均接种一人次拨多少元？", "25.00"),
        ("卫生局公务接待一个批次平均花多少元？", "800.00"),
        ("卫生局居民医保和职工医保累计结余一共多少亿元？", "5.70"),
    ],
)
def test_a_sum_asked_in_other_words(answerer: Answerer, question: str, value: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert answer.figures[0].value == Decimal(value), answer.answer


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("卫生局三个项目哪个自评分垫底？", "疫苗接种"),
        ("卫生局三个项目里哪个执行率最低？", "疫苗接种"),
        ("卫生局哪个项目没花完的钱最多？", "医院能力提升"),
        ("卫生局哪个指标得分率最低？", "新增床位数"),
        ("卫生局哪个镇人口出生率最高？", "西河镇"),
    ],
)
def test_a_ranking_of_what_is_spoken_of(answerer: Answerer, question: str, name: str) -> None:
    answer = answerer.ask(question)
    assert answer.items == (name,), answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "卫生局青禾医院有多少编制？",  # that is the whole bureau's
        "卫生局平均每所医院门诊多少人次？",  # all of them, not the hospitals'
        "卫生局次均住院费用增加了多少元？",  # a level is no change
        "卫生局三个科室里谁的编制最多？",  # those are projects and indicators
        "卫生局五个项目哪个执行率最低？",  # there are three
        "卫生局哪个科室编制最多？",
        "卫生局四个季度用款计划总共多少？",  # one quarter's is not the sum
    ],
)
def test_what_is_of_another_basis_is_refused(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is not Outcome.ANSWERED


def test_the_bound_an_indicator_s_name_sets_is_its_target(answerer: Answerer) -> None:
    answer = answerer.ask("卫生局宣传片的目标是几部以上？")
    assert {f.value for f in answer.figures} == {Decimal("5")}, answer.answer


def test_how_far_apart_is_no_slip_of_the_pen(answerer: Answerer) -> None:
    answer = answerer.ask("卫生局妇幼保健项目，预算和执行差多少？")
    assert answer.figures[0].value == Decimal("10.00"), answer.answer


def test_the_earlier_year_beside_this_one_s(answerer: Answerer) -> None:
    answer = answerer.ask("卫生局2022年公务接待费多少？")
    assert [f.value for f in answer.figures] == [Decimal("8.00")]
