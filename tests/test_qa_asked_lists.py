"""Lists by a state or a count, who heads what, what is to be done: all of it, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区水务局2023年度部门整体支出绩效自评报告</h1>
<h2>一、履职效能分析</h2>
<p>表1 履职效能指标完成情况表　单位：万元</p>
<table>
<tr><th>主要任务</th><th>关键指标</th><th>年度指标值</th><th>实际完成值</th><th>分值</th><th>得分</th></tr>
<tr><td>防汛</td><td>堤防巡查次数</td><td>24次</td><td>21次</td><td>8</td><td>7</td></tr>
<tr><td>防汛</td><td>抢险物资到位率</td><td>≥95%</td><td>97%</td><td>6</td><td>6</td></tr>
<tr><td>供水</td><td>水质达标率</td><td>≥98%</td><td>96.5%</td><td>6</td><td>5.2</td></tr>
</table>
<h2>二、管理效率分析</h2>
<p>表2 管理效率指标得分表　单位：万元</p>
<table>
<tr><th>指标</th><th>预算编制</th><th>预算执行</th><th>资产管理</th><th>合计</th></tr>
<tr><td>分值</td><td>6</td><td>10</td><td>4</td><td>20</td></tr>
<tr><td>得分</td><td>6</td><td>8.9</td><td>3</td><td>17.9</td></tr>
</table>
<p>表3 项目资金使用明细表　单位：万元</p>
<table>
<tr><th>序号</th><th>支出内容</th><th>实际支出</th></tr>
<tr><td>1</td><td>泵房改造</td><td>98.40</td></tr>
<tr><td>2</td><td>仪表购置</td><td>62.84</td></tr>
<tr><td>3</td><td>人员培训</td><td>8.70</td></tr>
</table>
<p>全年建成乡镇供水窗口6个、村级水站12个，抽查企业57家，其中约谈3家、移送2家。</p>
<h2>三、自评情况</h2>
<p>发现的主要问题：一是管网改造因征地滞后，开工偏晚；二是水表老化，计量不准。</p>
<p>下一步改进措施：一是提前开展征地，未落实用地的不列入计划；二是分批更换水表。</p>
<h2>四、2024年工作安排</h2>
<p>（一）由计财科牵头，会同各科室修订绩效指标库，6月底前完成。</p>
<p>（二）推行夜间检漏。</p>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("asked")
    (folder / "shuiwu.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "shuiwu.html"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("请列出水务局未完成的履职效能指标。", ("堤防巡查次数", "水质达标率")),
        ("水务局履职效能部分哪些指标被扣分了？", ("堤防巡查次数", "水质达标率")),
        ("水务局管理效率部分哪些指标被扣分了？", ("预算执行", "资产管理")),
        ("水务局项目资金用在了哪三项支出内容上？", ("泵房改造", "仪表购置", "人员培训")),
    ],
)
def test_a_list_by_its_state_or_its_count(
    answerer: Answerer, question: str, items: tuple[str, ...]
) -> None:
    answer = answerer.ask(question)
    assert answer.items == items
    assert "万元" not in answer.answer  # points, whatever the table's unit


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("概述水务局针对自评发现问题提出的改进措施。", "提前开展征地", "计量不准"),
        ("水务局对水表老化的问题打算怎么办？", "更换水表", "征地"),
        ("水务局修订绩效指标库由哪个科室牵头？", "计财科", "检漏"),
    ],
)
def test_what_is_to_be_done_and_who_does_it(
    answerer: Answerer, question: str, said: str, unsaid: str
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert said in answer.answer
    assert unsaid not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "水务局移送的2家企业是哪两家？",
        "水务局项目资金用在了哪五项支出内容上？",
        "水务局夜间检漏由哪个科室牵头？",
        "水务局的6个乡镇供水窗口设在哪里？",
        "水务局的堤防往后打算怎么弄？",
    ],
)
def test_what_the_report_does_not_name(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is Outcome.NOT_IN_REPORTS
