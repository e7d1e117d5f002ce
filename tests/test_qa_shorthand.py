"""Keywords and signs ask what they would ask in a sentence."""

from __future__ import annotations

import pytest

from ingest.model import ReadingAccount, ReportIdentity
from qa.scope import find_scope
from qa.shorthand import longhand
from qa.understand import understand
from qa.wording import normalise
from vectorstore.model import ReportCard


def card(year: int, agency: str = "临泾县水利局", kind: str = "部门决算") -> ReportCard:
    identity = ReportIdentity(
        agency=agency, region="临泾县", region_path=("临泾县",), fiscal_year=year, kind=kind
    )
    return ReportCard(
        id=f"{agency}{year}{kind}",
        file_name=f"{agency}{year}.pdf",
        path="",
        title=f"{agency}{year}年度{kind}",
        format="pdf",
        content_hash="",
        identity=identity,
        account=ReadingAccount(),
    )


CARDS = [card(2022), card(2023)]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("临泾水利局 '23 项目支出", "临泾水利局 2023年 项目支出"),
        ("临泾水利局23 项目支出", "临泾水利局2023年 项目支出"),
        ("临泾水利局 22三公 超预算？", "临泾水利局 2022年三公 超预算了吗?"),
        ("临泾水利局 行政村数 22年<23年？", "临泾水利局 行政村数 2022年比2023年少了吗"),
        ("临泾水利局 水费收入 23-22=？万元", "临泾水利局 水费收入 2023年比2022年多多少万元"),
        ("临泾水利局 接待 人次/批次 平均", "临泾水利局 接待 平均每批次多少人"),
        ("临泾水利局 管护费/项目支出 %", "临泾水利局 管护费占项目支出的百分之几"),
        ("临泾水利局 治理面积 计划-完成 km²", "临泾水利局 治理面积 比目标少多少平方公里"),
        (
            "执行率 基本支出vs项目支出 高者 临泾水利局",
            "执行率 基本支出和项目支出哪个更高 临泾水利局",
        ),
        ("临泾水利局 产出指标 未完成 清单", "临泾水利局 未完成的产出指标有哪些"),
        ("通村公路 目标值 km 临泾水利局", "通村公路 目标值 临泾水利局 多少公里"),
        ("临泾水利局 国有资本经营收入 有/无", "临泾水利局 国有资本经营收入 有没有"),
        ("临泾水利局 执行率最低 项目", "临泾水利局 执行率最低的是哪个项目"),
    ],
)
def test_is_written_out(said: str, asked: str) -> None:
    assert " ".join(longhand(normalise(said), CARDS).split()) == asked


@pytest.mark.parametrize(
    "said",
    [
        "临泾水利局有没有22个项目？",  # who asks in a sentence means his numbers
        "临泾水利局 15 分钟服务圈",
        "临泾水利局 24小时值班",
        "临泾水利局 21 项目",  # no report is of 2021
        "临泾水利局2022-2023年做了什么",
    ],
)
def test_leaves_the_rest_alone(said: str) -> None:
    assert longhand(normalise(said), CARDS) == normalise(said)


def test_spending_and_investment_are_money() -> None:
    for said in ("垃圾分类 实际支出", "口袋公园 完成投资", "发展史 印刷费"):
        assert understand(said, find_scope(said, [])).wants is not None, said
