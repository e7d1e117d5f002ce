"""Of what a figure is: its share of the whole, its day, its head word, its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome, Turn
from qa.words import asked_concepts
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

BUDGET = """青禾县溪口镇人民政府2024年度部门预算
一、收支情况
2024年一般公共预算收入4126万元。

支出预算2000.00万元，其中：农林水支出500.00万元，卫生健康支出40.00万元，比上年减少2.00万元。
规模以上工业企业36家，利润总额2.40亿元。防汛值守点12个。

2024年收入总预算2000.00万元，比2023年预算2100.00万元减少100.00万元。事业收入0.00万元。

2024年政府采购预算400.00万元，其中：政府采购货物预算100.00万元、政府采购工程预算300.00万元。
截至2023年8月31日，青禾县溪口镇人民政府（部门）共有车辆7辆。2024年部门预算安排购置车辆1辆。
二、项目情况
村道养护项目调整后预算60.00万元，实际支出45.00万元。
"""
OTHER = "云州市卫生健康局2024年度部门预算\n一、概况\n2024年支出预算900.00万元。"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("of_what")
    (folder / "青禾县溪口镇人民政府2024年度部门预算.txt").write_text(BUDGET, "utf-8")
    (folder / "云州市卫生健康局2024年度部门预算.txt").write_text(OTHER, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest(sorted(folder.glob("*.txt")))
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("溪口镇2024预算 农林水支出占比", "25.00%"),
        ("溪口镇2024 农林水支出 占 支出预算 %", "25.00%"),
        ("溪口镇2024年政府采购预算中工程占多大比例？", "75.00%"),
        ("请测算溪口镇2024年卫生健康支出占支出预算的比例，结果用百分数表示。", "2.00%"),
        ("溪口镇2024年共有车辆多少辆？", "7辆"),
        ("溪口镇2024年有几辆车？", "7辆"),
        ("溪口镇2024年预算里，截至2023年8月31日有多少辆车？", "7辆"),
        ("溪口镇2024年规模以上工业企业利润是多少？", "2.40亿元"),
        ("溪口镇2024年一般公共预算收入是多少？", "4126万元"),
    ],
)
def test_a_figure_is_of_what_is_asked(answerer: Answerer, question: str, words: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "溪口镇2024年规模以上工业企业营业收入是多少？",  # neither their profit nor their number
        "溪口镇2024年预算里，截至2022年8月31日有多少辆车？",  # another day
        "溪口镇2024年防汛支出多少？",  # what is counted is not what is paid
        "青禾县2024年一般公共预算收入是多少？",  # the county's is not its town's
    ],
)
def test_of_something_else_is_refused(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is not Outcome.ANSWERED


def test_spending_behind_a_budget_is_what_was_spent_of_it(answerer: Answerer) -> None:
    history = [
        Turn("user", "溪口镇2024年村道养护项目调整后预算是多少？"),
        Turn("assistant", "60.00万元"),
    ]
    assert "45.00万元" in answerer.ask("那支出呢？", history).answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("溪口镇2024年预算是不是比2023年缩水了？", "是。"),
        ("溪口镇2024年有无事业收入？", "没有。"),
        ("溪口镇2024年事业收入是零吗？", "是。"),
        ("溪口镇2024年支出预算超过两个亿吗？", "不是。"),
        ("溪口镇2024年卫生健康支出是不是比2023年涨了？", "不是。"),
    ],
)
def test_yes_or_no_is_told_by_the_figure(answerer: Answerer, question: str, words: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answer.startswith(words)


def test_a_row_s_total_is_not_the_total_of_all() -> None:
    assert not asked_concepts("高中教育支出合计")
    assert [m.name for m in asked_concepts("本年支出合计")] == ["支出合计"]
