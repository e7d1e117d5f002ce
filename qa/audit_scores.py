"""Rules about scores: 得分 ≤ 分值, their sum, and full marks for a target that was missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain, summed
from qa.audit_table import TOTAL, Grid
from qa.audit_tolerance import finest
from qa.audit_view import Audited
from qa.reading import printed

_AT_MOST = re.compile(r"≤|<=|<|＜|不超过|不高于|不多于|以内|以下|低于|少于|小于")
_LOWER_IS_BETTER = re.compile(
    r"成本|投诉|事故|差错|时限|时间|天数|降低|减少|控制|单价|费用|发案|违规|逾期"
)
_SUBTOTAL = re.compile(r"小计|合计|总计|总分")


def check_limits(audited: Audited) -> Iterator[Finding]:
    """得分 ≤ 分值, row by row."""
    for grid in audited.grids:
        for weight, score in _pairs(grid):
            operands = (Operand.of(score, _name(score)), Operand.of(weight, "分值"))
            sign = "≤" if score.value <= weight.value else ">"
            arithmetic = f"{plain(score.value)} {sign} {plain(weight.value)}"
            if sign == "≤":
                words = f"“{_name(score)}”得 {score.printed} 分，不超过分值 {weight.printed} 分"
                verdict = AuditVerdict.PASSED
            else:
                words = f"“{_name(score)}”得 {score.printed} 分，超过了分值 {weight.printed} 分"
                verdict = AuditVerdict.CONTRADICTED
            yield Finding("score-limit", verdict, words, arithmetic, operands)


def check_totals(audited: Audited) -> Iterator[Finding]:
    """总分 = the sum of all 得分, and likewise of 分值, in a table that states it."""
    for grid in audited.grids:
        whole = _complete(grid)
        for role, word in ((Role.SCORE, "得分"), (Role.WEIGHT, "分值")):
            total = _total(grid, role)
            parts = [f for f in _of_role(grid, role) if not _is_total(f)]
            if total is None or len(parts) < 2:
                continue
            values = [f.value for f in parts]
            summed_up = sum(values, Decimal(0))
            off = abs(summed_up - total.value)
            arithmetic = (
                _terms(values)
                + f" = {plain(summed_up)}"
                + (f" ≠ {plain(total.value)}" if off else "")
            )
            operands = (Operand.of(total, "总分"), *(Operand.of(f, _name(f)) for f in parts))
            if off <= (finest((total.value, *values)) if _fractions(values) else 0):
                words = f"总分 {total.printed} 等于各项{word}之和：{arithmetic}"
                yield Finding("score-total", AuditVerdict.PASSED, words, arithmetic, operands)
                continue
            sure = not any(_SUBTOTAL.search("".join(f.row_path)) for f in parts) or all(
                f.row_path and squeeze(f.row_path[-1]) == "合计" for f in parts if _sub(f)
            )
            verdict = AuditVerdict.DOUBTFUL
            if sure and whole and role is Role.SCORE:
                verdict = AuditVerdict.CONTRADICTED
            words = f"总分写 {total.printed}，各项{word}之和是 {plain(summed_up)}"
            yield Finding("score-total", verdict, words, arithmetic, operands)


def _complete(grid: Grid) -> bool:
    """Whether all that is scored was found: the weights make up their total, where it has one."""
    total = _total(grid, Role.WEIGHT)
    parts = [f.value for f in _of_role(grid, Role.WEIGHT) if not _is_total(f)]
    return total is None or sum(parts, Decimal(0)) == total.value


def check_full_marks(audited: Audited) -> Iterator[Finding]:
    """Full marks though the target of the row was missed."""
    for grid in audited.grids:
        for weight, score in _pairs(grid):
            row = score.cell_row
            goals, done = grid.in_row(row, Role.TARGET), grid.in_row(row, Role.ACTUAL)
            if score.value != weight.value or not weight.value:
                continue
            if len(goals) != 1 or len(done) != 1:
                continue
            goal, came = goals[0], done[0]
            value = convert(came.value, came.unit, goal.unit)
            if value is None or came.high is not None or goal.high is not None:
                continue
            if goal.kind not in (FigureKind.COUNT, FigureKind.PERCENT, FigureKind.MONEY):
                continue
            yield from _judged(grid, score, goal, came, value)


def _judged(
    grid: Grid, score: Figure, goal: Figure, came: Figure, value: Decimal
) -> Iterator[Finding]:
    """Judge one row by its target: at least, or at most where it says so."""
    name = _name(score)
    cell = grid.table.at(goal.cell_row, goal.cell_col)
    limit = (cell.text if cell else "") + goal.qualifier
    at_most = bool(_AT_MOST.search(limit))
    if not at_most and _LOWER_IS_BETTER.search(name):
        return
    met = value <= goal.value if at_most else value >= goal.value
    sign = ("≤" if met else ">") if at_most else ("≥" if met else "<")
    arithmetic = f"{plain(value)} {sign} {plain(goal.value)}"
    operands = (
        Operand.of(came, "实际完成"),
        Operand.of(goal, "目标"),
        Operand.of(score, "得分"),
    )
    if met:
        words = f"“{name}”得满分，实际 {printed(came)} 达到目标 {printed(goal)}"
        yield Finding("full-marks", AuditVerdict.PASSED, words, arithmetic, operands)
    elif came.qualifier and not at_most:
        words = f"“{name}”得满分，实际 {came.qualifier}{printed(came)} 是约数，看不出是否达到目标"
        yield Finding("full-marks", AuditVerdict.DOUBTFUL, words, arithmetic, operands)
    else:
        missed = f"实际 {printed(came)} 却没有达到目标 {printed(goal)}"
        words = f"“{name}”得了满分 {score.printed} 分，{missed}"
        yield Finding("full-marks", AuditVerdict.CONTRADICTED, words, arithmetic, operands)


def _pairs(grid: Grid) -> Iterator[tuple[Figure, Figure]]:
    """Yield (分值, 得分) of each row that has one of each."""
    for index in range(grid.heads, grid.table.n_rows):
        weights = grid.in_row(index, Role.WEIGHT)
        scores = grid.in_row(index, Role.SCORE)
        if len(weights) == 1 and len(scores) == 1:
            yield weights[0], scores[0]


def _of_role(grid: Grid, role: Role) -> list[Figure]:
    return [
        f
        for _, f in sorted(grid.figures.items(), key=lambda item: item[0])
        if f.role is role and f.kind in (FigureKind.SCORE, FigureKind.PLAIN)
    ]


def _total(grid: Grid, role: Role) -> Figure | None:
    """Return the figure of the row that is the table's total of a role."""
    totals = [f for f in _of_role(grid, role) if _is_total(f)]
    last = max((f.cell_row for f in _of_role(grid, role)), default=-1)
    return totals[0] if len(totals) == 1 and totals[0].cell_row == last else None


