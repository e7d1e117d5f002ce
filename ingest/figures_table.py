"""Figures in the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.figures_prose import place, quote_on
from ingest.layout import Composition
from ingest.meaning import Statement, date_text, read_statements, says_only
from ingest.measures import concept, find_concepts, find_roles
from ingest.model import (
    Cell,
    Figure,
    FigureKind,
    ReportIdentity,
    Role,
    Section,
    Span,
    Table,
    UnitSource,
)
from ingest.numerals import NumberToken, scan_numbers
from ingest.sections import section_at
from ingest.units import kind_of, money_unit

_CODE = re.compile(r"编码|代码|序号|编号|邮编|电话|行次|栏次|页码|科目编|^[类款项]$|^号$|身份证|日期|时间")
_WEIGHT = re.compile(r"分值|权重|满分|标准分")
_SCORE = re.compile(r"得分|评分|自评分|总分|扣分")
_RATE = re.compile(r"率|占比|比重|比例|增幅|增长|增减|[%％]|进度|满意度")
_COUNT = re.compile(r"(人次|户次|人数|户数|次数|个数|项数|件数|册数|家数|数量|编制数?|人员|面积|台数|辆数|场次|批次)")
_COUNTED = {"人数": "人", "户数": "户", "次数": "次", "个数": "个", "项数": "项", "件数": "件", "册数": "册", "家数": "家"}
_COUNTED |= {"人次": "人次", "户次": "户次", "场次": "场次", "批次": "批次", "台数": "台", "辆数": "辆"}
_MONEY = re.compile(
    r"预算|决算|支出|收入|金额|资金|经费|费用?|拨款|结转|结余|调整数|执行数|到位|投入|采购|合计|总计|成本|资产|负债|补助|工资|款"
)
_UNIT_NOTE = re.compile(r"[（(]\s*(?:单位\s*[:：]\s*)?([^（）()]{1,6}?)\s*[）)]|单位\s*[:：]\s*([^\s，,；;）)]{1,6})")
_TOTAL = re.compile(r"^[\s　]*(?:本年|全年|部门|单位|支出|收入)?(?:合\s*计|总\s*计|小\s*计|总\s*数|总额)[\s　]*$")
_MARKER = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])\s*")


def figures_in_table(
    table: Table,
    composition: Composition,
    sections: Sequence[Section],
    identity: ReportIdentity,
) -> Iterator[Figure]:
    """Yield the figures of a table's cells; ids are left empty."""
    pages = {page.number: page.text for page in composition.pages}
    for cell in table.cells:
        if not cell.spans:
            continue
        text = "".join(pages[span.page][span.start : span.end] for span in cell.spans)
        path = table.section or section_at(sections, cell.spans[0])
        for reading in _read(cell, text, table, identity):
            yield _figure(reading, cell, table, path)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number of a cell with the meaning its clause and headers give it."""

    statement: Statement
    source: UnitSource


def _read(cell: Cell, text: str, table: Table, identity: ReportIdentity) -> Iterator[_Reading]:
    tokens = scan_numbers(text)
    if not tokens:
        return
    if _is_value(text, tokens):
        if not cell.is_header and not _CODE.search(_last(cell.col_path)):
            yield from _values(cell, text, tokens, table, identity)
        return
    header_role = role_of(cell, table)
    label = cell.row_path[-1] if cell.row_path else ""
    for statement in read_statements(text, label if label not in text else ""):
        if cell.is_header and not _counts(statement):
            continue
        role = statement.role
        goal = header_role in (Role.TARGET, Role.ACTUAL)
        if role is Role.OTHER or (goal and role in (Role.RATE, Role.ACTUAL, Role.TARGET)):
            role = header_role if statement.token.kind is not FigureKind.DATE else role
        if role is Role.SCORE and statement.token.kind is not FigureKind.SCORE:
            role = Role.OTHER
        source = UnitSource.HEADER if statement.inferred else UnitSource.EXPLICIT
        yield _Reading(replace(statement, role=role), source if statement.token.unit else UnitSource.NONE)


_REST = re.compile(
    r"[\s，,；;、。/（）()≥≤><＞＜=%％]|或以上|及以上|或以下|及以下|以上|以下|以内|左右|不少于|不低于|不超过|至少|大于|小于|等于|"
    r"超过|约|达到?|余|多|含|或|至|共|前"
)


def _is_value(text: str, tokens: Sequence[NumberToken]) -> bool:
    """Whether a cell holds nothing but its numbers (and how exact they are)."""
    rest, at = [], 0
    for token in tokens:
        rest.append(text[at : token.start])
        at = token.end
    rest.append(text[at:])
    return not _REST.sub("", "".join(rest))


def _counts(statement: Statement) -> bool:
    """Whether a number in a header is an amount: 出版发行…2000册, not 2022年决算数."""
    kinds = (FigureKind.COUNT, FigureKind.MONEY, FigureKind.PERCENT)
    return statement.token.kind in kinds and bool(statement.token.unit)


def _values(
    cell: Cell, text: str, tokens: Sequence[NumberToken], table: Table, identity: ReportIdentity
) -> Iterator[_Reading]:
    role = role_of(cell, table)
    words = [*_path(cell.row_path), *_path(cell.col_path)]
    period = _period(cell)
    for token in tokens:
        unit, source = _unit(token, cell, table, identity)
        if unit != token.unit:
            token = replace(token, unit=unit, kind=kind_of(unit))
        own = role
        if token.kind is FigureKind.PERCENT and own in (Role.OTHER, Role.EXECUTION, Role.BUDGET):
            own = Role.RATE
        name = _concept(cell, table, token)
        quote = (0, len(text)) if len(text) <= 300 else (token.start, token.end)
        measure = " ".join(dict.fromkeys(words)) or table.caption
        date = date_text(token) if token.kind is FigureKind.DATE else period
        yield _Reading(Statement(token, measure, name, own, date, quote), source)


def role_of(cell: Cell, table: Table) -> Role:
    """Return the role the headers give a cell: the column's before the row's, inner before outer."""
    for path in (cell.col_path, cell.row_path):
        for header in reversed(path):
            if _WEIGHT.search(header):
                return Role.WEIGHT
            if _SCORE.search(header):
                return Role.SCORE
            roles = [m.role for m in find_roles(header) if not m.asked and m.role is not Role.RATE]
            if re.search(r"上年|去年|上一年", header):
                return Role.PRIOR_YEAR
            if _RATE.search(header) and not any(r in (Role.TARGET, Role.ACTUAL) for r in roles):
                changed = re.search(r"增减|增长|增幅|比上年", header)
                shared = re.search(r"占比|比重|占", header)
                return Role.CHANGE if changed else Role.SHARE if shared else Role.RATE
            if roles:
                return roles[-1]
            if re.search(r"增减|增加|减少", header):
                return Role.CHANGE
    headers = "".join(cell.col_path[-1:] + cell.row_path[-1:])
    if "收入" in headers and "支出" not in headers:
        return Role.INCOME
    for word, role in (("收入决算", Role.INCOME), ("决算", Role.EXECUTION), ("预算", Role.BUDGET)):
        if word in table.caption:
            return role
    return Role.OTHER


def _unit(
    token: NumberToken, cell: Cell, table: Table, identity: ReportIdentity
) -> tuple[str, UnitSource]:
    """Return the unit of a cell's number: beside it, in its headers, over the table, of the report."""
    if token.unit and not (token.kind is FigureKind.PLAIN):
        return token.unit, UnitSource.EXPLICIT
    if token.kind is FigureKind.DATE:
        return token.unit, UnitSource.EXPLICIT
    col, row = " ".join(cell.col_path), " ".join(cell.row_path)
    for headers in (*reversed(cell.col_path), *reversed(cell.row_path)):
        if noted := _noted(headers):
            return noted, UnitSource.HEADER
    inner = _last(cell.col_path)
    goal = role_of(cell, table) in (Role.TARGET, Role.ACTUAL)
    if same := _same_in_row(token, cell):
        return same, UnitSource.HEADER
    if _WEIGHT.search(inner) or _SCORE.search(inner) or (not cell.col_path and _SCORE.search(row)):
        return "分", UnitSource.HEADER
    if _RATE.search(inner):
        return "", UnitSource.NONE
    for headers in (inner, _last(cell.row_path)) if not goal else (_last(cell.row_path),):
        if (counted := _COUNT.search(headers)) and not re.search(r"经费|支出|费", headers):
            return _COUNTED.get(counted[1], ""), UnitSource.HEADER
    if goal:
        return "", UnitSource.NONE
    if table.unit:
        return table.unit, UnitSource.CAPTION
    if identity.money_unit and _MONEY.search(col or row):
        return identity.money_unit, UnitSource.REPORT
    return "", UnitSource.NONE


