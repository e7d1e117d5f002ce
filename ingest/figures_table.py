"""Figures in the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cell_headers import (
    concept_of_cell,
    innermost,
    period_of,
    plain_path,
    role_of,
    unit_of,
)
from ingest.clauses import date_text
from ingest.figures_prose import place, quote_on
from ingest.fold import squeeze
from ingest.labels import heads_units
from ingest.layout import Composition
from ingest.meaning import read_statements
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
from ingest.statement import Statement
from ingest.unit_words import unit_word
from ingest.units import kind_of

_CODE = re.compile(
    r"编码|代码|序号|编号|邮编|电话|行次|栏次|页码|科目编|^[类款项]$|^号$|身份证|日期|时间"
)

_RATED = (FigureKind.PERCENT, FigureKind.PLAIN)
_SHORT = 120  # characters: up to here a cell is the value of its row, beyond it tells more
_NUMBERED = re.compile(r"\s*[\u4e00-\u9fff]{0,4}\s*[\d一二三四五六七八九十]+\s*$")


def figures_in_table(
    table: Table,
    composition: Composition,
    sections: Sequence[Section],
    identity: ReportIdentity,
) -> Iterator[Figure]:
    """Yield the figures of a table's cells; ids are left empty."""
    pages = {page.number: page.text for page in composition.pages}
    units = _units_of_rows(table)
    for cell in table.cells:
        if not cell.spans:
            continue
        text = "".join(pages[span.page][span.start : span.end] for span in cell.spans)
        path = table.section or section_at(sections, cell.spans[0])
        for reading in _read(cell, text, table, identity, _unit_of_row(cell, units)):
            yield _figure(reading, cell, table, path)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number of a cell with the meaning its clause and headers give it."""

    statement: Statement
    source: UnitSource


def _units_of_rows(table: Table) -> dict[int, list[tuple[int, str]]]:
    """Return by row what its cells in columns of units say: (column, unit)."""
    units: dict[int, list[tuple[int, str]]] = {}
    for cell in table.cells:
        if heads_units(innermost(cell.col_path)) and (unit := unit_word(cell.text)):
            for row in range(cell.row, cell.row + cell.row_span):
                units.setdefault(row, []).append((cell.col, unit))
    return units


def _unit_of_row(cell: Cell, units: dict[int, list[tuple[int, str]]]) -> str:
    """Return the unit in the nearest column of units left of a cell, else right of it."""
    here = units.get(cell.row, [])
    left = [unit for col, unit in sorted(here) if col < cell.col]
    right = [unit for col, unit in sorted(here) if col > cell.col]
    return left[-1] if left else right[0] if right else ""


def _read(
    cell: Cell, text: str, table: Table, identity: ReportIdentity, row_unit: str
) -> Iterator[_Reading]:
    tokens = scan_numbers(text)
    if not tokens:
        return
    if _is_value(text, tokens):
        if not cell.is_header and not _CODE.search(innermost(cell.col_path)):
            yield from _values(cell, text, tokens, table, identity, row_unit)
        return
    header_role = role_of(cell, table)
    label = cell.row_path[-1] if cell.row_path else ""
    for statement in read_statements(text, label if label not in text else ""):
        full_marks = _full_marks(text, statement, cell)
        if cell.is_header and not _counts(statement) and not full_marks:
            continue
        if full_marks:
            statement = replace(statement, measure=full_marks, role=Role.WEIGHT)
        role = statement.role
        goal = header_role in (Role.TARGET, Role.ACTUAL)
        if role is Role.OTHER or (goal and role in (Role.RATE, Role.ACTUAL, Role.TARGET)):
            role = header_role if statement.token.kind is not FigureKind.DATE else role
        if role is Role.RATE and statement.token.kind not in _RATED:
            role = Role.OTHER
        if role is Role.SCORE and statement.token.kind is not FigureKind.SCORE:
            role = Role.OTHER
        if goal and len(text) <= _SHORT and not _NUMBERED.match(label):
            statement = _of_row(statement, label)
        source = UnitSource.HEADER if statement.inferred else UnitSource.EXPLICIT
        yield _Reading(
            replace(statement, role=role), source if statement.token.unit else UnitSource.NONE
        )


_REST = re.compile(
    r"[\s，,；;、。/（）()≥≤><＞＜=%％]|或以上|及以上|或以下|及以下|以上|以下|以内|左右|不少于|不低于|不超过|至少|大于|小于|等于|"
    r"超过|约|达到?|余|多|含|或|至|共|前"
)


def _of_row(statement: Statement, label: str) -> Statement:
    """Put the row's name before a measure that does not say it: 完成率 → 归档完成率 完成率."""
    flat, measure = squeeze(label), squeeze(statement.measure)
    if len(flat) > 40 or flat in measure or (measure and measure in flat and len(measure) > 4):
        return statement
    return replace(statement, measure=f"{label} {statement.measure}".strip())


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


def _full_marks(text: str, statement: Statement, cell: Cell) -> str:
    """Return the name that a number in brackets gives the full marks of: 产出指标（50分）."""
    token = statement.token
    named = re.fullmatch(r"\s*([^\d（(]+?)\s*[（(]\s*", text[: token.start])
    closed = re.fullmatch(r"\s*[)）]\s*", text[token.end :])
    if token.kind is not FigureKind.SCORE or not named or not closed:
        return ""
    reached = re.search("[得评总]分", text) and not cell.is_header  # 综合得分（92.5分）
    return "" if reached else named[1]


def _values(
    cell: Cell,
    text: str,
    tokens: Sequence[NumberToken],
    table: Table,
    identity: ReportIdentity,
    row_unit: str,
) -> Iterator[_Reading]:
    role = role_of(cell, table)
    words = [*plain_path(cell.row_path), *plain_path(cell.col_path)]
    period = period_of(cell, table, identity)
    for token in tokens:
        unit, source = unit_of(token, cell, table, identity, row_unit)
        if unit != token.unit:
            token = replace(token, unit=unit, kind=kind_of(unit))
        own = role
        headed = own is Role.SCORE and "率" in innermost(cell.col_path)  # 执行率 / 得分
        plain = own in (Role.OTHER, Role.EXECUTION, Role.BUDGET)
        if token.kind is FigureKind.PERCENT and (plain or headed):
            own = Role.RATE
        if own is Role.RATE and token.kind not in _RATED:
            own = Role.OTHER
        name = concept_of_cell(cell, table, token)
        quote = (0, len(text)) if len(text) <= 300 else (token.start, token.end)
        measure = " ".join(dict.fromkeys(words)) or table.caption
        date = date_text(token) if token.kind is FigureKind.DATE else period
        yield _Reading(Statement(token, measure, name, own, date, quote), source)


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
