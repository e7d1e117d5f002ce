"""A comparison as rows of text and numbers: for the terminal, for files, for JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from eval.labels import ROLES, VERDICTS
from ingest.errors import QuestionError
from qa.compare_measure import LeftOut, MeasureComparison, Row
from qa.reading import printed
from qa.roles import measure_words
from ui.workpaper import safe

HEADS = ("名次", "报告", "部门", "行政区", "年度", "类型", "数值", "单位", "身份", "报告里的说法",
         "原文", "页", "核对", "说明")  # fmt: skip
_LEFT_HEADS = ("报告", "部门", "行政区", "年度", "类型", "没有列入的原因")
_WIDTHS = {"报告": 40, "部门": 30, "报告里的说法": 36, "说明": 40, "数值": 16, "没有列入的原因": 70}


def row_cells(row: Row, unit: str) -> tuple[Any, ...]:
    """Return the cells of a row under `HEADS`; the value is a Decimal."""
    who = row.card.identity
    return (
        row.rank,
        row.card.title or row.card.file_name,
        who.agency,
        who.region,
        who.fiscal_year or "",
        who.kind,
        row.value,
        unit,
        ROLES.get(row.figure.role.value, ""),
        measure_words(row.figure),
        printed(row.figure),
        place_of(row),
        VERDICTS[row.verdict],
        row.note,
    )


def place_of(row: Row) -> str:
    """Return where a row's figure stands: its page, or its place in a file without pages."""
    return f"第{row.figure.span.page}页" if row.card.format == "pdf" else row.figure.locator


def about_lines(compared: MeasureComparison) -> Iterator[tuple[str, str]]:
    """Yield what a reader of the table must know besides: (name, text)."""
    wanted = compared.wanted
    yield "指标", wanted.measure
    yield "身份", ROLES[wanted.role.value] if wanted.role else "未指定，取多数报告给出的"
    if wanted.years:
        yield "年度", "、".join(map(str, wanted.years))
    if wanted.kinds:
        yield "类型", "、".join(wanted.kinds)
    yield "份数", f"{len(compared.rows)} 份有数，{len(compared.left_out)} 份没有列入"
    if compared.total is not None:
        yield "合计", f"{compared.total:f}{compared.unit}"
    elif compared.no_total:
        yield "合计", compared.no_total


def comparison_json(compared: MeasureComparison) -> dict[str, Any]:
    """Return a comparison as plain data; numbers are decimal strings."""
    citations = {c.n: c.to_json() for c in compared.answer.citations}
    wanted = compared.wanted
    return {
        "measure": wanted.measure,
        "role": wanted.role.value if wanted.role else None,
        "years": list(wanted.years),
        "kinds": list(wanted.kinds),
        "unit": compared.unit,
        "rows": [
            {
                "rank": row.rank,
                **_whose(row),
                "value": format(row.value, "f"),
                "unit": compared.unit,
                "printed": printed(row.figure),
                "measure": measure_words(row.figure),
                "role": row.figure.role.value,
                "verdict": row.verdict.value,
                "note": row.note,
                "citation": citations[row.n],
            }
            for row in compared.rows
        ],
        "left_out": [{**_whose(left), "reason": left.reason} for left in compared.left_out],
        "total": None if compared.total is None else format(compared.total, "f"),
        "no_total": compared.no_total,
    }


def write_csv(compared: MeasureComparison, path: Path) -> None:
    """Write rows, then what was left out, as CSV that Excel opens; raises QuestionError."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(HEADS)
    for row in compared.rows:
        out.writerow([_plain(cell) for cell in row_cells(row, compared.unit)])
    for left in compared.left_out:
        cells = ["" for _ in HEADS]
        cells[1:6], cells[-1] = [safe(str(c)) for c in _left_cells(left)[:5]], safe(left.reason)
        out.writerow(cells)
    _save(path, lambda: path.write_text(text.getvalue(), encoding="utf-8-sig", newline=""))


def write_xlsx(compared: MeasureComparison, path: Path) -> None:
    """Write a workbook: the ranking, what was left out, how it came about; raises QuestionError."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "比较"
    rows = [row_cells(row, compared.unit) for row in compared.rows]
    _fill(sheet, HEADS, rows)
    if compared.total is not None:
        value = HEADS.index("数值")
        sheet.append([None, "合计", *[None] * (value - 2), compared.total, compared.unit])
    left = book.create_sheet("没有列入")
    _fill(left, _LEFT_HEADS, [_left_cells(one) for one in compared.left_out])
    notes = book.create_sheet("说明")
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    files = {row.card.file_name: row.card.content_hash for row in compared.rows}
    for line in (
        *about_lines(compared),
        *((f"文件 {name}", f"SHA-256 {digest}") for name, digest in files.items()),
        ("生成时间（UTC）", when),
    ):
        notes.append([safe(cell) for cell in line])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 40, 90
    _save(path, lambda: book.save(path))


def _whose(one: Row | LeftOut) -> dict[str, Any]:
    who = one.card.identity
    return {
        "report": one.card.file_name,
        "report_id": one.card.id,
        "title": one.card.title,
        "agency": who.agency,
        "region": who.region,
        "fiscal_year": who.fiscal_year,
        "kind": who.kind,
    }


def _left_cells(left: LeftOut) -> tuple[Any, ...]:
    who = left.card.identity
    name = left.card.title or left.card.file_name
    return name, who.agency, who.region, who.fiscal_year or "", who.kind, left.reason


def _plain(cell: Any) -> str:
    """Return a cell of text; a number of ours stays one even below nought."""
    return format(cell, "f") if isinstance(cell, Decimal) else safe(str(cell))


def _fill(sheet: Any, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append(list(heads))
    for row in rows:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, Decimal):
                cell.number_format = _number_format(cell.value)
    for number, head in enumerate(heads, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(head, 12)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _number_format(value: Decimal) -> str:
    places = -int(value.as_tuple().exponent)
    return "#,##0." + "0" * places if places > 0 else "#,##0"


def _save(path: Path, write: Any) -> None:
    try:
        write()
    except OSError as error:
        raise QuestionError(f"{path}：写不了（{error.strerror}）。请换一个位置。") from error
