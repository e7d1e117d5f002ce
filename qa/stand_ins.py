"""Know a figure that only looks like the one asked for: the sum for one of it, another month's."""

from __future__ import annotations

import re

from ingest.model import FigureKind
from ingest.units import kind_of
from qa.model import AnswerKind
from qa.understand import Question
from qa.views import FigureView

_GREATEST_ONE = re.compile(r"(?:最[大高多贵小低少]的?那?一|单)[笔次批单]|单[笔次批]最")
_GREATEST = re.compile(r"最[大高多贵小低少]|单[笔次批]")


def stands_in(question: Question, view: FigureView) -> bool:
    """Whether a figure would stand in for what is asked, and so must not answer."""
    if _GREATEST_ONE.search(question.core) and not _GREATEST.search(view.own):
        return True  # 最大的一笔公务接待: their sum is not one of them
    return not _of_the_month(question, view) or _is_other(question, view)


_MONTH = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月")


def _of_the_month(question: Question, view: FigureView) -> bool:
    """Whether a figure stands beside the month asked about: 截至2024年8月底, not of 2023."""
    asked = _MONTH.search(question.text)
    if asked is None:
        return True
    beside = "|".join((view.sentence, view.around, view.heads, view.mates))
    if asked[2] == "12" and re.search(r"年[末底终]", beside):
        return True
    said = re.finditer(rf"(?:(\d{{4}})年)?(?<!\d)0?{int(asked[2])}月", beside)
    return any(found[1] in (None, asked[1]) for found in said)


# 除了救护车还有几辆别的车
_EXCEPT = re.compile(r"除(?:了|去|开)?(.{2,8}?)(?:之外|以外|外|还|别的|其他|其余|，|,)")
_NOT_DONE = re.compile(
    r"(?<!有)(?:没有?|未|尚未)(?:能|被)?(?!执行|支出|使用|花|用)([\u4e00-\u9fff]{2})"
)
_SUBTOTAL = "小计"


def _is_other(question: Question, view: FigureView) -> bool:
    """Whether a figure is of what the question leaves out: the rest, what was not done, a whole."""
    own = view.own
    left_out = _EXCEPT.search(question.text)
    if left_out and left_out[1] in own:
        return True
    undone = _NOT_DONE.search(question.core) if question.kind is AnswerKind.FIGURE else None
    if undone and undone[1] in own and not re.search(rf"[没未不无]\w{{0,2}}{undone[1]}", own):
        return True
    counted = kind_of(question.unit) is FigureKind.COUNT and "百分点" not in question.core
    if counted and view.figure.kind is FigureKind.PERCENT:  # 还差几张, not of a share
        return True
    rows = view.figure.row_path
    return bool(rows) and set(rows) == {_SUBTOTAL} and _SUBTOTAL not in question.text
