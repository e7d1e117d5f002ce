"""What looks like an answer and is none: kept out for a reason each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

TEXTS = {
    "总结.txt": """安和市生态环境局2023年工作总结
一、工作情况
全市排查入河排污口2308个，完成整治1972个。新签约产业项目52个，协议投资额316.5亿元，其中10亿元以上项目7个。
二、资金情况
基金年末累计结余3.17亿元。“三公”经费支出5.86万元，上年为6.20万元。
""",
    "报告.txt": """安和市云山区民政局2023年部门整体支出绩效自评报告
一、资金情况
“三公”经费支出4.10万元。
""",
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("guards")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    with open_library(StoreSettings(folder / "store", embedder="hashing")) as library:
        library.ingest([folder / name for name in TEXTS])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("生态环境局新签约项目的协议投资额是多少？", "316.5"),  # 10亿元以上 says which projects
        ("生态环境局2023年基金年末累计结余是多少？", "3.17"),  # stated, not left over
        ("生态环境局2023年三工经费花了多少？", "5.86"),  # a slip in the measure's own name
    ],
)
def test_the_figure_that_is_meant(answerer: Answerer, question: str, value: str) -> None:
    answer = answerer.ask(question)
    assert [figure.value for figure in answer.figures][:1] == [Decimal(value)]


def test_what_was_done_is_not_what_is_left_to_do(answerer: Answerer) -> None:
    answer = answerer.ask("生态环境局排查的入河排污口还有多少个没整治完？")
    assert Decimal(1972) not in [figure.value for figure in answer.figures[:1]]


def test_last_year_of_which_report_is_asked_back(answerer: Answerer) -> None:
    answer = answerer.ask("去年三公经费花了多少？")
    assert answer.outcome is Outcome.UNCLEAR
    assert len(answer.options) == 2
