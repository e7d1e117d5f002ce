"""Questions wrapped in talk, dialect and follow-ups, over a year's report and its neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome, Turn
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

COURT = """石浦县人民法院2023年度部门决算
一、部门概况
本部门2023年支出决算1860.40万元。
二、绩效情况
2023年审结案件5120件，结案率96.30%；一审服判息诉率88.2%，低于90%的目标。
发放司法救助金41.50万元。
项目建设期为2022年9月至2024年8月，批复总投资2680万元。
院内便民驿站共建成5个，在东门镇、西山镇设立便民驿站2个。
"""
NEXT = """石浦县人民法院2024年度部门预算
一、重点工作
2024年重点工作：开展乡村著名行动，规范命名乡村地名900条。
二、预算情况
收入预算1900.00万元。预算增加的主要原因：一是新增办案系统运维项目。
诉讼服务中心空调更新项目，预算安排36.00万元。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("wordy")
    files = []
    for name, text in (("2023年度部门决算", COURT), ("2024年度部门预算", NEXT)):
        files.append(folder / f"石浦县人民法院{name}.txt")
        files[-1].write_text(text, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest(files)
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "我们是做空调的，最近在留意采购机会，看到石浦县法院2024年的预算里好像有个"
            "诉讼服务中心空调更新项目，想了解一下它的预算是多少。",
            "36.00万元",
        ),
        (
            "街坊打官司赢了却拿不到钱，谁也说不清上头到底帮了多少，我替他问一句。"
            "石浦县法院2023年发放了多少司法救助金？给个准数最好",
            "41.50万元",
        ),
        (
            "作为一名律师，我比较关心审判质效，石浦县人民法院2023年度决算里有一段讲绩效情况的话，"
            "想问问一审服判息诉率到底有没有达到90%的目标？",
            "不是",
        ),
        (
            "最近朋友圈有人转发说石浦县法院2023年结案率是96.30%，我不太确定这个数是不是准的，"
            "请帮忙核对一下，是这样吗？",
            "是。",
        ),
        ("石浦县法院2023年的结按率是多少", "96.30%"),
        ("石浦县法院2023年发了多少司法救助金？", "41.50万元"),
        ("石浦县法院2023年批复总投资是多少", "2680万元"),
    ],
)
def test_the_question_is_found_in_the_talk(ask, question: str, words: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        # Another year's report: a question made of two things keeps the year it asks of.
        "石浦县法院2023年乡村著名行动及规范命名多少条乡村地名",
        "石浦县法院2022年的预算增加的主要原因是什么",
        # Another thing brought in, and a thing pointed at that nothing names.
        "看到石浦县法院2024年的预算里有个档案室改造项目，想了解一下它的预算是多少",
        "石浦县法院2024年这个项目预算安排了多少钱？",
        "石浦县法元2023年的破案率是多少",
        "石浦县法院2024年预算的实际执行数是多少？",  # a budget has been carried out by nobody yet
        "石浦县法院2023年一审服判息诉率有没有达到85%的目标？",  # no such target was set
        # What the money was for narrows it, said before the agency too.
        "为了让老兵们去疗养，石浦县法院2024年一共安排了多少钱？",
        # What was built does not answer what was taken down.
        "石浦县法院2023年便民驿站拆了几个",
    ],
)
def test_a_near_miss_stays_refused(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED


def test_what_came_about_is_no_target_named_behind_it(ask) -> None:
    history = [Turn("user", "石浦县法院2023年结案率是多少？")]
    assert "88.2%" in ask("一审服判息诉率呢？", history).answer
