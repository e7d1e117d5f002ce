"""Items of a project's goals, shares and rests, changes of a budget: each by its own place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

BUDGET = """云川市民政局{year}年部门预算
一、重点工作
{year}年重点工作：推进社会救助{more}。
二、预算绩效目标情况
{year}年主要项目绩效目标如下：
1.城乡居民最低生活保障项目，预算安排2260.00万元。绩效目标：城市低保标准达到每人每月780元；保障城市低保对象{town}人、农村低保对象21240人。
2.适老化改造项目，预算安排168.00万元。绩效目标：完成适老化改造420户；户均改造成本不超过4000元；服务对象满意度不低于92%。
3.高龄津贴项目，预算安排708.00万元。绩效目标：发放人数约8420人。
三、采购
{year}年公务接待费预算{fee}万元。授予中小企业合同金额150.00万元，占政府采购支出总额的79.33%。
四、问题
敬老院改造有2所敬老院因工期不足未能完工。
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("items")
    texts = {
        2023: BUDGET.format(year=2023, town="7260", fee="6.50", more=""),
        2024: BUDGET.format(year=2024, town="6630", fee="5.30", more="，规范命名乡村地名1200条"),
    }
    for year, text in texts.items():
        (folder / f"民政局{year}.txt").write_text(text, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest(sorted(folder.glob("*.txt")))
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云川市民政局2023年城乡低保项目保障的城市和农村低保对象合计多少人？", "28500人"),
        ("云川市民政局2024年适老化改造，户均改造成本不能超过多少？", "4000元"),
        ("云川市民政局2024年适老化改造项目服务对象满意度目标是多少？", "92%"),
        ("云川市民政局2024年公务接待费预算是否低于2023年？", "是。"),
        ("云川市民政局2023年公务接待费预算是否低于2024年？", "不是。"),
        ("云川市民政局2024年给中小企业的采购合同占到了总额的八成以上，是不是真的？", "不是。"),
        ("云川市民政局2024年敬老院全部完工了吗？", "否。"),
    ],
)
def test_answered(answerer: Answerer, question: str, told: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert told in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "云川市民政局2023年城乡低保项目保障的城市和农村特困对象合计多少人？",
        "云川市民政局2024年高龄津贴项目服务对象满意度目标是多少？",  # that of another project
        "云川市民政局2024年食堂全部完工了吗？",
        "云川市民政局2023年行动计划规范命名多少条乡村地名？",  # of 2024 alone
        "云川市民政局2024年公务接待费预算的实际执行数是多少？",
    ],
)
def test_refused(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.NOT_IN_REPORTS, answer.answer
