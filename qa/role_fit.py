"""Tell whether a figure stands in a role that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ingest.fold import squeeze
from ingest.measures import find_roles
from ingest.model import Figure, FigureKind, Role
from qa.tense import PLANNED, SPENT
from qa.terms import pairs_in
from qa.understand import Question
from qa.views import FigureView


def in_role(question: Question, view: FigureView) -> bool:
    """Whether a figure is in a role the question names, printed so or plain by its place."""
    figure = view.figure
    bounded = _bounds_its_row(view) or _outcome_behind(view) or held_against(view)
    if Role.TARGET in question.roles and bounded:
        return True
    if figure.role is Role.TARGET and _row_s_own_bound(figure):
        return False
    if figure.role is Role.RATE and "目标" in question.core and "预算" in figure.measure:
        # 完成目标的百分之几 is not 完成年初预算的, nor 执行率的目标 what was reached
        return "预算" in question.core and Role.RATE in question.roles
    if Role.TARGET in question.roles and figure.role is Role.RATE and not figure.table_id:
        return bool(_BOUNDED.search(figure.qualifier))  # 满意度不低于92% of a budget's project
    if question.adjusted and figure.role is Role.INITIAL_BUDGET:
        return Role.INITIAL_BUDGET in question.roles
    if figure.role in accepted_roles(question.roles) or is_goal(question, view):
        return True
    if Role.ACTUAL in question.roles and _is_fact(view):
        return True
    if question.other_years and figure.role is Role.PRIOR_YEAR:
        return _was(question, view)
    if Role.EXECUTION in question.roles and view.tense == SPENT:
        return True
    if set(question.roles) & {Role.BUDGET, Role.INITIAL_BUDGET, Role.TARGET} and (
        view.tense == PLANNED
    ):
        return True
    if Role.TARGET in question.roles and question.wants is FigureKind.MONEY:  # 打算花多少钱
        return figure.role in (Role.BUDGET, Role.INITIAL_BUDGET)
    if Role.CHANGE in question.roles and _names_change(question, view):
        return True
    if Role.RATE in question.roles and figure.kind is FigureKind.PERCENT and figure.col_path:
        rated = figure.role is Role.SCORE and _RATED.search(figure.col_path[-1])
        if rated and figure.row_path:  # a percentage in the column 执行率/得分, of a row named
            return pairs_in(squeeze(figure.row_path[-1]), squeeze(question.core)) >= 0.6
    # 活动开展完成率 as an indicator: its row is named a rate, its columns plan and outcome.
    return (
        Role.RATE in question.roles
        and figure.kind is FigureKind.PERCENT
        and figure.role in (Role.TARGET, Role.ACTUAL)
        and any(m.role is Role.RATE for m in find_roles("|".join(figure.row_path)))
    )


_BOUNDED = re.compile(r"不(?:低|少|高|大)于|不超过|[≥≤]")
_RATED = re.compile(r"执行率|完成率")
_BOUND = r"以[上下内]|及以上"


def _row_s_own_bound(figure: Figure) -> bool:
    """Whether the row's name sets another bound in this unit: 完成4部以上电教片制作 beside 10部.

    What the column of targets repeats there is the outcome.
    """
    name = squeeze(figure.row_path[-1]) if figure.row_path else ""
    bound = re.search(rf"(\d+(?:\.\d+)?){re.escape(figure.unit)}(?:{_BOUND})", name)
    return bound is not None and bool(figure.unit) and Decimal(bound[1]) != figure.value


def _bounds_its_row(view: FigureView) -> bool:
    """Whether a number is the bound that the name of an indicator sets."""
    figure = view.figure
    if figure.role is not Role.OTHER or not figure.table_id or not figure.col_path:
        return False
    set_here = re.search(_BOUND, figure.qualifier) or re.match(
        _BOUND, view.sentence[view.at + len(squeeze(figure.printed)) :]
    )
    return bool(set_here) and "指标" in figure.col_path[-1]


def _was(question: Question, view: FigureView) -> bool:
    """Whether what stands as the earlier year's (比2023年 7,312 万元) was in the role asked."""
    figure = view.figure
    before = view.sentence[: view.at]
    if figure.kind is FigureKind.PERCENT:  # 预算执行率95.60%，比2021年的93.15%提高
        rated = Role.RATE in question.roles and len(question.roles) == 1
        return rated and bool(
            re.search(r"(?:执行率|完成率)[\d.%％,，]{1,12}[^，。；%]{0,10}$", before)
        )
    said = _LAST_ROLE.findall(before)
    if not said and not question.roles:
        return False
    planned = bool(said) and said[-1] == "预算"
    fitting = {Role.BUDGET, Role.INITIAL_BUDGET} if planned else {Role.EXECUTION, Role.INCOME}
    return bool(question.roles) and set(question.roles) <= fitting | {Role.OTHER}


