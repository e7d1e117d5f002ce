"""Requests, keyword questions, offices and rankings over a made-up report of one year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区水务局2023年度部门整体支出绩效自评报告</h1>
<p>成立由副局长范立群任组长的自评工作组。馆长为苏念慈。自评等级为“良”。</p>
<h2>一、支出</h2>
<p>全年人员经费支出815.40万元。项目支出包括：泵站维修65.00万元、堤防加固52.00万元、水质监测20.00万元。</p>
<p>一是由河湖管理科制定统一的巡查台账；二是会同公路部门完成标识牌选址。</p>
<h2>二、资金</h2>
<table>
<tr><th>资金类别</th><th></th><th>预算数（万元）</th><th>执行数（万元）</th><th>执行率</th></tr>
<tr><td rowspan="2">按支出类型分</td>
<td>基本支出</td><td>700.00</td><td>500.00</td><td>71.43%</td></tr>
<tr><td>项目支出</td><td>200.00</td><td>137.00</td><td>68.50%</td></tr>
<tr><td rowspan="2">按资金来源分</td>
<td>一般公共预算</td><td>600.00</td><td>570.00</td><td>95.00%</td></tr>
<tr><td>政府性基金</td><td>300.00</td><td>246.00</td><td>82.00%</td></tr>
</table>
<h2>三、分镇维修情况</h2>
<table>
<tr><th>镇街</th><th>计划面积（亩）</th><th>完成面积（亩）</th><th>支出（万元）</th></tr>
<tr><td>城关街道</td><td>900</td><td>300</td><td>20.00</td></tr>
<tr><td>北塘镇</td><td>400</td><td>390</td><td>45.00</td></tr>
<tr><td>合计</td><td>1300</td><td>690</td><td>65.00</td></tr>
</table>
<h2>四、绩效指标</h2>
<table>
<tr><th>一级指标</th><th>二级指标</th><th>三级指标</th><th>分值</th><th>得分</th></tr>
<tr><td rowspan="3">效益指标（18分）</td><td>经济效益</td><td>年节水量</td><td>6</td><td>6</td></tr>
<tr><td rowspan="2">社会效益</td><td>供水人口</td><td>6</td><td>6</td></tr>
<tr><td>消除积水点</td><td>6</td><td>4.70</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "a.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "a.html"])
        yield open_answerer(library)


def _told(answer: Answer) -> str:
    return answer.answer if answer.outcome is Outcome.ANSWERED else ""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请说明青禾区水务局2023年度人员经费支出数额。", "815.40万元"),
        ("请披露青禾区水务局2023年度人员经费支出的具体金额。", "815.40万元"),
        ("请列示青禾区水务局2023年度人员经费支出金额。", "815.40万元"),
        ("请核实青禾区水务局2023年自评等级是否为“优”。", "不是"),
        ("青禾区水务局 2023 效益指标 扣分合计", "1.30分"),
        ("青禾区水务局2023年社会效益扣了多少分？", "1.30分"),
        ("请比较青禾区水务局2023年各资金来源，执行率最低的是哪一类？", "政府性基金"),
        ("青禾区水务局2023年哪个镇街花钱最多？", "北塘镇"),
        ("青禾区水务局2023年哪个镇街支出最多？", "北塘镇"),
        ("青禾区水务局2023年哪个镇街完成面积最大？", "北塘镇"),
        ("青禾区水务局2023年的几个项目支出里，金额最大的是哪一项？", "泵站维修"),
        ("青禾区水务局2023年由哪个科室制定统一的台账？", "河湖管理科"),
        ("青禾区水务局2023年自评工作组组长是谁？", "组长：范立群"),
        ("青禾区水务局 馆长 姓名", "馆长：苏念慈"),
    ],
)
def test_asked_in_another_form(answerer: Answerer, question: str, words: str) -> None:
    assert words in _told(answerer.ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "请说明青禾区水务局2023年度会议费支出数额。",
        "青禾区水务局2023年社会效益和产出指标扣分合计",
        "青禾区水务局2023年哪个镇街收入最多？",
        "青禾区水务局2023年副馆长是谁？",
    ],
)
def test_what_only_stands_near_is_refused(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is not Outcome.ANSWERED
