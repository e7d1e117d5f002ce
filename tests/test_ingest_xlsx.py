"""Workbooks and csv files: numbers as shown, merged cells, addresses."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.compose import compose
from ingest.errors import EmptyFile, LimitExceeded
from ingest.layout import Composition
from ingest.number_format import show_number
from ingest.read_xlsx import read_xlsx


@pytest.fixture
def book() -> Any:
    import openpyxl

    return openpyxl.Workbook()


def _read(tmp_path: Path, book: Any) -> Composition:
    path = tmp_path / "决算.xlsx"
    book.save(path)
    return compose(read_xlsx(path), "r")


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (0.7548, "0.00%", "75.48%"),
        (156211123, "#,##0", "156,211,123"),
        (-12.5, "#,##0.00_);(#,##0.00)", "(12.50)"),
        (-3, "0.00", "-3.00"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (20, '0"人"', "20人"),
        (15621112, '0!.0,"万元"', "1562.1万元"),
        (15621112, "#,##0,", "15,621"),
        (1.005, "0.00", "1.01"),
        (2.5, "0", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (13800138000, "000-0000-0000", "13800138000"),
        (True, "General", "是"),
        (None, "0.00", ""),
        (dt.datetime(2022, 12, 31), "yyyy年m月d日", "2022年12月31日"),
        (dt.datetime(2022, 12, 31), "yyyy-mm-dd", "2022-12-31"),
        ("2506.72", "0", "2506.72"),
    ],
)
def test_numbers_as_shown(value: object, shape: str, shown: str) -> None:
    assert show_number(value, shape) == shown


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_places_show_the_value_itself(value: Decimal) -> None:
    assert Decimal(show_number(float(value), "0.00")) == value
    assert Decimal(show_number(float(value), "#,##0.00").replace(",", "")) == value
    assert Decimal(show_number(float(value), "General")) == value


def test_a_sheet_with_title_unit_and_merged_cells(tmp_path: Path, book: Any) -> None:
    sheet = book.active
    sheet.title = "支出表"
    sheet["A1"] = "支出决算表"
    sheet.merge_cells("A1:C1")
    sheet["C2"] = "单位：万元"
    for row in [
        ["科目", "预算数", "决算数"],
        ["教育", 12.5, 0.9],
        [None, 3, 0.25],
        ["合计", 15.5, None],
    ]:
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    for row in sheet["B4:B6"]:
        row[0].number_format = "0.00"
    for row in sheet["C4:C6"]:
        row[0].number_format = "0.0%"
    read = _read(tmp_path, book)
    (table,) = read.tables
    assert (table.caption, table.unit) == ("支出决算表", "万元")
    assert read.pages[0].locator == "支出表"
    cell = table.at(2, 2)
    assert cell is not None
    assert (cell.text, cell.row_path, cell.col_path) == ("25.0%", ("教育",), ("决算数",))
    assert cell.locator == "支出表!C5"


def test_ruled_rows_are_the_table(tmp_path: Path, book: Any) -> None:
    from openpyxl.styles import Border, Side

    sheet = book.active
    sheet.append(["编制单位：街道办", "", "日期：2022年"])
    for row in [["项目", "金额", "备注"], ["办公费", 1, ""], ["水费", 2, ""]]:
        sheet.append(row)
    thin = Side(style="thin")
    for row in sheet["A2:C4"]:
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
    sheet.append(["注：说明", "另一句"])
    read = _read(tmp_path, book)
    (table,) = read.tables
    assert table.n_rows == 3
    assert [p.text for p in read.paragraphs] == [
        "编制单位：街道办",
        "日期：2022年",
        "注：说明",
        "另一句",
    ]


def test_sheets_are_pages_and_hidden_ones_are_said(tmp_path: Path, book: Any) -> None:
    book.active.append(["项目", "金额"])
    book.active.append(["办公费", 5])
    hidden = book.create_sheet("底稿")
    hidden.append(["项目", "金额"])
    hidden.append(["秘密", 9])
    hidden.sheet_state = "hidden"
    last = book.create_sheet("二")
    last.append(["项目", "金额"])
    last.append(["水费", 6])
    last.row_dimensions[2].hidden = False
    path = tmp_path / "a.xlsx"
    book.save(path)
    draft = read_xlsx(path)
    assert [(p.number, p.locator) for p in draft.pages] == [(1, "Sheet"), (2, "二")]
    assert "底稿" in draft.warnings[0].reason
    assert not any("秘密" in p.text for p in compose(draft, "r").pages)


def test_blank_rows_divide_unruled_tables(tmp_path: Path, book: Any) -> None:
    for row in [["项目", "金额"], ["办公费", 5], [], ["姓名", "人数"], ["甲", 6]]:
        book.active.append(row)
    assert [t.n_rows for t in _read(tmp_path, book).tables] == [2, 2]


@pytest.mark.parametrize(("mark", "encoding"), [(",", "gb18030"), ("\t", "utf-8"), (";", "utf-16")])
def test_csv(tmp_path: Path, mark: str, encoding: str) -> None:
    path = tmp_path / "支出.csv"
    rows = [["科目", "决算数"], ["办公费", '"1,200.5"' if mark == "," else "1200.5"]]
    path.write_bytes("\r\n".join(mark.join(r) for r in rows).encode(encoding))
    (table,) = compose(read_xlsx(path), "r").tables
    cell = table.at(1, 1)
    assert cell is not None
    assert (cell.text.replace(",", ""), cell.col_path) == ("1200.5", ("决算数",))
    assert cell.locator.endswith("!B2")


def test_nothing_in_it(tmp_path: Path, book: Any) -> None:
    with pytest.raises(EmptyFile):
        _read(tmp_path, book)


def test_a_stray_cell_far_away_costs_nothing(tmp_path: Path, book: Any) -> None:
    book.active["A1"] = "执行数5万元"
    book.active["XFD1048576"] = "完"
    assert _read(tmp_path, book).pages[0].text == "执行数5万元\n完\n"


def test_merged_cells_without_end_are_refused(tmp_path: Path, book: Any) -> None:
    book.active["A1"] = "执行数5万元"
    book.save(tmp_path / "a.xlsx")
    path = tmp_path / "b.xlsx"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    _rewrite(tmp_path / "a.xlsx", path, b"</sheetData>", merged)
    with pytest.raises(LimitExceeded, match="合并单元格共占 17,179,869,184 格"):
        read_xlsx(path)


def test_formulas_without_a_result_are_said(tmp_path: Path, book: Any) -> None:
    book.active.append(["项目", "执行数（万元）"])
    book.active.append(["甲", 5])
    book.active.append(["合计", "=SUM(B2:B2)"])
    path = tmp_path / "公式.xlsx"
    book.save(path)
    (warning,) = read_xlsx(path).warnings
    assert "1 个公式没有存下结果" in warning.reason
    saved = tmp_path / "存过.xlsx"
    _rewrite(path, saved, b"<v></v>", b"<v>5</v>")
    assert not read_xlsx(saved).warnings


def _rewrite(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """Copy a workbook with some bytes of its sheets replaced."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        for name in read.namelist():
            data = read.read(name)
            written.writestr(name, data.replace(old, new) if "worksheets/" in name else data)
