"""Sums, comparisons over years and groups, and claims, over one made-up report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区园林局2023年度部门整体支出绩效自评报告</h1>
<h2>一、基本情况</h2>
<p>全局核定编制64名，实有在职人员58人，退休人员21人，离休人员2人。</p>
<h2>二、预算执行</h2>
<p>2023年年初预算900.00万元，调整后预算1,020.00万元，决算支出969.00万元，比2022年的900.00万元增加69.00万元。
支出中基本支出434.60万元，项目支出534.40万元。</p>
<p>“三公”经费支出10.50万元，其中公务接待费3.00万元、公务用车运行维护费7.50万元，比上年减少1.50万元。
全年国内公务接待20批次、150人次。
政府采购支出总额30.00万元，其中：货物30.00万元、工程0万元。</p>
<p>养护补助标准由每亩310元提高到每亩342元。古树普查项目全年登记古树2,146棵（年度目标1,800棵）。</p>
<h2>三、项目支出</h2>
<table>
<tr><th>项目名称</th><th>2022年预算</th><th>2023年预算</th></tr>
<tr><td>口袋公园建设</td><td>310.00</td><td>279.00</td></tr>
<tr><td>道路绿化养护</td><td>180.00</td><td>225.40</td></tr>
<tr><td>古树名木复壮</td><td>60.00</td><td>30.00</td></tr>
<tr><td>合计</td><td>550.00</td><td>534.40</td></tr>
</table>
<h2>四、绩效指标</h2>
<table>
<tr><th>一级指标</th><th>二级指标</th><th>分值</th><th>得分</th></tr>
<tr><td rowspan="2">产出（30分）</td><td>产出数量</td><td>20</td><td>19</td></tr>
<tr><td>产出质量</td><td>10</td><td>9.5</td></tr>
<tr><td rowspan="2">效益（20分）</td><td>社会效益</td><td>12</td><td>11</td></tr>
<tr><td>满意度</td><td>8</td><td>7</td></tr>
<tr><td>合计</td><td></td><td>50</td><td>46.5</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("sums")
    (folder / "园林局.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "园林局.html"])
        yield open_answerer(library)


def computed(answer: Answer) -> tuple[Decimal, str]:
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    return answer.figures[0].value, answer.figures[0].unit


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("园林局还有多少编制没用上？就是编制减在职", "6"),
        ("园林局空编几个", "6"),
        ("园林局2023年年初预算减基本支出还剩多少（万元）？", "465.40"),
        ("园林局平均每批次接待多少人，保留一位小数", "7.5"),
        ("园林局平均每批次接待多少人？取整", "8"),
    ],
)
def test_a_sum_in_the_words_of_the_question(answerer: Answerer, question: str, value: str) -> None:
    assert computed(answerer.ask(question))[0] == Decimal(value)


def test_an_earlier_year_beside_this_one_is_not_this_year_s(answerer: Answerer) -> None:
    answer = answerer.ask("园林局2023年决算支出是多少？")
    assert {f.value for f in answer.figures} == {Decimal("969.00")}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("园林局产出类得分合计多少", "28.5"),
        ("园林局产出类扣了几分", "1.5"),
        ("园林局口袋公园建设预算比2022年少了多少？", "31.00"),
        ("园林局2023年项目支出占决算支出的比重是多少？", "55.15"),
        ("园林局退休人员和离休人员合计", "23"),
        ("园林局2023年调整后预算剩多少", "51.00"),
    ],
)
def test_sums_over_groups_and_years(answerer: Answerer, question: str, value: str) -> None:
    assert computed(answerer.ask(question))[0] == Decimal(value)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("园林局一级指标里哪个得分率最低", "效益"),
        ("园林局哪个项目预算比上年减得最多？", "口袋公园建设"),
        ("园林局2023年预算第二大的项目是哪个", "道路绿化养护"),
        ("园林局效益里扣分的是哪些", "满意度"),
    ],
)
def test_ranks_of_groups_changes_and_places(answerer: Answerer, question: str, name: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert name in answer.items


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("园林局三公经费比上年少了吗", "是"),
        ("园林局道路绿化养护预算比2022年少，对吗", "不是"),
        ("园林局口袋公园建设的预算跟去年一样多不", "不是"),
        ("园林局政府采购有没有安排工程类？", "否"),
    ],
)
def test_claims_about_two_years(answerer: Answerer, question: str, verdict: str) -> None:
    assert answerer.ask(question).answer.startswith(f"{verdict}。")
