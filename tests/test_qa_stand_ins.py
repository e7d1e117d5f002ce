"""No figure stands in for another: the sum for one of it, a plan for what was spent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

_TOWN = """青禾县溪口镇人民政府{year}年部门整体支出绩效自评报告
一、收支情况
{year}年，我镇年初预算2,150.{cents}万元，年中追加386.42万元，全年预算2,536.{cents}万元；全年支出2,4{tens}.15万元。

{year}年年初预算中基本支出和项目支出分列。年初预算1,286.40万元，其中基本支出724.30万元、养护支出562.10万元。
全年养护支出640.67万元，公务接待费1.86万元，接种疫苗3.42万剂次。
村道项目累计完成投资6,980万元。口袋公园建设完成9个。
公务用车共有12辆，其中救护车3辆。信访件办结302件。护理型床位占比56.9%。
二、考核
安全生产考核分值20分，得分19分。
"""
_BUREAU = "青禾县市场监督管理局{0}年度部门预算\n一、收支\n{0}年药品监管经费预算210.50万元。\n"
_TAIL = "二、采购\n2024年政府采购预算4,821.20万元。"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("stand_ins")
    for year, cents, tens in ((2022, "00", "40"), (2023, "42", "78")):
        text = _TOWN.format(year=year, cents=cents, tens=tens)
        (folder / f"溪口{year}.txt").write_text(text, "utf-8")
    (folder / "市监2023.txt").write_text(_BUREAU.format(2023), "utf-8")
    (folder / "市监2024.txt").write_text(_BUREAU.format(2024) + _TAIL, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest(sorted(folder.glob("*.txt")))
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "words", "never"),
    [
        ("溪口镇2023年支出是多少？", "2,478.15万元", "2,536"),
        ("溪口镇2023年支出比2022年多了多少？", "38.00万元", "0.42"),
        ("溪口镇2023年支出比2022年多了多少元？", "380000", "0.42"),
        ("溪口镇2023年养护支出实际支出是多少？", "640.67万元", "562.10"),
        ("溪口镇2023年接种疫苗多少剂次？", "3.42万剂次", "1.86"),
        ("市场监管局2024年药品监管经费预算是多少？", "210.50万元", "4,821"),
    ],
)
def test_the_figure_meant_is_given(
    answerer: Answerer, question: str, words: str, never: str
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer.split("另：")[0]
    assert never not in answer.answer.split("另：")[0]


@pytest.mark.parametrize(
    "question",
    [
        "溪口镇2023年最大的一笔公务接待花了多少？",  # their sum is not one of them
        "溪河镇2023年全年支出是多少？",  # another town, no slip of the hand
        "青禾县药品监管局2024年预算是多少？",  # another bureau than 市场监督管理局
        "溪口镇村道项目2023年累计投资占总投资的百分之多少？",  # of itself: no whole is given
        "溪口镇2023年口袋公园建设完成投资多少？",  # not how many were built
        "溪口镇2023年除了救护车还有几辆别的车？",
        "溪口镇2023年没有办结的信访件有多少件？",
        "溪口镇2023年护理型床位占比离目标还差几张？",  # a share is no number of beds
        "市场监管局2023年和2024年政府采购预算哪年多？",  # only one of them says
        "那一项的分值是几分？",  # which?
    ],
)
def test_nothing_stands_in_for_it(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome in (Outcome.NOT_IN_REPORTS, Outcome.UNCLEAR)
    assert not answer.figures
