"""A character that sounds or looks alike is mended where the sentence makes more sense so."""

from __future__ import annotations

import pytest

from qa.misspelt import mend_asking
from qa.typos import correct_words
from qa.wording import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("尚末执行的予算是多少", "尚未执行的预算是多少"),
        ("本年收人合计", "本年收入合计"),
        ("公务接侍费花了多少", "公务接待费花了多少"),
        ("财政拔款支出", "财政拨款支出"),
        ("缘因是什么", "原因是什么"),
        ("执节率是多少", "执结率是多少"),
        ("有那些产出指标没有完成木标", "有哪些产出指标没有完成目标"),
        ("人数达到目标了马", "人数达到目标了吗"),
        ("实际支岀多少", "实际支出多少"),
    ],
)
def test_a_slip_in_the_words_of_asking_is_mended(said: str, meant: str) -> None:
    assert normalise(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "2022年没完成目标的产出指标有哪些",  # no 年末
        "2023年出台了几项措施",  # no 年初
        "招收人数是多少",  # no 收入
        "2025年的预算比2024年多多少",  # no 年底, no 年度
        "评价组组长是谁",
        "有什么安排",
        "医共体信息化建设",
    ],
)
def test_what_makes_sense_is_let_be(said: str) -> None:
    assert mend_asking(said) == said


def test_the_reports_own_runs_mend_a_word_of_the_language() -> None:
    texts = ["全年新认定高新技术企业412家水土流失治理面积31.2平方公里"]
    assert correct_words("高薪技术企业有多少家", texts) == "高新技术企业有多少家"
    assert correct_words("水土流矢治理面积", texts) == "水土流失治理面积"
    assert correct_words("高山技术企业有多少家", texts) != "高新技术企业有多少家"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("到2021年年底账上的结转和结余有多少", "到2021年年底年末结转和结余有多少"),
        ("三公经费2022年高还是2023年高", "三公经费2022年和2023年哪年更高"),
        ("场次够目标了没", "场次达到目标了没"),
        ("对口就业率做到百分之几了", "对口就业率是多少了"),
        ("这一项最高能给几分", "这一项满分几分"),
        ("全年给安排了多少预算", "全年预算数是多少"),
        ("收入怎么变少了呢", "收入为什么减少"),
        ("支出2025年比2024年多给了多少万？", "支出2025年比2024年多了多少万元?"),
        ("在职的、退休的、编外的，哪种人最少", "在职人员、退休人员、编外人员,哪类人员最少"),
    ],
)
def test_everyday_words_are_the_reports_readers(said: str, meant: str) -> None:
    assert normalise(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("手底下有几个单位", "下属单位有几个"),
        ("光是公车就花了多少钱", "公车花了多少钱"),
        ("哪个项目花的钱最多", "哪个项目钱花得最多"),
    ],
)
def test_talk_about_spending_is_put_plainly(said: str, meant: str) -> None:
    assert normalise(said) == meant
