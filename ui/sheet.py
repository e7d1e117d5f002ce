"""How a sheet of a working paper looks: on the screen and on paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

_LINE = 15.5  # points a line of text takes
_HIGHEST = 400.0  # points a row may be high; Excel allows 409
_PLAIN = 14  # width of a column that is not named, in characters
_GOOD, _BAD, _DOUBT = "E2EFDA", "F8CBAD", "FFE699"
_COLOURS = {
    **dict.fromkeys(("一致", "单位换算后一致", "计算得出一致", "约数一致", "通过"), _GOOD),
    **dict.fromkeys(("存疑", "报告未载"), _DOUBT),
    "不符": _BAD,
}


def dress_sheet(sheet: Any, widths: Mapping[str, int], unwrapped: str) -> None:
    """Lay a sheet out: its first row is the header; verdicts stand in the column 结论.

    widths     column widths by header, in characters; the rest get a plain one
    unwrapped  header of the column whose long codes are cut off in sight
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    heads = [str(cell.value) for cell in sheet[1]]
    columns = [widths.get(head, _PLAIN) for head in heads]
    line = Side(style="thin", color="D0D7DE")
    for number, (head, width) in enumerate(zip(heads, columns, strict=True), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        for cell in sheet[get_column_letter(number)]:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if head == unwrapped:  # "fill" cuts a text off at the cell's edge
                cell.alignment = Alignment(horizontal="fill", vertical="top")
                cell.font = Font(color="808080", size=9)
            if head == "结论" and (colour := _COLOURS.get(str(cell.value))):
                cell.fill = PatternFill("solid", fgColor=colour)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 22
    for row in sheet.iter_rows(min_row=2):
        lines = max(
            1 if head == unwrapped else _lines(str(cell.value or ""), width)
            for cell, head, width in zip(row, heads, columns, strict=True)
        )
        # LibreOffice shows one line of a wrapped cell whose row has no height.
        sheet.row_dimensions[row[0].row].height = min(_LINE * lines + 3, _HIGHEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _print_sideways(sheet)


def _print_sideways(sheet: Any) -> None:
    """All columns on a sheet of A4 lying down, the header on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.print_area = "1:1", sheet.dimensions
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&P / &N"


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of that many characters."""
    return sum(max(1, -(-_cells(part) // max(width - 2, 1))) for part in text.split("\n"))


def _cells(text: str) -> int:
    """Return a text's width: a Chinese character takes two of a digit's."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
