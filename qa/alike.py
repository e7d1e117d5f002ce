"""Tell whether a figure is given the way a question asks: per head, for half a year, bare."""

from __future__ import annotations

import re
from functools import lru_cache

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
    return not (asks_change and view.figure.measure.endswith(("到", "至", "为", "达", "成")))


# What a body's name ends in; 科, 室 and 处 end too many other words.
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:管[理护]所|研究[所院]|事务所|派出所|服务中心|(?:检[测验]|监测|控制|信息|核查|援助|保护|发展|指挥|事务|推广)中心|大队|支队"
    r"|医院|保健院|学院|小学|中学|学校|幼儿园|图书馆|博物馆|文化馆|体育馆|敬老院|(?:监测|检测|保护|质监|水保|保持)站|分局|公司)"
)


@lru_cache(maxsize=1024)
def _named(core: str) -> tuple[str, ...]:
    return tuple(match[0] for match in _BODY.finditer(squeeze(core)))


@lru_cache(maxsize=256)
def _bodies(core: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The bodies of its own that a question names and a report knows, squeezed."""
    found = []
    for words in _named(core):
        known = (words[at:] for at in range(len(words) - 3))
        name = next((n for n in known if any(n in text for text in texts)), "")
        if len(name) > 3:
            found.append(name)
    return tuple(found)


def of_body_named(question: Question, view: FigureView) -> bool:
    """Whether a figure is of the body a question names, where it names one: 文澜中学, 县公路站.

    The body must be said where the figure says what it is of; that a sentence
    or a neighbouring cell lists it among others proves nothing.
    """
    if not _named(question.core):
        return True  # texts of hundreds of reports are not looked at for each figure
    for name in _bodies(question.core, question.texts):
        if name in view.own or name in view.heads or name in view.topic or name in view.around:
            continue
        row = next((mate for mate in view.mates.split("|") if name in mate), "")
        if row and not re.search(r"[、，,；;]", row):
            continue
        return False
    return True
