"""Grids that stand on following pages become whole tables again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.layout import Draft, DraftPage, GridBlock, GridCell, TextBlock
from ingest.seams import breaks_row, is_header_like, padding, same_rows, text_goes_on

Key = tuple[int, int]  # a cell's column and how many it covers

_EDGE = 4.0  # points within which two column edges are the same


@dataclass(frozen=True, slots=True)
class Part:
    """A physical cell and where it stands: page and block by index."""

    page: int
    block: int
    cell: GridCell


@dataclass(frozen=True, slots=True)
class WholeCell:
    """A cell of a joined table with all its physical parts, in reading order."""

    row: int
    col: int
    row_span: int
    col_span: int
    parts: tuple[Part, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is printed in it."""
        return not any(line.text.strip() for part in self.parts for line in part.cell.lines)


@dataclass(frozen=True, slots=True)
class WholeGrid:
    """A table over all its pages; `places` are (page, block) by index."""

    n_rows: int
    n_cols: int
    cells: tuple[WholeCell, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def joined(self) -> int:
        """Page breaks it was joined over."""
        return len(self.places) - 1


def join_grids(draft: Draft) -> tuple[WholeGrid, ...]:
    """Return the draft's tables, those that go on over a page break made whole.

    Column edges, the place at the page's edge and the rows at the break must
    all agree; what is printed between must be the table's own caption again.
    """
    chains: list[list[tuple[int, int]]] = []
    for p, page in enumerate(draft.pages):
        for b, block in enumerate(page.blocks):
            if not isinstance(block, GridBlock):
                continue
            last = chains[-1] if chains else None
            if last and _goes_on(draft.pages, last, (p, b)):
                last.append((p, b))
            else:
                chains.append([(p, b)])
    return tuple(_whole(draft.pages, chain) for chain in chains)


def _grid(pages: Sequence[DraftPage], place: tuple[int, int]) -> GridBlock:
    block = pages[place[0]].blocks[place[1]]
    assert isinstance(block, GridBlock)
    return block


def _goes_on(
    pages: Sequence[DraftPage], chain: Sequence[tuple[int, int]], place: tuple[int, int]
) -> bool:
    before, after = _grid(pages, chain[-1]), _grid(pages, place)
    if place[0] != chain[-1][0] + 1 or not before.col_edges or not after.col_edges:
        return False
    first, second = pages[chain[-1][0]], pages[place[0]]
    if abs(first.width - second.width) > 2 or chain[-1][1] != len(first.blocks) - 1:
        return False
    if place[1] > 1 or (place[1] == 1 and not _caption_again(pages, chain[0], second)):
        return False
    edges = [_grid(pages, p).col_edges for p in chain]
    known = max(edges, key=len)
    shift = after.col_edges[0] - known[0]
    if abs((after.col_edges[-1] - known[-1]) - shift) > _EDGE:
        return False
    moved = [x - shift for x in after.col_edges]
    if not (_subset(moved, known) or _subset(known, moved)):
        return False
    head = _grid(pages, chain[0])
    if same_rows(head, after):
        return True
    # A header of its own, other than ours over the same columns, begins another table.
    if not (is_header_like(after) and is_header_like(head)):
        return True
    return _first_edges(after) != _first_edges(head)


def _first_edges(grid: GridBlock) -> list[int]:
    return [round(grid.col_edges[c.col] - grid.col_edges[0]) for c in grid.cells if c.row == 0]


def _subset(some: Sequence[float], others: Sequence[float]) -> bool:
    return all(any(abs(a - b) <= _EDGE for b in others) for a in some)


def _caption_again(pages: Sequence[DraftPage], place: tuple[int, int], page: DraftPage) -> bool:
    """Return whether the text over a page's first grid only repeats the caption."""
    block = page.blocks[0]
    if not isinstance(block, TextBlock):
        return False
    over: set[str] = set()
    for earlier in pages[place[0]].blocks[: place[1]]:
        if isinstance(earlier, TextBlock):
            over |= {_bare(line.text) for line in earlier.lines}
    return all(_bare(line.text) in over or not _bare(line.text) for line in block.lines)


def _bare(text: str) -> str:
    return re.sub(r"\s|[（(]?续表?\s*\d*[)）]?|[-—–]", "", text)


def _whole(pages: Sequence[DraftPage], chain: Sequence[tuple[int, int]]) -> WholeGrid:
    grids = [_grid(pages, place) for place in chain]
    if len(grids) > 1:
        grids = _same_columns(grids)
    whole = _start(grids[0], chain[0])
    for grid, place in zip(grids[1:], chain[1:], strict=True):
        whole = _append(whole, grids[0], grid, place)
    return whole


def _same_columns(grids: Sequence[GridBlock]) -> list[GridBlock]:
    """Give grids the same columns: those of the one with the finest edges."""
    finest = max(grids, key=lambda g: len(g.col_edges))
    edges = finest.col_edges
    made = []
    for grid in grids:
        shift = grid.col_edges[0] - edges[0]
        places = [
            min(range(len(edges)), key=lambda i, x=x: abs(edges[i] - x))  # type: ignore[misc]
            for x in (edge - shift for edge in grid.col_edges)
        ]
        cells = tuple(
            replace(
                cell,
                col=places[cell.col],
                col_span=max(1, places[cell.col + cell.col_span] - places[cell.col]),
            )
            for cell in grid.cells
        )
        made.append(replace(grid, n_cols=len(edges) - 1, cells=cells, col_edges=edges))
    return made


def _start(grid: GridBlock, place: tuple[int, int]) -> WholeGrid:
    cells = tuple(
        WholeCell(c.row, c.col, c.row_span, c.col_span, (Part(*place, c),)) for c in grid.cells
    )
    return WholeGrid(grid.n_rows, grid.n_cols, cells, (place,))


def _append(
    whole: WholeGrid, head: GridBlock, grid: GridBlock, place: tuple[int, int]
) -> WholeGrid:
    """Return the table with the next page's grid under it."""
    skip = same_rows(head, grid)
    rest = [c for c in grid.cells if c.row >= skip]
    last = whole.n_rows - 1
    above = {(c.col, c.col_span): c for c in whole.cells if c.row <= last < c.row + c.row_span}
    top = {(c.col, c.col_span): c for c in rest if c.row == skip}
    uppers = {key: cell.parts[-1].cell for key, cell in above.items()}
    pad = padding([*uppers.values(), *grid.cells])
    split = breaks_row(uppers, top, grid.n_cols, pad)
    offset = last - skip if split else last + 1 - skip
    merged: dict[int, WholeCell] = {}
    cells = []
    going = set() if split else _parents(whole, above, top, grid, pad)
    for cell in sorted(rest, key=lambda c: (c.row, c.col)):
        key = (cell.col, cell.col_span)
        if cell.row == skip and key in above and (split or key in going):
            upper = above[key]
            end = cell.row + offset + cell.row_span
            merged[id(upper)] = replace(
                upper, row_span=end - upper.row, parts=(*upper.parts, Part(*place, cell))
            )
            continue
        row, part = cell.row + offset, Part(*place, cell)
        cells.append(WholeCell(row, cell.col, cell.row_span, cell.col_span, (part,)))
    kept = [merged.get(id(c), c) for c in whole.cells]
    return WholeGrid(
        grid.n_rows + offset, whole.n_cols, tuple(kept + cells), (*whole.places, place)
    )


def _parents(
    whole: WholeGrid,
    above: Mapping[Key, WholeCell],
    top: Mapping[Key, GridCell],
    grid: GridBlock,
    pad: float,
) -> set[Key]:
    """Return which merged cells go on below a break at which a new row begins.

    They are the leading columns up to the first that does not go on.
    """
    columns = set(above)
    alike = {
        key: key[0] > 0 and _merged_like_first(whole, grid, key, columns)
        for key in columns & set(top)
    }
    texts = {key: _text_goes_on(above[key], top[key], pad) for key in alike if _filled(top[key])}
    several = any(alike[key] and goes_on for key, goes_on in texts.items())
    going: set[Key] = set()
    for key in sorted(top):
        upper, lower = above.get(key), top[key]
        if upper is None:
            break
        spans = upper.row_span > 1 or lower.row_span > 1
        if _filled(lower):
            merged = spans or alike[key] or (key[0] == 0 and several)
            if not (merged and texts[key]):
                break
        elif upper.empty:
            if not (upper.row_span > 1 and lower.row_span > 1):
                break
        elif not spans and not _never_empty(whole, key, columns):
            break
        going.add(key)
    return going


def _filled(cell: GridCell) -> bool:
    return any(line.text.strip() for line in cell.lines)


def _text_goes_on(upper: WholeCell, lower: GridCell, pad: float) -> bool:
    """Return whether the text below is the rest of the text right above the break."""
    last = upper.parts[-1].cell
    return _filled(last) and text_goes_on(last, lower, pad)


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
