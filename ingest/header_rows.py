"""How far a header goes: down its rows, and right past the cells that label the whole block."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.header_grid import Grid
from ingest.labels import is_ordinal

_HEADER_ROWS = 6  # more than any table of this genre has


def find_header_end(grid: Grid, row: int, lead: Sequence[int]) -> int | None:
    """Return the row after the header that begins at `row`."""
    end = row + 1
    while end < grid.n_rows and end - row < _HEADER_ROWS:
        above = [i for i in grid.cover(end - 1) if i not in lead]
        reach = max(grid.cells[i].row + grid.cells[i].row_span for i in above)
        if reach > end:  # a header cell stands beside further header rows
            if not grid.labels_only(end, lead):
                return None
            end += 1
            continue
        if _numbers_columns(grid, end, lead):
            end += 1
            continue
        if not grid.labels_only(end, lead) or not _refines(grid, above, end):
            break
        end += 1
    return end


def find_leading(grid: Grid, row: int) -> list[int]:
    """Return the merged cells at the left that label header and body alike."""
    lead: list[int] = []
    col = 0
    while col < grid.n_cols:
        i = grid.owner[row][col]
        if i < 0:
            break
        cell = grid.cells[i]
        end = min(cell.row + cell.row_span, grid.n_rows)
        below = range(row + 1, end)
        mixed = any(not grid.labels_only(r, [i, *lead]) for r in below if grid.starts(r))
        inside = cell.row < row or mixed or (len(below) > 0 and end == grid.n_rows)
        if not below or not inside:
            break
        lead.append(i)
        col = cell.col + cell.col_span
    return lead if col < grid.n_cols else []


def _numbers_columns(grid: Grid, row: int, lead: Sequence[int]) -> bool:
    """Return whether a row only counts the columns (栏次 1 2 3)."""
    texts = [grid.cells[i].text for i in grid.cover(row) if i not in lead]
    numbered = [t for t in texts if t not in ("", "栏次", "行次", "项目")]
    if "栏次" in texts:
        return all(is_ordinal(t) for t in numbered)
    return len(numbered) > 2 and numbered == [str(n + 1) for n in range(len(numbered))]


def _refines(grid: Grid, above: Sequence[int], row: int) -> bool:
    """Return whether a row of labels subdivides the header row over it."""
    divided, plain_empty, plain = 0, 0, 0
    for i in above:
        cell = grid.cells[i]
        under = {grid.owner[row][c] for c in range(cell.col, cell.col + cell.col_span)} - {-1}
        texts = [grid.cells[j].text for j in under]
        if len(under) > 1 and any(texts):
            divided += 1
        elif any(texts):
            plain += 1
        else:
            plain_empty += 1
    if not divided:
        return False
    return not plain and (not plain_empty or plain_empty > 1)
