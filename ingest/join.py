"""Grids that stand on following pages become whole tables again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.layout import Draft, DraftPage, GridBlock, TextBlock
from ingest.parents import parents_going_on
from ingest.seams import breaks_row, is_header_like, padding, same_rows
from ingest.whole import Part, WholeCell, WholeGrid

_EDGE = 4.0  # points within which two column edges are the same


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
    going = set() if split else parents_going_on(whole, above, top, grid, pad)
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
