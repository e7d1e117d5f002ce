"""A cited table cell inside its table: header rows and neighbours, or its row downwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.model import Cell, Report, Span, Table
from ui.marking import escape, render_run
from ui.place import Place

_ROWS = 6  # rows shown of a cell that spans more
_COLUMNS = 5  # a wider table would not fit the panel: its row is shown downwards
_CLIP = 80  # characters shown of a neighbouring cell


def table_html(report: Report, place: Place) -> str:
    """Return the table row a quote stands in as HTML, "" if it stands in no table."""
    for table in report.tables:
        for cell in table.cells:
            if any(_overlaps(span, place) for span in cell.spans):
                show = _grid if table.n_cols <= _COLUMNS else _record
                return show(report, table, cell, place)
    return ""


def _overlaps(span: Span, place: Place) -> bool:
    start, end = place.quote
    return span.page == place.page.number and span.start < end and start < span.end


def _grid(report: Report, table: Table, hit: Cell, place: Place) -> str:
    """Return the header rows of a table and the row of a cell with its neighbours."""
    headers = [
        row
        for row in range(min(table.n_rows, 4))
        if (cells := table.row_cells(row)) and all(c.is_header for c in cells)
    ]
    rows = set(headers) | set(range(hit.row, hit.row + min(hit.row_span, _ROWS)))
    rows |= {hit.row - 1, hit.row + hit.row_span} if hit.row_span == 1 else set()
    shown = [row for row in sorted(rows) if 0 <= row < table.n_rows]
    body, last = [], -1
    for row in shown:
        if last >= 0 and row > last + 1:
            body.append(f'<tr class="yj-gap"><td colspan="{table.n_cols}">⋮</td></tr>')
        last = row
        row_html = []
        for cell in table.row_cells(row):
            covered = [r for r in shown if cell.row <= r < cell.row + cell.row_span]
            if covered[0] != row:
                continue
            tag = "th" if cell.is_header else "td"
            extent = f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
            extent += f' rowspan="{_height(covered, shown)}"' if len(covered) > 1 else ""
            here = ' class="yj-here"' if cell is hit else ""
            row_html.append(
                f"<{tag}{extent}{here}>{_cell(report, cell, place, whole=cell is hit)}</{tag}>"
            )
        body.append(f"<tr>{''.join(row_html)}</tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<div class="yj-scroll"><table>{caption}{"".join(body)}</table></div>'


def _height(covered: Sequence[int], shown: Sequence[int]) -> int:
    """Return how many shown rows a merged cell takes, the rows of gaps included."""
    inside = [row for row in shown if covered[0] <= row <= covered[-1]]
    gaps = sum(after > before + 1 for before, after in pairwise(inside))
    return len(inside) + gaps


def _record(report: Report, table: Table, hit: Cell, place: Place) -> str:
    """Return the row of a cell downwards: each column's heading, then what stands in it."""
    rows = []
    for cell in table.row_cells(hit.row):
        heading = cell.col_path[-1] if cell.col_path else ""
        content = _cell(report, cell, place, whole=cell is hit)
        here = ' class="yj-here"' if cell is hit else ""
        rows.append(f"<tr><th>{escape(heading)}</th><td{here}>{content}</td></tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<div class="yj-scroll"><table class="yj-record">{caption}{"".join(rows)}</table></div>'


def _cell(report: Report, cell: Cell, place: Place, whole: bool) -> str:
    if not whole or not cell.spans:
        text = cell.text if whole or len(cell.text) <= _CLIP else cell.text[:_CLIP] + "……"
        return escape(text)
    out = []
    for span in cell.spans:
        here = span.page == place.page.number
        text = report.pages[span.page - 1].text
        out.append(
            render_run(text, span.start, span.end, place.quote, place.marks)
            if here
            else escape(text[span.start : span.end])
        )
    return "".join(out)
