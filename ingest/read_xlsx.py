"""Read a workbook (xlsx, xls) or a csv file: numbers as their cells show them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.decode import decode
from ingest.detect import detect_format
from ingest.errors import BrokenFile, EmptyFile, EncryptedFile, LimitExceeded
from ingest.layout import Draft, DraftPage
from ingest.model import ReadingWarning
from ingest.number_format import show_number
from ingest.packages import check_package
from ingest.settings import DEFAULTS, IngestSettings
from ingest.sheets import SheetCell, sheet_blocks

# openpyxl makes an object of every cell that a merged one covers, at about 0.3 KB.
_MOST_MERGED = 2_000_000
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</(?:\w+:)?c>"
)
_RESAVE = "请用 Excel 打开后另存为 XLSX"


def read_xlsx(path: Path, settings: IngestSettings = DEFAULTS) -> Draft:
    """Return the draft of a workbook or csv file: one page a sheet, `locator` its name.

    Hidden sheets, rows and columns are left out; a formula shows the value
    saved with it.  Raises BrokenFile, EncryptedFile, EmptyFile, LimitExceeded.
    """
    kind = detect_format(path)
    warnings: list[ReadingWarning] = []
    if kind == "csv":
        sheets = [("", _csv_cells(path))]
    elif kind == "xls":
        sheets = list(_xls_sheets(path, warnings))
    else:
        check_package(path, settings.max_bytes)
        _check_sheets(path, warnings)
        sheets = list(_xlsx_sheets(path, settings, warnings))
    pages = []
    for number, (name, cells) in enumerate(sheets, 1):
        if len(cells) > settings.max_cells:
            cells = cells[: settings.max_cells]
            reason = f"单元格太多，只读前 {settings.max_cells:,} 个"
            warnings.append(ReadingWarning(number, reason))
        blocks = sheet_blocks(name or path.stem, cells)
        pages.append(DraftPage(number, blocks, locator=name))
    if not any(page.blocks for page in pages):
        raise EmptyFile(path, "表格里没有内容", "请确认数据不在隐藏的工作表里")
    return Draft(kind, tuple(pages), "", tuple(warnings))


def _xlsx_sheets(
    path: Path, settings: IngestSettings, warnings: list[ReadingWarning]
) -> Iterator[tuple[str, list[SheetCell]]]:
    import openpyxl
    from lxml.etree import XMLSyntaxError
    from openpyxl.utils.exceptions import InvalidFileException

    faults = (InvalidFileException, XMLSyntaxError, zipfile.BadZipFile)
    try:
        shown = openpyxl.load_workbook(path, data_only=True)
    except (*faults, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        raise BrokenFile(path, "工作簿损坏，打不开", _RESAVE) from error
    number = 0
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            warnings.append(ReadingWarning(0, f"工作表“{sheet.title}”是隐藏的，没有读"))
            continue
        number += 1
        yield sheet.title, _xlsx_cells(sheet, settings.max_cells)


def _check_sheets(path: Path, warnings: list[ReadingWarning]) -> None:
    """Look through the sheets for what openpyxl does not survive or does not say.

    Raises LimitExceeded if merged cells cover more than it may unfold; warns
    of formulas that a program wrote without their results.
    """
    empty = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            content = archive.read(name)
            extent = sum(
                (int(r1) - int(r0) + 1) * (_column(c1) - _column(c0) + 1)
                for c0, r0, c1, r1 in _MERGED.findall(content)
            )
            if extent > _MOST_MERGED:
                raise _merged_too_far(path, extent)
            empty += len(_NO_RESULT.findall(content))
    if empty:
        reason = f"有 {empty:,} 个公式没有存下结果，没有读；请用 Excel 打开、保存一次再读"
        warnings.append(ReadingWarning(0, reason))


def _merged_too_far(path: Path, extent: int) -> LimitExceeded:
    reason = f"合并单元格共占 {extent:,} 格，超过上限 {_MOST_MERGED:,}"
    return LimitExceeded(path, reason, "请用 Excel 打开，取消多余的合并后另存一份")


def _column(letters: bytes) -> int:
    """Return the number of a column, from 1: A, Z, AA are 1, 26, 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _xlsx_cells(sheet: Any, most: int) -> list[SheetCell]:
    from openpyxl.cell.cell import MergedCell

    merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    hidden_rows = {n for n, d in sheet.row_dimensions.items() if d.hidden}
    hidden_cols = {
        n
        for d in sheet.column_dimensions.values()
        if d.hidden
        for n in range(d.min or 0, (d.max or 0) + 1)
    }
    cells: list[SheetCell] = []
    # The cells that are there.  `iter_rows` would make all up to the last one,
    # and a stray one in the lowest row is 17 thousand million away.
    for place, cell in sorted(sheet._cells.items()):
        if isinstance(cell, MergedCell) or place[0] in hidden_rows or place[1] in hidden_cols:
            continue
        text = show_number(cell.value, cell.number_format).strip()
        border = cell.border
        ruled = any(
            side is not None and side.style
            for side in (border.left, border.right, border.top, border.bottom)
        )
        if text or ruled:
            extent = merged.get(place)
            down = extent.size["rows"] if extent else 1
            across = extent.size["columns"] if extent else 1
            number = isinstance(cell.value, int | float)
            cells.append(
                SheetCell(cell.row - 1, cell.column - 1, down, across, text, ruled, number)
            )
        if len(cells) > most:
            break
    return cells