# 完成预算的 78%, 预算执行率 are of what was spent.
_LAST_ROLE = re.compile(r"(?<!完成)(?<!完成年初)预算(?![的率执])|决算|实际|执行(?!率)")


def _is_fact(view: FigureView) -> bool:
    """Whether prose states a number as it is, under no heading of goals: 建成8.3万亩."""
    figure = view.figure
    counts = figure.kind in (FigureKind.COUNT, FigureKind.PERCENT)
    goals = re.search(r"目标|任务|计划|打算|安排", f"{view.around}|{view.lead}")
    return (
        view.tense != PLANNED
        and figure.role is Role.OTHER
        and not figure.table_id
        and counts
        and not goals
    )


_RISES, _FALLS = re.compile(r"增|升|提高|涨"), re.compile(r"减|降|跌|少")


def _names_change(question: Question, view: FigureView) -> bool:
    """Whether a measure is itself a change in the direction asked: 投诉下降率 13.8%."""
    figure = view.figure
    if figure.role not in (Role.OTHER, Role.ACTUAL, Role.RATE):
        return False
    name = f"{figure.measure}|{''.join(figure.row_path[-1:])}"
    return any(way.search(name) and way.search(question.core) for way in (_RISES, _FALLS))


_DONE = re.compile(r"建成|完成|达成|做成|实际|了(?!解)|掉|过(?!程|半|渡)")


def foretold(question: Question, view: FigureView) -> bool:
    """Whether a number is only planned while the question asks what was done."""
    if question.roles:
        return False
    if _outcome_behind(view):
        return True
    ahead = view.tense == PLANNED or view.figure.role is Role.TARGET
    return ahead and bool(_DONE.search(question.core))


def _outcome_behind(view: FigureView) -> bool:
    """Whether what came of it stands behind a number, which so is the plan."""
    behind = view.sentence[view.at + len(squeeze(view.figure.printed)) :]
    return view.figure.role is Role.OTHER and bool(_OUTCOME_BEHIND.match(behind))


# 新装路灯700盏（已完成，实际720盏）
_OUTCOME_BEHIND = re.compile(r"[（(]?(?:已|未|全部)?完成[,，]实际(?:完成|为)?[\d,.]+")


_GOAL_BEHIND = re.compile(
    r"的(?:年初|年度|全年|预期|既定|考核)*(?:目标|任务|计划|指标)(?!完成|人群|群体|任务)"
)


def held_against(view: FigureView) -> bool:
    """Whether a number is the target that something is held against: 低于90%的目标."""
    behind = view.sentence[view.at + len(squeeze(view.figure.printed)) :]
    return not view.figure.table_id and bool(_GOAL_BEHIND.match(behind))


def is_goal(question: Question, view: FigureView) -> bool:
    """Whether a number without a role stands under a heading of goals, and a target is asked."""
    return (
        Role.TARGET in question.roles
        and view.figure.role is Role.OTHER
        and bool(re.search(r"(?:目标|任务|计划)(?!.*(?:完成|情况|分析))", view.around))
    )


def accepted_roles(asked: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that answer a question naming these.

    A plain 预算 is answered by the initial budget too, 实际 by the execution.
    """
    wider = {
        Role.BUDGET: {Role.BUDGET, Role.INITIAL_BUDGET},
        Role.EXECUTION: {Role.EXECUTION, Role.ACTUAL},
        Role.ACTUAL: {Role.ACTUAL, Role.EXECUTION},
        Role.TARGET: {Role.TARGET},
    }
    return frozenset(role for asking in asked for role in wider.get(asking, {asking}))
