"""A report of one project: its name says which report is asked, never what."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from qa.chain import open_answerer
from qa.model import Answer, Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """白湖职业学院智能制造实训基地建设项目2023年度绩效自评报告
一、项目概况
白湖职业学院启动智能制造实训基地建设项目，批复总投资3480万元。
二、资金情况
2023年度计划投入资金1860万元，实际到位资金1760万元，实际支出1598.24万元。
三、产出
新增实训工位312个，毕业生对口就业率71.6%。
"""
OTHER = """桥西区民政局2023年度部门整体支出绩效自评报告
一、基本情况
桥西区民政局项目支出200.50万元。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answer]]:
    folder = tmp_path_factory.mktemp("project")
    paths = [folder / "学院.txt", folder / "民政.txt"]
    for path, text in zip(paths, (REPORT, OTHER), strict=True):
        path.write_text(text, "utf-8")
    with open_library(StoreSettings(folder / "store", embedder="hashing")) as library:
        library.ingest(paths)
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("白湖职业学院实训基地项目批复总投资是多少？", "3480"),
        ("白湖职业学院智能制造实训基地建设项目2023年实际到位资金多少？", "1760"),
        ("白湖职业学院实训基地项目新增实训工位多少个？", "312"),
        ("白湖职业学院实训基地项目毕业生对口就业率有多少嘛？", "71.6"),
    ],
)
def test_the_projects_name_is_scope(
    ask: Callable[[str], Answer], question: str, value: str
) -> None:
    answer = ask(question)
    assert [str(figure.value) for figure in answer.figures] == [value], answer.answer


def test_what_was_received_is_not_what_was_spent(ask: Callable[[str], Answer]) -> None:
    answer = ask("桥西区民政局2023年实际到位资金多少？")
    assert answer.outcome is Outcome.NOT_IN_REPORTS, answer.answer
