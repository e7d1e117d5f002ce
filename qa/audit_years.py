"""Rules about tables of two years: 增减额 and 增减% in each row against the two amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain
from qa.audit_rates import quotient
from qa.audit_table import Grid
from qa.audit_tolerance import sum_tolerance
from qa.audit_view import Audited
from qa.reading import printed

_CHANGE = re.compile(r"增减|增长|增加|减少|变动|比上年|较上年|同比")
_EARLIER = re.compile(r"上年|去年|上一年")


def check_table_changes(audited: Audited) -> Iterator[Finding]:
    """增减额 = 本年 − 上年 and 增减% = that ÷ 上年, in each row that has both years."""
    for grid in audited.grids:
        for index in range(grid.heads, grid.table.n_rows):
            years = _years(audited, grid, index)
            if years is None:
                continue
            earlier, now = years
            for figure in _changes(grid, index):
                yield from _judged(figure, earlier, now)


def _head(figure: Figure) -> str:
    return squeeze("".join(figure.col_path))


def _changes(grid: Grid, index: int) -> list[Figure]:
    return [f for f in grid.in_row(index) if _CHANGE.search(_head(f))]


def _years(audited: Audited, grid: Grid, index: int) -> tuple[Figure, Figure] | None:
    """Return (earlier, later) where a row has just two amounts, of two years running."""
    found = [
        f for f in grid.in_row(index) if f.kind is FigureKind.MONEY and not _CHANGE.search(_head(f))
    ]
    if len(found) != 2 or found[0].unit != found[1].unit:
        return None
    years = [_year(audited, f) for f in found]
    if not all(years) or abs(int(years[0]) - int(years[1])) != 1:
        return None
    return (found[0], found[1]) if years[0] < years[1] else (found[1], found[0])


def _year(audited: Audited, figure: Figure) -> str:
    """Return the year an amount is of: as its header says; 上年 is the one before the report's."""
    if figure.period[:4].isdigit():
        return figure.period[:4]
    before = figure.role is Role.PRIOR_YEAR or bool(_EARLIER.search(_head(figure)))
    return str(int(audited.year) - 1) if before and audited.year else audited.year


def _judged(figure: Figure, earlier: Figure, now: Figure) -> Iterator[Finding]:
    moved = now.value - earlier.value
    operands = (
        Operand.of(figure, "增减"),
        Operand.of(now, "本年数"),
        Operand.of(earlier, "上年数"),
    )
    terms = f"{plain(now.value)} − {plain(earlier.value)}"
    if figure.kind is FigureKind.PERCENT:
        signed = figure.value < 0 or moved >= 0  # 减少 5% is often written without its sign
        top, shown = (moved, f"({terms})") if signed else (-moved, f"|{terms}|")
        below = plain(earlier.value)
        yield quotient(
            "table-change", figure, top, earlier.value, below, operands, f"{shown} ÷ {below}"
        )
        return
    value = convert(figure.value, figure.unit, now.unit)
    if figure.kind is not FigureKind.MONEY or value is None:
        return
    off = min(abs(moved - value), abs(abs(moved) - value))
    arithmetic = f"{terms} = {plain(moved)}" + (f" ≠ {plain(value)}" if off else "")
    if off <= sum_tolerance(value, (now.value, earlier.value)):
        words = f"增减 {printed(figure)} 与两年的数相符：{arithmetic}"
        yield Finding("table-change", AuditVerdict.PASSED, words, arithmetic, operands)
    else:
        words = f"增减写 {printed(figure)}，按两年的数应为 {plain(moved)}{now.unit}：{arithmetic}"
        yield Finding("table-change", AuditVerdict.CONTRADICTED, words, arithmetic, operands)


RULES = (
    Rule("table-change", "表内：两年与增减", "同一行有两年的数和增减的表", check_table_changes),
)  # fmt: skip
