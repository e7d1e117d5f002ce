"""Tell whether a figure is given the way a question asks: per head, for half a year, bare."""

from __future__ import annotations

import re

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from qa.understand import Question
from qa.views import FigureView


def per_head_alike(question: Question, view: FigureView) -> bool:
    """Whether an average or a price is meant and given alike.

    人均地区生产总值 is not 地区生产总值, 每公里投资 is not the 投资.
    """
    measure, asked = view.figure.measure, question.core
    if bool(_MEAN.search(measure)) != bool(_MEAN.search(asked)):
        return False
    return not _EACH.search(measure) or bool(_EACH.search(asked) or _PRICE.search(asked))


_MEAN = re.compile(r"人均|户均")
_EACH = re.compile(
    r"每(?!年|月|日|天|周|季|个?月|学?期|季度)|[^平]均(?=[\u4e00-\u9fff])(?!为|是|已|不|按|在|由|达)|平均"
)
_PRICE = re.compile(r"标准|单价|单位成本|一(?:平方米|公里|亩|人次|例|户|个人|台|次)")


def year_alike(question: Question, view: FigureView) -> bool:
    """Whether half a year (a quarter) is asked and given, or neither: 半年目标值, 年度目标值."""
    return bool(_PART_OF_YEAR.search(view.heads)) == bool(_PART_OF_YEAR.search(question.core))


_PART_OF_YEAR = re.compile(r"半年|季度")


def counts_bare(question: Question, figure: Figure) -> bool:
    """Whether a bare number is a count by its header: 编制人数 148."""
    return (
        question.wants is FigureKind.COUNT
        and figure.kind is FigureKind.PLAIN
        and bool(re.search(r"[人户个件次家]数|数量|数$", squeeze(figure.measure)))
    )


def classifies(question: Question, view: FigureView) -> bool:
    """Whether a bound only says which things are counted: 10亿元以上项目7个."""
    bounds = re.search(r"以[上下内]", view.figure.printed + view.figure.qualifier)
    if not bounds or question.numbers or Role.TARGET in question.roles:
        return False
    at = view.at + len(squeeze(view.figure.printed))
    return bool(re.match(r"(?:以[上下内])?的?[\u4e00-\u9fff]{2,}\d", view.sentence[at:]))


def level_alike(question: Question, view: FigureView) -> bool:
    """Whether a change is a change: 标准提高到1,628元 is no increase of that much."""
    asks_change = Role.CHANGE in question.roles and "到" not in question.core
    return not (asks_change and view.figure.measure.endswith("到"))
