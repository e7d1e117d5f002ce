"""One worksheet becomes blocks: the lines over a table, the table, the notes under it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout import Block, GridBlock, GridCell, Line, TextBlock


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that shows something or is ruled: place from 0, extent, text."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    ruled: bool = False
    number: bool = False


def sheet_blocks(name: str, cells: Sequence[SheetCell]) -> tuple[Block, ...]:
    """Return the blocks of a sheet, top to bottom; cells carry locators ("Sheet1!D17").

    Where cells are ruled, the ruled rows are the tables.  Where none are,
    rows of two cells or more are, up to a blank row.
    """
    by_row: dict[int, list[SheetCell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    covered = {
        row for cell in cells for row in range(cell.row, cell.row + cell.row_span) if cell.text
    }
    ruled = any(cell.ruled for cell in cells)
    blocks: list[Block] = []
    run: list[int] = []
    for row in range(max(by_row, default=-1) + 2):
        inside = [c for c in by_row.get(row, []) if c.text or c.ruled]
        going = bool(run) and (
            row in covered if not ruled else any(_reaches(by_row, r, row) for r in run[-1:])
        )
        if _is_table_row(inside, ruled, bool(run)) or (going and not inside):
            run.append(row)
            continue
        if run:
            blocks.extend(_grid(name, [c for r in run for c in by_row.get(r, [])]))
            run = []
        lines = [_line(cell) for cell in sorted(inside, key=lambda c: c.col) if cell.text]
        if lines:
            blocks.append(TextBlock(tuple(line for group in lines for line in group)))
    return tuple(blocks)


def _reaches(by_row: dict[int, list[SheetCell]], first: int, row: int) -> bool:
    return any(c.row + c.row_span > row for c in by_row.get(first, []))


def _is_table_row(cells: Sequence[SheetCell], ruled: bool, running: bool) -> bool:
    if ruled:
        return any(cell.ruled for cell in cells)
    shown = [cell for cell in cells if cell.text]
    if len(shown) < 2:
        return running and bool(shown) and shown[0].col_span == 1
    # A line such as 编制单位：… 单位：万元 stands over the table.
    aside = [cell for cell in shown if "：" in cell.text or ":" in cell.text]
    return running or len(aside) < len(shown)


def _line(cell: SheetCell) -> list[Line]:
    return [Line(part.strip()) for part in cell.text.split("\n") if part.strip()]


def _grid(name: str, cells: Sequence[SheetCell]) -> list[Block]:
    """Return the grid of some rows, without rows and columns in which nothing begins."""
    shown = [c for c in cells if c.text or c.ruled]
    filled = [c for c in shown if c.text]
    if not filled:
        return []
    last = max(c.col + c.col_span for c in filled)
    shown = [c for c in shown if c.col < last]
    tops, lefts = sorted({c.row for c in shown}), sorted({c.col for c in shown})
    rows = {r: i for i, r in enumerate(tops)}
    cols = {c: i for i, c in enumerate(lefts)}
    if len(cols) < 2:
        return [TextBlock(tuple(line for c in filled for line in _line(c)))]
    made = []
    taken = set()
    for c in sorted(shown, key=lambda c: (c.row, c.col)):
        row, col = rows[c.row], cols[c.col]
        down = bisect_left(tops, c.row + c.row_span) - row
        across = bisect_left(lefts, c.col + c.col_span) - col
        taken |= {(row + i, col + j) for i in range(down) for j in range(across)}
        lines = tuple(_line(c))
        locator = f"{name}!{_letters(c.col)}{c.row + 1}"
        made.append(
            GridCell(row, col, down, across, lines, None, locator, c.text if c.number else "")
        )
    for r, i in rows.items():
        for k, j in cols.items():
            if (i, j) not in taken:
                made.append(GridCell(i, j, 1, 1, (), None, f"{name}!{_letters(k)}{r + 1}"))
    made.sort(key=lambda c: (c.row, c.col))
    return [GridBlock(len(rows), len(cols), tuple(made))]


def _letters(col: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    out = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
