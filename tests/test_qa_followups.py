"""Follow-ups of two and more turns, and what only points back."""

import re

import pytest

from qa.followup import readings_of, standalone
from qa.model import Turn
from qa.refuse import without_search
from tests.test_qa_scope import CARDS


def ask(*turns: str) -> str:
    history = [Turn("assistant" if t.startswith("答：") else "user", t) for t in turns[:-1]]
    return standalone(turns[-1], history, CARDS)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("番禺的新增学位多少个？", "为什么没完成？"), "番禺的新增学位为什么没完成?"),
        (
            ("番禺的新增学位多少个？", "目标是多少？", "差多少？"),
            "番禺的新增学位的实际和目标相差多少？",
        ),
        (("番禺的科室有几个？", "都叫什么？"), "番禺的科室有哪些？"),
        (("番禺的项目支出多少？", "谢谢", "为什么减少"), "番禺的项目支出为什么减少"),
        (("番禺有哪些问题？", "就这些？"), "番禺有哪些问题?"),
        (("番禺年初预算多少？", "我说错了，是全年预算"), "番禺的全年预算是多少？"),
        (("番禺的公务接待费多少？", "上年呢？"), "番禺的公务接待费上年是多少？"),
        (
            ("番禺有哪些问题？", "答：1. 床位不足[1]；2. 人手不够[2]。", "第二个具体是什么？"),
            "番禺的“人手不够”的具体内容是什么？",
        ),
    ],
)
def test_followups_that_lean_on_what_was_asked(turns: tuple[str, ...], expected: str) -> None:
    assert ask(*turns) == expected


def test_a_fragment_means_the_thing_itself_before_that_of_the_thing_before() -> None:
    history = [Turn("user", "番禺2022年小学有多少所？")]
    wholes = readings_of("在校学生呢？", history, CARDS)
    assert [re.sub("番禺2022年的?", "", w) for w in wholes] == [
        "在校学生有多少？",
        "小学在校学生有多少？",
        "在校学生有多少所？",
    ]


@pytest.mark.parametrize("words", ["它的原因是什么?", "跟去年比怎么样", "那第二个呢?", "原因呢"])
def test_what_only_points_back_asks_back(words: str) -> None:
    reply = without_search(words, CARDS)
    assert reply is not None and reply.outcome.value == "unclear"


def test_a_question_that_names_its_matter_does_not_point_back() -> None:
    assert without_search("项目支出增加的原因是什么", CARDS) is None


def test_what_was_counted_can_be_listed() -> None:
    assert ask("番禺内设几个股室？", "列出来") == "番禺的内设股室有哪些？"


def test_a_change_is_asked_of_the_last_thing_alone() -> None:
    got = ask("番禺的家庭医生多少人？", "荔湾的项目支出多少？", "增长多少？")
    assert "相差" not in got and "荔湾" in got