def _noted(header: str) -> str:
    """Return the unit a header states in brackets: 金额（万元） → 万元, 数量（个） → 个."""
    for found in _UNIT_NOTE.finditer(header):
        word = (found[1] or found[2]).strip()
        if money := money_unit(word):
            return money if re.fullmatch(r"(?:人民币)?\s*[万亿千百十]*\s*元", word) else ""
        if word in ("%", "％"):
            return "%"
        probe = scan_numbers(f"1{word}")
        if len(probe) == 1 and probe[0].end == len(word) + 1 and probe[0].kind is not FigureKind.PLAIN:
            return probe[0].unit
    return ""


def _same_in_row(token: NumberToken, cell: Cell) -> str:
    """Return the unit the row's own name gives this very number: 出版发行…2000册 | 2000或以上."""
    for header in reversed(cell.row_path):
        for named in scan_numbers(header):
            if named.kind is FigureKind.COUNT and named.value == token.value:
                return named.unit
    return ""


_WHOLES = ("整体支出", "支出合计", "收入合计", "收入支出总计", "财政拨款收入支出总计")


def _concept(cell: Cell, table: Table, token: NumberToken) -> str:
    """Return the measure a cell is of, "" if its headers name none exactly.

    A row that is no total and no known measure restricts its column's: the
    项目支出 of 行政运行 is not the 项目支出.
    """
    rows = _path(cell.row_path)
    total = bool(rows) and bool(_TOTAL.match(rows[-1]))
    if rows:
        name = _fitting(rows[-2] if total and len(rows) > 1 else rows[-1], token)
        if name:
            across = _fitting(_last(cell.col_path), token)
            return name if across in ("", name, *_WHOLES) else ""
        if not total:
            return ""
    for header in reversed(cell.col_path):
        if name := _fitting(header, token):
            return name
        if not _TOTAL.match(_MARKER.sub("", re.sub(r"\s", "", header))) and not find_roles(header):
            break
    headers = "".join((*cell.col_path, table.caption))
    if token.kind is FigureKind.MONEY and ("收入" in headers) != ("支出" in headers):
        return "收入合计" if "收入" in headers else "支出合计"
    return ""


