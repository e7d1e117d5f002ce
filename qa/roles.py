"""Roles in words, and which of them a question means that names none."""

from __future__ import annotations

import re

from ingest.measures import RoleMention, find_roles
from ingest.model import Figure, Role

ROLE_WORDS = {
    Role.INITIAL_BUDGET: "年初预算数",
    Role.ADJUSTMENT: "预算调整数",
    Role.BUDGET: "预算数",
    Role.EXECUTION: "执行数",
    Role.PRIOR_YEAR: "上年数",
    Role.INCOME: "收入",
    Role.TARGET: "目标",
    Role.ACTUAL: "实际完成",
    Role.WEIGHT: "分值",
    Role.SCORE: "得分",
    Role.RATE: "完成率",
    Role.SHARE: "占比",
    Role.CHANGE: "增减",
    Role.OTHER: "",
}

# A question that names no role means what came of it, then what was planned.
_ORDER = (
    Role.EXECUTION,
    Role.ACTUAL,
    Role.SCORE,
    Role.OTHER,
    Role.INCOME,
    Role.BUDGET,
    Role.INITIAL_BUDGET,
    Role.TARGET,
    Role.RATE,
    Role.ADJUSTMENT,
    Role.WEIGHT,
    Role.PRIOR_YEAR,
    Role.SHARE,
    Role.CHANGE,
)


def rank_role(role: Role) -> int:
    """Return how soon a role is meant by a question that names none; lower is sooner."""
    return _ORDER.index(role)


_UNSAID = re.compile(r"(?<=[\u4e00-\u9fff])不(?:低于|少于|超过|高于)?$")  # 户均改造成本不


def measure_words(figure: Figure, longest: int = 40) -> str:
    """Return the name of what a figure measures, for a sentence of the answer."""
    heads = [h for h in (*figure.row_path[-1:], *figure.col_path[-1:]) if 0 < len(h) <= longest]
    name = _UNSAID.sub("", " ".join(figure.measure.split()))
    if figure.table_id and not name:
        name = " ".join(heads)
    if len(name) > longest:
        name = figure.concept or name[:longest]
    role = ROLE_WORDS[figure.role]
    if figure.role in (Role.TARGET, Role.ACTUAL) and role not in name:
        name = f"{name}（{role}）"
    return name or figure.concept or role


def asked_roles(text: str) -> tuple[RoleMention, ...]:
    """Return the role words of a question.

    满意度, 合格率 and the like are names of measures: only how far a budget or
    plan is carried out (执行率, 完成率) is a role that any measure may have.
    """
    return tuple(
        m
        for m in find_roles(text)
        if (m.role is not Role.RATE or _CARRIED_OUT.search(m.printed))
        and not (m.printed == "计划" and _COMPOUND.search(text[: m.start]))
        and not (m.printed == "计划" and text.startswith(("生育", "单列"), m.end))
        and not (m.role is Role.CHANGE and _NAMES.search(text[max(m.start - 2, 0) : m.end + 1]))
    )


_CARRIED_OUT = re.compile(r"完成|执行|进度|支付|支出|使用|百分|成$")
_COMPOUND = re.compile(r"(?:用款|培养|行动|工作|发展|实施|三年|专项|引进|培训|建设)$")  # its name
_NAMES = re.compile(r"增加值|自然增长")
