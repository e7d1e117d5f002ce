"""Rules about the numbers of tables: parts and totals, income and outlay, units, empty tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Figure
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain, summed
from qa.audit_sums import Sum, sums_across, sums_down
from qa.audit_table import Grid
from qa.audit_tolerance import sum_tolerance
from qa.audit_view import Audited

_SHOWN = 12  # parts written out; of more, the first and the rest's number are


def check_columns(audited: Audited) -> Iterator[Finding]:
    """合计 = 分项, and 类 = its 款, 款 = its 项: down the columns of each table."""
    for grid in audited.grids:
        yield from _judged(grid, list(sums_down(grid)), "table-columns")


def check_rows(audited: Audited) -> Iterator[Finding]:
    """合计 = 基本支出 + 项目支出 and the like: across the rows of each table."""
    for grid in audited.grids:
        yield from _judged(grid, list(sums_across(grid)), "table-rows")


def check_balance(audited: Audited) -> Iterator[Finding]:
    """收入总计 = 支出总计 where both stand in one row of a table of two sides."""
    for grid in audited.grids:
        for index in range(grid.heads, grid.table.n_rows):
            pair = _sides(grid, index)
            if pair is None:
                continue
            income, outlay = pair
            holds = income.value == outlay.value and income.unit == outlay.unit
            sign = "=" if holds else "≠"
            arithmetic = f"{plain(income.value)} {sign} {plain(outlay.value)}"
            words = (
                f"{_title(grid)}：收入总计与支出总计相等"
                if holds
                else f"{_title(grid)}：收入总计 {income.printed} 与支出总计 {outlay.printed} "
                f"不相等，差 {plain(abs(income.value - outlay.value))}{income.unit}"
            )
            verdict = AuditVerdict.PASSED if holds else AuditVerdict.CONTRADICTED
            operands = (Operand.of(income, "收入总计"), Operand.of(outlay, "支出总计"))
            yield Finding("balance", verdict, words, arithmetic, operands)


def check_units(audited: Audited) -> Iterator[Finding]:
    """A figure of 万元 in a table of 元: a sum that holds once one number is read so."""
    for grid in audited.grids:
        for found in (*sums_down(grid), *sums_across(grid)):
            if found.holds:
                continue
            for name, figure in ((found.name, found.total), *found.parts):
                factor = _factor(found, figure)
                if not factor:
                    continue
                read_as = "万元" if factor > 1 else "元"
                words = (
                    f"{_title(grid)}：“{name}”写作 {figure.printed}（表的单位是{figure.unit}），"
                    f"照{read_as}读才合得上，像是单位填错"
                )
                yield Finding(
                    "table-unit",
                    AuditVerdict.CONTRADICTED,
                    words,
                    _written(found),
                    (Operand.of(figure, name), *_operands(found)),
                )


_EMPTY = re.compile(r"(?:本表|此表|该表)(?:为|是)?(?:一张)?(?:空表|无数据|没有数据|无数字)|为空表")


def check_empty(audited: Audited) -> Iterator[Finding]:
    """“本表为空表” under a table that has numbers, or over an empty one."""
    ends = _ends(audited.grids)
    for paragraph in audited.paragraphs:
        found = _EMPTY.search(paragraph.text)
        if found is None:
            continue
        place = paragraph.place(found.start(), found.end())
        over = [g for page, end, g in ends if page == place.page and end <= place.start]
        if not over:
            continue
        grid = over[-1]
        filled = [f for f in grid.figures.values() if f.value]
        said = Operand("表下的说明", found[0], paragraph.place(0, len(paragraph.text)), place)
        if not filled:
            words = f"{_title(grid)}：说是空表，表里也没有数"
            yield Finding("empty-table", AuditVerdict.PASSED, words, "", (said,))
            continue
        shown = "、".join(f.printed for f in filled[:3])
        words = (
            f"{_title(grid)}：表下写“{found[0]}”，表里却有 {len(filled)} 个不为零的数（{shown}）"
        )
        operands = (said, *(Operand.of(f, _label(f)) for f in filled[:3]))
        yield Finding("empty-table", AuditVerdict.CONTRADICTED, words, "", operands)


def _ends(grids: Sequence[Grid]) -> list[tuple[int, int, Grid]]:
    """Return (page, end) of each table's last cell, in reading order."""
    found = []
    for grid in grids:
        spans = [span for cell in grid.table.cells for span in cell.spans]
        if spans:
            last = max(spans)
            found.append((last.page, last.end, grid))
    return sorted(found, key=lambda item: item[:2])


