"""Header paths: which labels apply to each cell of a table.

A grid is read from the top as a series of blocks: key-value rows, and runs of
rows under a header of one or more rows.  Forms put several in one frame, so
each block is found by its own column edges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.header_grid import Block, Grid, HeaderCell, Paths
from ingest.header_rows import find_header_end, find_leading
from ingest.key_values import fill_key_values, is_key_values
from ingest.labels import Kind, heads_rows, heads_values, kind_of
from ingest.stubs import fill_block

_TITLE = re.compile(r"(?:表|一览|清单|明细|情况|目录)\s*(?:[（(][^（()）]*[)）])?\s*$|单位\s*[：:]")


def find_headers(cells: Sequence[HeaderCell], n_rows: int, n_cols: int) -> list[Paths]:
    """Return (is_header, row_path, col_path) of each cell, outermost label first."""
    grid = Grid(cells, n_rows, n_cols)
    paths: dict[int, Paths] = {}
    row, section = 0, ""
    last: Block | None = None
    while row < n_rows:
        rank = grid.cover(row)
        block = _header_block(grid, row) or _continued(grid, row, last)
        if block is not None:
            last = block
            for heading in range(max(block.head, row), block.start):
                paths.setdefault(across := grid.cover(heading)[0], (True, (), ()))
                section = cells[across].text
            fill_block(grid.cells, grid.owner, block, section, paths)
            row = block.end
            continue
        if len(rank) == 1 and n_cols > 1:
            only = cells[rank[0]]
            heading = kind_of(only.text) is Kind.LABEL and only.row_span == 1
            paths.setdefault(rank[0], (heading, (), ()))
            section = only.text if heading and row else section
        else:
            fill_key_values(grid, row, rank, paths)
        row += 1
    return [paths.get(i, (False, (), ())) for i in range(len(cells))]


def titles_table(cells: Sequence[HeaderCell], n_cols: int) -> bool:
    """Return whether the first row is one cell across the table that says what the table is."""
    top = [cell for cell in cells if cell.row == 0]
    if len(top) != 1 or top[0].col_span < n_cols or top[0].row_span > 1 or n_cols < 2:
        return False
    return bool(_TITLE.search(top[0].text))


def _header_block(grid: Grid, row: int) -> Block | None:
    """Return the block whose header begins at `row`, or None if none does."""
    if row == 0 and titles_table(grid.cells, grid.n_cols):
        return None
    lead = find_leading(grid, row)
    first = max((grid.cells[i].col + grid.cells[i].col_span for i in lead), default=0)
    if not grid.labels_only(row, lead):
        return None
    top = [i for i in grid.starts(row) if i not in lead]
    if is_key_values(grid, row, first):
        return None
    end = find_header_end(grid, row, lead)
    if end is None or end >= grid.n_rows:
        return None
    leaf = grid.edges(end - 1, first)
    if len(leaf) < 2 or (len(top) < 2 and end == row + 1):
        return None
    labels = [grid.cells[i] for i in grid.cover(end - 1) if grid.cells[i].col >= first]
    if sum(1 for cell in labels if cell.text) < max(2, len(labels) // 2):
        return None
    start = end
    while start < grid.n_rows and _is_heading(grid, start) and not lead:
        start += 1
    stop = _body_end(grid, start, leaf, first, lead)
    if stop == start or not _supported(grid, start, stop, labels):
        return None
    return Block(row, end, start, stop, first, tuple(lead))


def _is_heading(grid: Grid, row: int) -> bool:
    """Return whether a row is one label across the table."""
    cover = grid.cover(row)
    if len(cover) != 1:
        return False
    cell = grid.cells[cover[0]]
    return cell.col_span == grid.n_cols > 1 == cell.row_span and kind_of(cell.text) is Kind.LABEL


def _continued(grid: Grid, row: int, last: Block | None) -> Block | None:
    """Return the block that goes on under the header of the last one: 部门预算 | 资金来源.

    A heading across the table, or another merged cell left of its columns,
    parts the rows; they have the header's columns, and numbers where it had.
    """
    if last is None or not (last.lead or row > last.end):
        return None
    leaf = grid.edges(last.head - 1, last.first)
    lead = [i for i in grid.cover(row) if grid.cells[i].col < last.first]
    if bool(lead) != bool(last.lead) or any(grid.cells[i].row != row for i in lead):
        return None
    if grid.edges(row, last.first) != leaf:
        return None
    numeric = [
        col
        for col in leaf
        if any(grid.kind(r, col) is Kind.NUMBER for r in range(last.start, last.end))
    ]
    kinds = [grid.kind(row, col) for col in numeric]
    if Kind.NUMBER not in kinds or set(kinds) - {Kind.NUMBER, Kind.EMPTY}:
        return None
    end = _body_end(grid, row, leaf, last.first, lead)
    if end == row:
        return None
    return Block(last.top, last.head, row, end, last.first, tuple(lead))


def _body_end(
    grid: Grid, start: int, leaf: tuple[int, ...], first: int, lead: Sequence[int]
) -> int:
    """Return the row after the last one that stands under a header's columns."""
    bounds = set(leaf) | _corner(grid, start, leaf)
    row = start
    reach = min((grid.cells[i].row + grid.cells[i].row_span for i in lead), default=grid.n_rows)
    while row < reach:
        edges = grid.edges(row, first)
        cover = [i for i in grid.cover(row) if grid.cells[i].col >= first]
        if not set(edges) <= bounds or (edges and edges[0] != leaf[0]):
            break
        if _breaks_out(grid, cover, leaf):
            break
        if row > start and edges != leaf and _header_block(grid, row) is not None:
            break
        if row > start and edges == leaf and _header_again(grid, row, start, first):
            break
        row += 1
    return row


