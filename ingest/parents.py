"""Merged cells that go on below a page break at which a new row begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.layout import GridBlock, GridCell
from ingest.seams import cell_text, text_goes_on
from ingest.whole import Key, WholeCell, WholeGrid


def parents_going_on(
    whole: WholeGrid,
    above: Mapping[Key, WholeCell],
    top: Mapping[Key, GridCell],
    grid: GridBlock,
    pad: float,
) -> set[Key]:
    """Return which merged cells go on below a break at which a new row begins.

    `above` are the cells over the break, `top` those under it, `grid` what
    stands under it, `pad` the cells' padding in points.  They are the leading
    columns up to the first that does not go on.
    """
    columns = set(above)
    alike = {
        key: key[0] > 0 and _merged_like_first(whole, grid, key, columns)
        for key in columns & set(top)
    }
    named = any(key[0] == 0 and _filled(cell) for key, cell in top.items())
    texts = {
        key: _text_goes_on(above[key], top[key], pad) and not (named and _stops(above[key]))
        for key in alike
        if _filled(top[key])
    }
    going: set[Key] = set()
    for key in sorted(top):
        upper, lower = above.get(key), top[key]
        if upper is None:
            break
        spans = upper.row_span > 1 or lower.row_span > 1
        if _filled(lower):
            merged = _name_goes_on(key, alike, texts, upper, lower) or (key[0] > 0 and spans)
            if not (merged and texts[key]):
                break
        elif upper.empty:
            if not (upper.row_span > 1 and lower.row_span > 1):
                break
        elif not spans and not _never_empty(whole, key, columns):
            break
        going.add(key)
    return going


def _name_goes_on(
    key: Key,
    alike: Mapping[Key, bool],
    texts: Mapping[Key, bool],
    upper: WholeCell,
    lower: GridCell,
) -> bool:
    """Return whether a filled cell below may be the rest of a merged one, by its neighbours.

    Columns merged over the same rows go on together.  The first column alone
    must be merged, and what is below must look like a rest: one line, and not
    the next of a series (任务1, 任务2).
    """
    if key[0] > 0:
        return alike[key]
    together = [goes_on for other, goes_on in texts.items() if alike[other]]
    if together:
        return all(together)
    above = re.sub(r"\d", "", cell_text(upper.parts[-1].cell))
    series = above == re.sub(r"\d", "", cell_text(lower))
    return (upper.row_span > 1 or lower.row_span > 1) and len(lower.lines) == 1 and not series


def _filled(cell: GridCell) -> bool:
    return any(line.text.strip() for line in cell.lines)


def _text_goes_on(upper: WholeCell, lower: GridCell, pad: float) -> bool:
    """Return whether the text below is the rest of the text right above the break."""
    last = upper.parts[-1].cell
    return _filled(last) and text_goes_on(last, lower, pad)


def _stops(upper: WholeCell) -> bool:
    """Return whether a cell ends with a full stop: then a name below is another's."""
    return cell_text(upper.parts[-1].cell).endswith(("。", "！", "？"))


def _merged_like_first(whole: WholeGrid, grid: GridBlock, key: Key, columns: set[Key]) -> bool:
    """Return whether a column is merged where the first is, in the nearest rows above and below.

    Only rows that have these `columns` count.
    """
    told = []
    for cells, nearest in ((whole.cells, max), (grid.cells, min)):
        rows = _columns_by_row(cells)
        first = [c for c in cells if c.col == 0 and c.row_span > 1 and rows[c.row] == columns]
        if first:
            near = nearest(first, key=lambda c: c.row)
            wanted = (near.row, near.row_span, *key)
            told.append(any((c.row, c.row_span, c.col, c.col_span) == wanted for c in cells))
    return bool(told) and all(told)


def _never_empty(whole: WholeGrid, key: Key, columns: set[Key]) -> bool:
    """Return whether no cell of a column is empty, over the rows that have these columns."""
    rows = _columns_by_row(whole.cells)
    return all(
        not cell.empty
        for cell in whole.cells
        if (cell.col, cell.col_span) == key and rows[cell.row] == columns
    )


def _columns_by_row(cells: Sequence[WholeCell] | Sequence[GridCell]) -> dict[int, set[Key]]:
    rows: dict[int, set[Key]] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows.setdefault(row, set()).add((cell.col, cell.col_span))
    return rows