def _judged(grid: Grid, sums: list[Sum], rule: str) -> Iterator[Finding]:
    """Yield the finding of each sum, by what is known of the table from the others."""
    telling = [s for s in sums if s.telling]
    holding = [s for s in telling if s.holds]
    for found in sums:
        if found.holds:
            yield _finding(grid, found, rule, AuditVerdict.PASSED)
            continue
        same = [s for s in telling if s.shape == found.shape and s is not found]
        proven = any(s.holds for s in same) or (
            len(holding) >= 2 and len(holding) >= 0.6 * (len(telling) - 1)
        )
        short = found.off < 0 and not found.certain and not same
        sure = (proven and not short) or (
            found.certain and not (len(telling) > 2 and len(holding) < 0.5 * len(telling))
        )
        verdict = AuditVerdict.CONTRADICTED if sure else AuditVerdict.DOUBTFUL
        yield _finding(grid, found, rule, verdict)


def _finding(grid: Grid, found: Sum, rule: str, verdict: AuditVerdict) -> Finding:
    unit, off = found.total.unit, abs(found.off)
    where = f"{_title(grid)}：“{found.name}”{_column(found.total)}"
    if verdict is AuditVerdict.PASSED:
        rounding = off <= sum_tolerance(found.total.value, found.values)
        why = (
            f"，相差 {plain(off)}{unit}，属四舍五入"
            if rounding
            else "（分项有几种分法，先列的合得上）"
        )
        words = f"{where}等于各分项之和" + (why if off else "")
    else:
        total = plain(sum(found.values, Decimal(0)))
        words = f"{where}写 {found.total.printed}，各分项之和是 {total}，差 {plain(off)}{unit}"
        if verdict is AuditVerdict.DOUBTFUL:
            words += "；这张表的层次不能确定，也可能所列不是全部分项"
    return Finding(rule, verdict, words, _written(found), _operands(found))


def _written(found: Sum) -> str:
    values = found.values
    total = sum(values, Decimal(0))
    terms = summed(values) if len(values) <= _SHOWN else f"{len(values)} 项之和"
    if not found.off:
        return f"{terms} = {plain(total)}"
    return f"{terms} = {plain(total)} ≠ {plain(found.total.value)}"


def _operands(found: Sum) -> tuple[Operand, ...]:
    return (
        Operand.of(found.total, found.name),
        *(Operand.of(figure, name) for name, figure in found.parts),
    )


def _factor(found: Sum, figure: Figure) -> int:
    """Return 10000 or -10000 (元 for 万元) if the sum holds with one figure so read, else 0."""
    if not figure.value:
        return 0
    for factor, value in ((10_000, figure.value * 10_000), (-10_000, figure.value / 10_000)):
        moved = value - figure.value
        off = found.off + (moved if figure is not found.total else -moved)
        if abs(off) <= sum_tolerance(found.total.value, found.values):
            return factor
    return 0


def _sides(grid: Grid, index: int) -> tuple[Figure, Figure] | None:
    """Return the figures of 收入总计 and 支出总计 in a row, if it has both."""
    found: dict[str, Figure] = {}
    for col in grid.columns:
        figure = grid.figures.get((index, col))
        label = squeeze(grid.row(index, col).label)
        if figure is None or not label.endswith("总计"):
            continue
        heads = "".join(squeeze(cell.text) for cell in grid.path(col)[:1])
        for side in ("收入", "支出"):
            if side in label or (label == "总计" and side in heads):
                found.setdefault(side, figure)
    return (found["收入"], found["支出"]) if len(found) == 2 else None


def _title(grid: Grid) -> str:
    """Return a table's name for a person, with its page."""
    caption = " ".join(grid.table.caption.split())[:40] or "表"
    pages = grid.table.pages
    place = f"第{pages[0]}页" if len(pages) < 2 else f"第{pages[0]}–{pages[-1]}页"
    return f"《{caption}》（{place}）"


def _column(figure: Figure) -> str:
    heads = " ".join(dict.fromkeys(figure.col_path))
    return f"（{heads}）" if heads else ""


def _label(figure: Figure) -> str:
    return " ".join((*figure.row_path[-1:], *figure.col_path[-1:]))[:40]


RULES = (
    Rule("table-columns", "表内纵向：合计与分项", "有合计行或科目层次的表", check_columns),
    Rule("table-rows", "表内横向：合计与分项", "有合计列的表", check_rows),
    Rule("balance", "收入总计与支出总计", "收支总表", check_balance),
    Rule("table-unit", "表里的数与表的单位", "合不上的合计", check_units),
    Rule("empty-table", "“空表”与表里的数", "说明是空表的表", check_empty),
)
