"""Rates, rests and targets that no report prints, worked out of what one place gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome, Turn
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区环保局2023年度部门整体支出绩效自评报告</h1>
<h2>一、基本情况</h2>
<p>局机关实有在职人员40人，其中执法队员25人、文员15人。</p>
<p>“三公”经费全年预算20.00万元，实际支出15.00万元，其中：公务用车运行维护费预算12.00万元，支出9.00万元；公务接待费支出6.00万元。</p>
<h2>二、主要工作</h2>
<p>全年受理投诉案件500件，办结480件，按期回复率96.2%；立案查处违法案件75件。</p>
<p>一次办结率88.5%，低于90%的目标；平均办理时间6.5天，优于8天的目标；河道治理面积完成30.5公顷，计划为38公顷。</p>
<table>
<tr><th>三级指标</th><th>年度指标值</th><th>实际完成值</th></tr>
<tr><td>管网漏损率</td><td>≤12%</td><td>13.4%</td></tr>
<tr><td>空气达标率</td><td>≥85%</td><td>86.1%</td></tr>
</table>
<h2>三、下一步改进措施</h2>
<p>加强项目前期论证。</p>
<p>附表 2023年度项目支出明细表 单位：万元</p>
<table>
<tr><th>项目名称</th><th>年初预算</th><th>调整后预算</th><th>实际支出</th></tr>
<tr><td>监测站大楼建设</td><td>600.00</td><td>680.00</td><td>591.23</td></tr>
<tr><td>监测设备购置</td><td>100.00</td><td>120.00</td><td>120.00</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("rates")
    (folder / "环保局.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "环保局.html"])
        yield open_answerer(library)


def _first(answer: Answer) -> str:
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    return f"{answer.figures[0].value}{answer.figures[0].unit}"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("青禾区环保局三公经费的预算执行率是多少？", "75.00%"),
        ("青禾区环保局公务用车运行维护费预算完成率", "75.00%"),
        ("青禾区环保局投诉案件办结率是多少？", "96.00%"),
        ("青禾区环保局受理了但没有办结的投诉案件有多少件？", "20件"),
        ("青禾区环保局平均每个执法队员2023年查处了多少案子？拿查处数除一下", "3.00件"),
        ("青禾区环保局监测站大楼2023年还有多少钱没花出去？按调整后预算算", "88.77万元"),
    ],
)
def test_worked_out_of_one_place(answerer: Answerer, question: str, value: str) -> None:
    assert _first(answerer.ask(question)) == value


@pytest.mark.parametrize(
    "question",
    [
        "青禾区环保局公务接待费的预算执行率是多少？",  # no budget of it is given
        "青禾区环保局行政案件的办结率是多少？",  # taken on are 投诉案件
        "青禾区环保局平均每个网格员2023年查处了多少案子？拿查处数除一下",
    ],
)
def test_an_operand_is_missing(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.NOT_IN_REPORTS, answer.answer


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("青禾区环保局管网漏损率达到目标了吗？", "不是"),  # ≤12%
        ("青禾区环保局空气达标率达到目标了吗？", "是"),
        ("青禾区环保局一次办结率有没有达到90%的目标？", "不是"),
        ("青禾区环保局平均办理时间达到目标了吗？", "是"),  # 优于8天
        ("青禾区环保局河道治理完成计划面积了吗？", "不是"),
    ],
)
def test_a_target_is_met_or_not(answerer: Answerer, question: str, word: str) -> None:
    assert answerer.ask(question).answer.startswith(f"{word}，")


def test_a_follow_up_asks_whether_its_subject_met_the_target(answerer: Answerer) -> None:
    before = [
        Turn("user", "青禾区环保局管网漏损率的实际完成值是多少？"),
        Turn("assistant", "13.4%"),
    ]
    assert answerer.ask("达到目标了吗？", before).answer.startswith("不是，")
