"""Yes and no by figures: all spent, above the plan, a share, a grade, none at all; and lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body><h1>青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告</h1>
<p>一、基本情况</p>
<p>镇机关派出机构3个，分别为：东湖分局、临港分局、城南分局。资助特困人员、低保对象等困难群众参保3.08万人。</p>
<p>选取资金量较大、社会关注度较高的3个项目开展自评。</p>
<p>“三公”经费支出8.65万元，全年未安排因公出国（境）。</p>
<p>政府采购支出总额400.00万元，其中货物类100.00万元、工程类300.00万元。</p>
<p>资金支出进度81.6%，未达到省厅要求的85%。</p>
<p>二、自评结论</p>
<p>经自评，2022年度部门整体支出绩效自评得分95.66分，等级为“优”。</p>
<table><tr><td>项目</td><td>全年预算数（万元）</td><td>执行数（万元）</td></tr>
<tr><td>村级组织运转</td><td>376.20</td><td>376.20</td></tr>
<tr><td>道路养护</td><td>120.00</td><td>98.75</td></tr></table>
<table><tr><td>指标</td><td>年初目标值</td><td>实际完成值</td></tr>
<tr><td>医药机构检查家数</td><td>200家</td><td>213家</td></tr>
<tr><td>城镇新增就业人数</td><td>9200人</td><td>9100人</td></tr></table>
<table><tr><td>收入</td><td>决算数</td></tr>
<tr><td>一、财政拨款收入</td><td>5,864.90</td></tr>
<tr><td>二、经营收入</td><td></td></tr></table>
<p>三、存在的不足和整改打算</p>
<p>发现的主要问题：一是道路养护进度滞后；二是档案整理不及时。下一步改进措施：一是倒排工期；二是开展档案整理。</p>
</body></html>
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("claims_decided")
    report = folder / "青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告.html"
    report.write_text(REPORT, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([report])
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("听说溪口镇2022年自评只得了“良”，是这样吗？", "不是"),
        ("溪口镇2022年自评等级是优，对吗", "是"),
        ("溪口镇村级组织运转经费全花光了，没错吧", "是"),
        ("溪口镇道路养护的钱全花完了吗", "不是"),
        ("溪口镇医药机构检查家数是不是超过了年初计划", "是"),
        ("溪口镇有没有完成城镇新增就业的目标", "不是"),
        ("听说溪口镇政府采购里工程类占了一半以上，属实吗", "是"),
        ("溪口镇政府采购货物类占一半以上，对吗", "不是"),
        ("溪口镇2022年有没有安排出国", "没有"),
        ("溪口镇有没有经营收入", "没有"),
        ("溪口镇资金支出进度符合省厅要求没得", "否"),
    ],
)
def test_figures_decide(ask, question: str, word: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answer.startswith(f"{word}。") or answer.answer.startswith(f"{word}，")


@pytest.mark.parametrize(
    "question",
    [
        "溪口镇疫情防控的钱全花完了吗",
        "溪口镇专利授权数是不是超过年初计划",
        "溪口镇政府采购里医疗类占了一半以上吗",
        "溪口镇有没有外籍专家",
        "道路养护项目自评等级是良，对吗",
    ],
)
def test_what_no_figure_decides_stays_refused(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("溪口镇有哪些派出分局", ("东湖分局", "临港分局", "城南分局")),
        ("溪口镇有哪些不足", ("道路养护进度滞后", "档案整理不及时")),
        ("溪口镇下一步改进措施有哪些", ("倒排工期", "开展档案整理")),
    ],
)
def test_the_list_is_of_what_is_asked(ask, question: str, items: tuple[str, ...]) -> None:
    assert ask(question).items == items


def test_what_things_are_like_is_no_list_of_them(ask) -> None:
    assert "资金量较大" not in ask("溪口镇拿哪三个项目做的自评").items