def _is_total(figure: Figure) -> bool:
    """Whether a score is that of the whole table: every header of its row says so."""
    heads = [squeeze(head) for head in figure.row_path]
    return bool(heads) and all(TOTAL.fullmatch(head) for head in heads) and "小计" not in heads


def _sub(figure: Figure) -> bool:
    return bool(_SUBTOTAL.search("".join(figure.row_path)))


def _fractions(values: list[Decimal]) -> bool:
    return any(value != value.to_integral_value() for value in values)


def _terms(values: list[Decimal]) -> str:
    """Return a sum of scores, equal ones together: 8 × 10 + 0."""
    counted: dict[Decimal, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    if len(values) < 4 or max(counted.values()) < 3:
        return summed(values)
    terms = [f"{n} × {plain(v)}" if n > 1 else plain(v) for v, n in counted.items()]
    return " + ".join(sorted(terms, key=lambda t: "×" not in t))


def _name(figure: Figure) -> str:
    """Return what is scored: the last header of the row that has words."""
    heads = [" ".join(h.split()) for h in figure.row_path if h.strip()]
    words = heads[1] if len(heads) > 1 else heads[0] if heads else figure.measure
    return words[:40]


RULES = (
    Rule("score-limit", "得分不超过分值", "有分值和得分的表", check_limits),
    Rule("score-total", "总分等于各项之和", "有各项得分和总分的表", check_totals),
    Rule("full-marks", "满分与目标", "有目标、实际、分值和得分的表", check_full_marks),
)