def _fitting(header: str, token: NumberToken) -> str:
    """Return the measure a header names if it says nothing else but a role."""
    wanted = {"money": FigureKind.MONEY, "count": FigureKind.COUNT, "score": FigureKind.SCORE}
    for mention in reversed(find_concepts(header)):
        known = concept(mention.name)
        loose = token.kind in (FigureKind.PERCENT, FigureKind.PLAIN)
        if known and (loose or wanted.get(known.kind) is token.kind) and says_only(header, mention):
            return known.name
    return ""


def _period(cell: Cell) -> str:
    for header in (*reversed(cell.col_path), *reversed(cell.row_path)):
        for token in scan_numbers(header):
            if token.kind is FigureKind.DATE and token.unit.startswith("年"):
                return date_text(token)
    return ""


def _path(headers: Sequence[str]) -> list[str]:
    return [word for header in headers if (word := _MARKER.sub("", re.sub(r"\s+", "", header)))]


def _last(path: Sequence[str]) -> str:
    return re.sub(r"\s+", "", path[-1]) if path else ""


def _figure(reading: _Reading, cell: Cell, table: Table, path: tuple[str, ...]) -> Figure:
    statement, token = reading.statement, reading.statement.token
    span: Span = place(cell.spans, token.start, token.end)
    notes = [*cell.row_path, *cell.col_path, table.caption]
    if reading.source is UnitSource.CAPTION:
        notes.append(f"单位：{token.unit}")
    return Figure(
        id="",
        value=token.value,
        unit=token.unit,
        kind=token.kind,
        printed=token.printed,
        measure=statement.measure,
        span=span,
        quote=quote_on(cell.spans, statement, span.page),
        role=statement.role,
        concept=statement.concept,
        period=statement.period,
        qualifier=token.qualifier,
        high=token.high,
        unit_source=reading.source,
        context=tuple(dict.fromkeys(note for note in (*notes, *path) if note)),
        row_path=cell.row_path,
        col_path=cell.col_path,
        section=path,
        table_id=table.id,
        cell_row=cell.row,
        cell_col=cell.col,
        locator=cell.locator,
    )
