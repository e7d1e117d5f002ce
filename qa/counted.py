"""Tell whether a count is of the thing asked for, by its measure word."""

from __future__ import annotations

from decimal import Decimal

from ingest.model import Figure, FigureKind
from ingest.units import convert, split_unit
from qa.asking import measured_in
from qa.understand import Question


def unit_bonus(question: Question, figure: Figure) -> float:
    """Return what a figure gains (or loses) by the unit a question asks for."""
    if not question.unit:
        return 0.0
    if figure.unit == question.unit:
        return 0.15
    return 0.08 if _counts_alike(question.unit, figure.unit) else -0.25


def _counts_alike(asked: str, unit: str) -> bool:
    """Whether people may ask with one unit for what is given in another."""
    one, other = split_unit(asked)[1], split_unit(unit)[1]
    if one.startswith(other) or other.startswith(one):  # 张床位, 张
        return bool(one and other)
    return any(one in group and other in group for group in _ALIKE)


_GENERAL = frozenset(
    ["个", "项", "种", "类", "件", "家", "条", "份", "次", "点", "处", "部", "所"]
)  # asked of anything

_ALIKE = (
    frozenset(["名", "人", "位", "户", "个"]),
    frozenset(["场", "次", "期", "个", "届", "场次", "期次"]),
    frozenset(["次", "人次"]),
    frozenset(["次", "批次"]),
    frozenset(["项", "个", "件", "宗", "条", "起", "例", "单"]),
    frozenset(["家", "个", "所", "间", "处", "座", "户"]),
    frozenset(["部", "本", "册", "份", "篇", "期", "个"]),
    frozenset(["辆", "台", "套", "部"]),
    frozenset(["支", "个", "条", "队"]),
    frozenset(["天", "日"]),
    frozenset(["公里", "千米", "米", "里"]),
)


def says_by_unit(word: str, figure: Figure) -> bool:
    """Whether a figure's own unit says what a word asks: 里程 of 9.8公里, 每平方 of 元/平方米."""
    unit = split_unit(figure.unit)[1]
    if word.startswith("每") and len(word) > 1:
        return f"/{word[1:]}" in figure.unit
    return unit in measured_in(word)


def other_thing(question: Question, figure: Figure) -> bool:
    """Whether a count is of another measure word than the one asked with (亩, not 座)."""
    if figure.kind is not FigureKind.COUNT or not question.unit:
        return False
    return question.unit not in _GENERAL and not _counts_alike(question.unit, figure.unit)


def in_unit(figure: Figure, unit: str) -> Decimal | None:
    """Return a figure's value in a unit that it may be counted with (名 for 人), else None."""
    value = convert(figure.value, figure.unit, unit)
    counts = (FigureKind.COUNT, FigureKind.PLAIN)
    if value is not None or figure.kind not in counts:
        return value
    scale, base = split_unit(figure.unit)
    to_scale, to_base = split_unit(unit)
    alike = not base or not to_base or _counts_alike(base, to_base)
    return figure.value * scale / to_scale if alike else None
