"""Questions for one figure: words that only hold them together, and what the figure must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.meaning import read_statements
from ingest.model import FigureKind, Role
from ingest.numerals import scan_numbers
from qa.chain import open_answerer
from qa.model import Answer, Outcome
from qa.scope import Scope
from qa.understand import understand
from qa.wording import normalise
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """青禾县城市管理局2022年度部门整体支出绩效自评报告
一、基本情况
2022年末实有在职197人，离休1人，退休156人。公务用车保有量9辆。下辖14个行政村、2个社区。
二、支出情况
2022年“三公”经费支出9.92万元，其中公务接待费3.82万元，比2021年的4.10万元减少0.28万元。
年度执行中追加258.20万元（疫情防控186.00万元、人员增资72.20万元）。
三、完成情况
化解矛盾纠纷158起。受理城管热线18,362件。计划建设高标准农田4.2万亩，实际建成3.5万亩。
完成食品药品安全宣传，食品抽检6800批次。智慧平台二期于2022年10月底前上线运行。
青禾县城市管理局
2023年3月6日
"""


@pytest.fixture
def ask(tmp_path: Path):
    report = tmp_path / "青禾县城市管理局2022年度部门整体支出绩效自评报告.txt"
    report.write_text(REPORT, "utf-8")
    with open_library(StoreSettings(path=tmp_path / "store", embedder="hashing")) as library:
        library.ingest([report])
        yield open_answerer(library).ask


def printed(answer: Answer) -> list[str]:
    return [figure.printed for figure in answer.figures]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("青禾县城管局2022年公务接待费花了多少", "3.82万元"),
        ("青禾县城管局2022年在职人数", "197人"),
        ("青禾县城管局有几辆公车", "9辆"),
        ("青禾县城管局2022年调解了多少矛盾", "158起"),
        ("青禾县城管局热线一年接了多少件", "18,362件"),
        ("青禾县城管局高标准农田建成多少万亩", "3.5万亩"),
        ("青禾县城管局有几个行政村？2022年报告", "14个"),
        ("青禾县城管局人员增资追加了多少", "72.20万元"),
        ("青禾县城管局2021年公务接待费是多少", "4.10万元"),
        ("青禾县成管局2022年离休几人", "1人"),
    ],
)
def test_one_figure(ask, question: str, figure: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert printed(answer)[:1] == [figure]


def test_day_keeps_its_end_of_month(ask) -> None:
    assert "2022年10月底前" in ask("青禾县城管局智慧平台二期什么时候上线").answer


@pytest.mark.parametrize(
    "question",
    [
        "青禾县城管局药品抽检多少批次",  # only 食品抽检
        "青禾县城管局2020年公务接待费是多少",
        "青禾县城管局2022年处分了多少人",
    ],
)
def test_near_is_not_it(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED


def test_list_number_is_no_whole_number() -> None:
    text = "1.新建学校6所；\n2.普惠率达到90%；\n3.引进教师40名；\n4.12所学校完成改造。"
    assert [n.printed for n in scan_numbers(text)] == ["6所", "90%", "40名", "12所"]
    assert [n.printed for n in scan_numbers("1.5万元\n2.3万元\n3.1万元")][2] == "3.1万元"


def test_earlier_year_is_stated_as_of_then() -> None:
    _, then, less = (
        s
        for s in read_statements("预算执行率95.60%，比2021年的93.15%提高2.45个百分点。")
        if s.token.kind is not FigureKind.DATE
    )
    assert (then.role, then.period) == (Role.PRIOR_YEAR, "2021")
    assert less.role is Role.CHANGE


@pytest.mark.parametrize(
    ("text", "wants", "unit"),
    [
        ("追回工资涉及多少农民工", FigureKind.COUNT, "人"),
        ("高标准农田建成多少万亩", FigureKind.COUNT, "亩"),
        ("老旧小区改造花了多少", FigureKind.MONEY, ""),
        ("新增了多少学位", FigureKind.COUNT, ""),
    ],
)
def test_what_is_counted(text: str, wants: FigureKind, unit: str) -> None:
    question = understand(normalise(text), Scope(()))
    assert (question.wants, question.unit) == (wants, unit)


def test_new_ones_are_no_change() -> None:
    assert understand("垃圾分类投放点实际新增几个", Scope(())).roles == (Role.ACTUAL,)
