"""Read a table of a web page into a grid, merged cells and all."""

from __future__ import annotations

from bisect import bisect_left

from lxml import html

from ingest.html_text import flat_text, is_hidden, lines_of
from ingest.layout import GridBlock, GridCell

_MAX_SPAN = 1000


def is_data(table: html.HtmlElement) -> bool:
    """Return whether a table holds data: more than one column, no table inside."""
    if table.find(".//table") is not None:
        return False
    return any(len(_row_cells(row)) > 1 for row in _rows(table))


def read_grid(table: html.HtmlElement, max_cells: int) -> tuple[GridBlock | None, str]:
    """Return a table's grid (None if nothing is in it) and why cells were left out, or ""."""
    taken: dict[tuple[int, int], bool] = {}
    cells: list[GridCell] = []
    rows = _rows(table)
    n_cols, left_out = 0, ""
    for r, row in enumerate(rows):
        c = 0
        for element in _row_cells(row):
            while (r, c) in taken:
                c += 1
            down, across = _span(element, "rowspan"), _span(element, "colspan")
            down = min(down or len(rows) - r, len(rows) - r)
            if len(taken) + down * (across or 1) > max_cells:
                left_out = _left_out(len(cells), r, down * (across or 1), max_cells)
                break
            # What another merged cell holds already cuts a span short.
            across = next((i for i in range(1, across or 1) if (r, c + i) in taken), across or 1)
            for i in range(down):
                for j in range(across):
                    taken[r + i, c + j] = True
            cells.append(GridCell(r, c, down, across, tuple(lines_of(flat_text(element)))))
            c += across
            n_cols = max(n_cols, c)
        if left_out:
            break
    if not any(cell.lines for cell in cells):
        return None, left_out
    return _squeezed(len(rows), n_cols, cells), left_out


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    rows: list[html.HtmlElement] = []
    for child in table:
        if child.tag == "tr" and not is_hidden(child):
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot") and not is_hidden(child):
            rows.extend(row for row in child if row.tag == "tr" and not is_hidden(row))
    return rows


def _row_cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]


def _left_out(read: int, row: int, extent: int, max_cells: int) -> str:
    if extent > max_cells:
        rest = f"这张表第 {row + 1} 行起没有读" if read else "这张表没有读"
        return f"一个合并单元格占 {extent:,} 格，超过上限 {max_cells:,}，{rest}"
    return f"表格过大，只读前 {max_cells:,} 个单元格"


def _span(element: html.HtmlElement, name: str) -> int:
    value = (element.get(name) or "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdigit() else 1


def _squeezed(n_rows: int, n_cols: int, cells: list[GridCell]) -> GridBlock:
    """Return the grid without rows and columns in which no cell begins."""
    rows, cols = sorted({cell.row for cell in cells}), sorted({cell.col for cell in cells})
    made = []
    for cell in cells:
        row, col = bisect_left(rows, cell.row), bisect_left(cols, cell.col)
        down = bisect_left(rows, cell.row + cell.row_span) - row
        across = bisect_left(cols, cell.col + cell.col_span) - col
        made.append(GridCell(row, col, down, across, cell.lines))
    return GridBlock(len(rows), len(cols), tuple(made))
