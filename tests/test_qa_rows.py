"""Rankings, filters, averages and changes over the rows of made-up reports."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome, Turn
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区园林局{year}年度部门整体支出绩效自评报告</h1>
<h2>一、预算安排及执行</h2>
<p>{year}年我局年初部门预算{initial}万元，其中基本支出300.00万元、项目支出600.00万元。年中追加120.00万元
（古树复壮80.00万元、人员增资40.00万元），调整后预算为{adjusted}万元。全年实际支出{spent}万元，预算执行率{rate}%。</p>
<p>“三公”经费支出{three}万元，比上年减少1.50万元。全年国内公务接待20批次、150人次，公务接待费3.00万元。</p>
<p>办理苗木登记480件、古树登记36件。城南、河湾两处苗圃合计不足9名园艺师。</p>
<h2>二、项目支出</h2>
<table>
<tr><th>序号</th><th>项目名称</th><th>全年预算数（万元）</th><th>实际支出（万元）</th><th>执行率</th></tr>
<tr><td>1</td><td>口袋公园建设</td><td>310.00</td><td>279.00</td><td>90.00%</td></tr>
<tr><td>2</td><td>道路绿化养护</td><td>230.00</td><td>225.40</td><td>98.00%</td></tr>
<tr><td>3</td><td>古树名木复壮</td><td>60.00</td><td>{old}</td><td>50.00%</td></tr>
<tr><td>合计</td><td></td><td>600.00</td><td>534.40</td><td>89.07%</td></tr>
</table>
<h2>三、绩效指标</h2>
<table>
<tr><th>三级指标</th><th>目标值</th><th>完成值</th><th>分值</th><th>得分</th></tr>
<tr><td>新建口袋公园</td><td>4个</td><td>5个</td><td>10</td><td>10</td></tr>
<tr><td>苗木成活率</td><td>≥95%</td><td>91%</td><td>10</td><td>8</td></tr>
<tr><td>市民满意度</td><td>≥90%</td><td>92%</td><td>10</td><td>9.5</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("rows")
    values = {
        2022: ("850.00", "940.00", "900.00", "95.74", "12.00", "28.00"),
        2023: ("900.00", "1,020.00", "969.00", "95.00", "10.50", "30.00"),
    }
    for year, found in values.items():
        names = ("initial", "adjusted", "spent", "rate", "three", "old")
        text = REPORT.format(year=year, **dict(zip(names, found, strict=True)))
        (folder / f"{year}.html").write_text(text, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / f"{year}.html" for year in values])
        yield open_answerer(library)


def values(answer: Answer) -> set[tuple[Decimal, str]]:
    return {(f.value, f.unit) for f in answer.figures}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("青禾区园林局2023年执行率最低的项目是哪个？", "古树名木复壮"),
        ("青禾区园林局2023年哪个项目实际支出最多？", "口袋公园建设"),
        ("青禾区园林局2023年哪个指标扣分最多？", "苗木成活率"),
        ("青禾区园林局2023年口袋公园建设和道路绿化养护，哪个实际支出更多？", "口袋公园建设"),
    ],
)
def test_the_first_or_last_row_is_named(answerer: Answerer, question: str, said: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert said in answer.answer.split("；")[0]
    assert "合计" not in answer.items


def test_rows_that_meet_a_condition_are_listed_all(answerer: Answerer) -> None:
    missed = answerer.ask("青禾区园林局2023年哪些指标没有完成目标？")
    assert missed.items == ("苗木成活率",)
    lost = answerer.ask("青禾区园林局2023年哪些指标没拿满分？")
    assert set(lost.items) == {"苗木成活率", "市民满意度"}
    below = answerer.ask("青禾区园林局2023年执行率低于95%的项目有哪些？")
    assert set(below.items) == {"口袋公园建设", "古树名木复壮"}


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("青禾区园林局2023年年初预算是多少？", "900.00", "万元"),
        ("青禾区园林局2023年调整后预算是多少？", "1020.00", "万元"),
        ("青禾区园林局2023年预算执行率", "95.00", "%"),
        ("青禾区园林局2023年公务接待平均每人次花费多少元？", "200.00", "元"),
        ("青禾区园林局2023年办理古树登记多少件？", "36", "件"),
        ("青禾区园林局2023年市民满意度是多少？", "92", "%"),
        ("青禾区园林局2023年实际支出比2022年增加多少？", "69.00", "万元"),
    ],
)
def test_the_whole_agency_s_figure_or_the_row_s(
    answerer: Answerer, question: str, value: str, unit: str
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert (Decimal(value), unit) in values(answer)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("青禾区园林局2023年三公经费比上年增加了，是不是？", "不是"),
        ("青禾区园林局2023年三公经费是否比上年减少？", "是"),
        ("青禾区园林局2023年新建口袋公园完成了目标任务吗？", "是"),
        ("青禾区园林局2023年苗木成活率达到目标了吗？", "不是"),
        ("青禾区园林局2023年苗木成活率得了满分，对吗？", "不是"),
    ],
)
def test_changes_and_targets_are_judged(answerer: Answerer, question: str, word: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert answer.answer.startswith((f"{word}。", f"{word}，"))


def test_a_part_is_not_the_whole(answerer: Answerer) -> None:
    answer = answerer.ask("青禾区园林局2023年一共有多少名园艺师？")
    assert answer.outcome is Outcome.NOT_IN_REPORTS


def test_the_year_before_is_asked_for_by_a_follow_up(answerer: Answerer) -> None:
    history = (Turn("user", "青禾区园林局2023年实际支出是多少？"),)
    answer = answerer.ask("那前一年呢？", history)
    assert (Decimal("900.00"), "万元") in values(answer)