def _xls_sheets(
    path: Path, warnings: list[ReadingWarning]
) -> Iterator[tuple[str, list[SheetCell]]]:
    import struct

    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise EncryptedFile(path, "文件已加密", "请取消密码后另存一份") from error
        raise BrokenFile(path, "XLS 损坏，打不开", _RESAVE) from error
    except (CompDocError, struct.error, IndexError, KeyError, ValueError, AssertionError) as error:
        raise BrokenFile(path, "XLS 损坏，打不开", _RESAVE) from error
    for sheet in book.sheets():
        if sheet.visibility:
            warnings.append(ReadingWarning(0, f"工作表“{sheet.name}”是隐藏的，没有读"))
            continue
        extent = sum((r1 - r0) * (c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells)
        if extent > _MOST_MERGED:
            raise _merged_too_far(path, extent)
        yield sheet.name, _xls_cells(book, sheet)


def _xls_cells(book: Any, sheet: Any) -> list[SheetCell]:
    import xlrd

    merged = {(r0, c0): (r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells}
    inside = {
        (r, c)
        for r0, r1, c0, c1 in sheet.merged_cells
        for r in range(r0, r1)
        for c in range(c0, c1)
    }
    cells = []
    for r in range(sheet.nrows):
        for c in range(sheet.row_len(r)):
            if (r, c) in inside and (r, c) not in merged:
                continue
            cell = sheet.cell(r, c)
            style = book.xf_list[cell.xf_index]
            shape = book.format_map[style.format_key].format_str
            value: object = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(cell.value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = None
            text = show_number(value, shape).strip()
            border = style.border
            ruled = bool(
                border.left_line_style
                or border.right_line_style
                or border.top_line_style
                or border.bottom_line_style
            )
            if text or ruled:
                down, across = merged.get((r, c), (1, 1))
                number = cell.ctype == xlrd.XL_CELL_NUMBER
                cells.append(SheetCell(r, c, down, across, text, ruled, number))
    return cells


def _csv_cells(path: Path) -> list[SheetCell]:
    text = decode(path.read_bytes())
    if text is None:
        raise BrokenFile(path, "认不出文字编码", "请另存为 UTF-8 编码的 CSV")
    head = "\n".join(text.splitlines()[:20])
    mark = max(",\t;，", key=lambda ch: (head.count(ch), ch == ","))
    cells = []
    try:
        for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark)):
            filled = [c for c, value in enumerate(row) if value.strip()]
            for c in filled:
                cells.append(SheetCell(r, c, 1, 1, row[c].strip()))
    except csv.Error as error:
        raise BrokenFile(path, "CSV 的引号不成对或字段过长", "请用表格软件重新导出") from error
    return cells