def _corner(grid: Grid, start: int, leaf: tuple[int, ...]) -> set[int]:
    """Return the columns that the corner over the rows' names spans: 支出类别 over 基本支出 | 小计.

    The rows may part it, as long as names alone stand in it and numbers beside it.
    """
    inside = set(range(leaf[0] + 1, leaf[1])) if len(leaf) > 2 else set()
    if not inside or grid.owner[start - 1][leaf[0]] != grid.owner[start - 1][leaf[1] - 1]:
        return set()
    named = all(grid.kind(start, col) in (Kind.LABEL, Kind.EMPTY) for col in range(*leaf[:2]))
    return inside if named and grid.kind(start, leaf[1]) is Kind.NUMBER else set()


def _breaks_out(grid: Grid, cover: Sequence[int], leaf: tuple[int, ...]) -> bool:
    """Return whether a row is no data row: one cell lies across several columns' values."""
    if len(cover) == 1:
        return len(leaf) > 1
    value = grid.cells[cover[-1]]
    across = sum(1 for x in leaf if value.col <= x < value.col + value.col_span)
    return len(cover) == 2 and len(leaf) > 2 and across > 1


def _header_again(grid: Grid, row: int, start: int, first: int) -> bool:
    """Return whether a row of labels stands where the rows over it hold numbers."""
    cover = [i for i in grid.cover(row) if grid.cells[i].col >= first]
    cells = [grid.cells[i] for i in cover]
    if len(cells) < 3 or any(c.row < row or kind_of(c.text) is not Kind.LABEL for c in cells):
        return False
    worded = sum(1 for c in cells if heads_values(c.text) or heads_rows(c.text))
    if worded * 2 < len(cells):
        return False
    numbers = 0
    for i in cover:
        over = {grid.owner[r][grid.cells[i].col] for r in range(start, row)} - {-1}
        kinds = [kind_of(grid.cells[j].text) for j in over]
        numbers += bool(kinds) and kinds.count(Kind.NUMBER) * 2 > len(kinds)
    return numbers >= 2


def _supported(grid: Grid, start: int, stop: int, labels: Sequence[HeaderCell]) -> bool:
    """Return whether what stands under labels is data: numbers, texts, or by the labels' words."""
    worded = sum(1 for cell in labels if heads_values(cell.text) or heads_rows(cell.text))
    if len(labels) == 2:
        last = [
            kind_of(grid.cells[grid.owner[r][labels[1].col]].text)
            for r in range(start, stop)
            if grid.owner[r][labels[1].col] >= 0
        ]
        data = sum(1 for k in last if k in (Kind.NUMBER, Kind.TEXT, Kind.YEAR))
        return worded == 2 or (worded == 1 and data * 2 > len(last) > 1)
    for cell in labels[1:]:
        under = {grid.owner[r][cell.col] for r in range(start, stop)} - {-1}
        kinds = [kind_of(grid.cells[i].text) for i in under]
        if sum(1 for k in kinds if k in (Kind.NUMBER, Kind.TEXT)) * 2 >= max(1, len(kinds)):
            return True
    return worded * 2 >= len(labels)
