"""Questions in people's own words, and their look-alikes that must stay refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告
一、基本情况
自评工作由副镇长周文彬任组长，财政所承办。
二、完成情况
新建农村公厕6座。化解矛盾纠纷158起。城乡居民基本医疗保险：年末参保4.37万人，累计结余3.17亿元。
细颗粒物（PM2.5）年均浓度28.6微克/立方米，可吸入颗粒物（PM10）年均浓度51微克/立方米。
年度执行中追加258.20万元（疫情防控186.00万元、人员增资72.20万元）。
省级督察反馈的21项问题完成销号19项。奖补资金发放时间晚于计划两个半月。
更新执法执勤用车2辆，购置费35.82万元。安排购置车辆1辆。
水质方面。未达标的是柳叶河入江口断面。
三、2023年工作安排
完成臭氧治理项目80个。
青禾县溪口镇人民政府
2023年3月6日
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("own_words")
    report = folder / "青禾县溪口镇人民政府2022年度部门整体支出绩效自评报告.txt"
    report.write_text(REPORT, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([report])
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("溪口镇2022年乡下公厕新盖了几座", "6座"),
        ("溪口2022年给老百姓调停了多少起纠纷", "158起"),
        ("溪口镇PM10年均浓度是多少", "51微克"),
        ("溪口镇城乡居民医保累计结余多少", "3.17亿元"),
        ("溪口镇用来更新执法执勤用车的那笔购置费是多少", "35.82万元"),
        ("溪口镇自评组的组长是哪一位", "周文彬"),
        ("溪口镇2022年自评组长是李明，对不对", "不是"),
        ("溪口镇省级督察问题全部销号了吗", "否"),
        ("溪口镇奖补资金按时发放了吗", "否"),
        ("溪口镇水质没达标的断面在哪", "柳叶河"),
    ],
)
def test_everyday_words_get_the_answer(ask, question: str, words: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "溪口镇2022年城里公厕新盖了几座",  # another place
        "溪口镇城镇职工医保累计结余多少",  # another insurance
        "溪口镇2022年完成臭氧治理项目几个",  # what is to be done next year
        "溪口镇为了疫情防控追加了多少人",  # another thing counted
        "溪口镇有几辆车",  # those bought are not those there are
        "溪口镇局长是谁",  # another post
        "溪口镇副组长是谁",
    ],
)
def test_a_near_miss_stays_refused(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED
