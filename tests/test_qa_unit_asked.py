"""Questions that name what is counted by its unit: 改厕户数, 处置亩数, 接待人次."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome
from qa.unit_asked import asked_unit
from qa.wording import normalise
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告
一、基本情况
年末常住人口7.84万人，居民小区68个。开展打击欺诈骗保专项整治。公务接待费3.15万元，全年国内公务接待48批次、521人次。
二、完成情况
改厕386户，新增道路9.8公里。县级河湖长全年巡河96次。批而未供土地消化进度慢，全年处置642亩。
全年举办“春风行动”等线上线下招聘会46场。设置核酸采样点17个，累计采样41.9万人次。
为农民工追回工资2,187万元。
年度执行中追加258.20万元。
行政罚款74.20万元。
惠民演出活动支出180.00万元，改造老旧小区4个。
三、2022年民生实事完成情况
新装路灯700盏（已完成，实际720盏）。
四、2023年工作安排
新装路灯300盏。
青禾县溪口镇人民政府
2023年3月6日
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("unit_asked")
    report = folder / "青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告.txt"
    report.write_text(REPORT, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([report])
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("溪口镇2022年改厕户数", "386户"),
        ("批而未供土地 处置亩数 溪口镇", "642亩"),
        ("溪口镇公务接待批次数", "48批次"),
        ("溪口镇一年接待了多少人次来客啊", "521人次"),
        ("溪口镇累计采样人次", "41.9万人次"),
        ("溪口镇新增道路里程", "9.8公里"),
        ("溪口镇招聘会场次", "46场"),
        ("溪口镇年末小区个数", "68个"),
        ("溪口镇为农民工追回工资总额", "2,187万元"),
        ("溪口镇2022年中途追加了多少预算", "258.20万元"),
        ("溪口镇打击骗保，行政罚款一共罚了几多钱", "74.20万元"),
        ("溪口镇新装路灯盏数", "720盏"),
        ("溪口镇2022年计划新装路灯多少盏", "700盏"),
        ("溪口镇改厕好多户哦", "386户"),
    ],
)
def test_the_unit_says_what_is_counted(ask, question: str, words: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "溪口镇镇级河湖长巡河次数",  # of another level
        "溪口镇惠民演出场数",  # only what they cost is known
        "溪口镇2022年外宾接待批次",
        "溪口镇大学生招聘会场次",
        "溪口镇扶贫罚款一共罚了几多钱",
        "溪口镇核酸采样一天能采好多吨",
    ],
)
def test_another_thing_stays_refused(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED


def test_a_known_word_is_no_unit() -> None:
    texts = ["受理案件146件,新装路灯720盏,专家3名"]
    assert asked_unit("受理案件数", texts) == ""
    assert asked_unit("聘请专家数", texts) == ""
    assert asked_unit("新装路灯盏数", texts) == "盏"
    assert asked_unit("干部数") == ""


def test_quotation_marks_of_a_measure_go_those_of_a_name_stay() -> None:
    assert normalise("“三公”经费花了好多") == "三公经费花了多少"
    assert normalise("“春风行动”办了几场") == "“春风行动”办了几场"
    assert normalise("好多人没领到，是不是") == "多少人没领到,是不是"
    assert normalise("好多农户没领到，是不是") == "好多农户没领到,是不是"
