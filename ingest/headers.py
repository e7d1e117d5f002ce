"""Header paths: which labels apply to each cell of a table.

A grid is read from the top as a series of blocks: key-value rows, and runs of
rows under a header of one or more rows.  Forms put several in one frame, so
each block is found by its own column edges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import Kind, heads_rows, heads_values, is_key, is_ordinal, kind_of
from ingest.stubs import Block, HeaderCell, fill_block

Paths = tuple[bool, tuple[str, ...], tuple[str, ...]]  # is_header, row_path, col_path

_TITLE = re.compile(r"(?:表|一览|清单|明细|情况|目录)\s*(?:[（(][^（()）]*[)）])?\s*$|单位\s*[：:]")
_HEADER_ROWS = 6  # more than any table of this genre has


def find_headers(cells: Sequence[HeaderCell], n_rows: int, n_cols: int) -> list[Paths]:
    """Return (is_header, row_path, col_path) of each cell, outermost label first."""
    grid = _Grid(cells, n_rows, n_cols)
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
            _key_values(grid, row, rank, paths)
        row += 1
    return [paths.get(i, (False, (), ())) for i in range(len(cells))]


def titles_table(cells: Sequence[HeaderCell], n_cols: int) -> bool:
    """Return whether the first row is one cell across the table that says what the table is."""
    top = [cell for cell in cells if cell.row == 0]
    if len(top) != 1 or top[0].col_span < n_cols or top[0].row_span > 1 or n_cols < 2:
        return False
    return bool(_TITLE.search(top[0].text))


@dataclass(slots=True)
class _Grid:
    cells: Sequence[HeaderCell]
    n_rows: int
    n_cols: int
    owner: list[list[int]]

    def __init__(self, cells: Sequence[HeaderCell], n_rows: int, n_cols: int) -> None:
        self.cells, self.n_rows, self.n_cols = cells, n_rows, n_cols
        self.owner = [[-1] * n_cols for _ in range(n_rows)]
        for i, cell in enumerate(cells):
            for r in range(cell.row, min(cell.row + cell.row_span, n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, n_cols)):
                    self.owner[r][c] = i

    def cover(self, row: int) -> list[int]:
        """Return the cells that cover a row, left to right."""
        seen: list[int] = []
        for i in self.owner[row]:
            if i >= 0 and (not seen or seen[-1] != i):
                seen.append(i)
        return seen

    def starts(self, row: int) -> list[int]:
        """Return the cells that begin in a row."""
        return [i for i in self.cover(row) if self.cells[i].row == row]

    def edges(self, row: int, first: int = 0) -> tuple[int, ...]:
        """Return the left edges of the cells of a row from column `first` on."""
        return tuple(self.cells[i].col for i in self.cover(row) if self.cells[i].col >= first)


def _labels_only(grid: _Grid, row: int, skip: Sequence[int]) -> bool:
    """Return whether the cells that begin in a row, some aside, can be a header's."""
    kinds = [kind_of(grid.cells[i].text) for i in grid.starts(row) if i not in skip]
    good = all(k in (Kind.LABEL, Kind.YEAR, Kind.EMPTY) for k in kinds)
    return good and (Kind.LABEL in kinds or kinds.count(Kind.YEAR) > 1)


def _header_block(grid: _Grid, row: int) -> Block | None:
    """Return the block whose header begins at `row`, or None if none does."""
    if row == 0 and titles_table(grid.cells, grid.n_cols):
        return None
    lead = _leading(grid, row)
    first = max((grid.cells[i].col + grid.cells[i].col_span for i in lead), default=0)
    if not _labels_only(grid, row, lead):
        return None
    top = [i for i in grid.starts(row) if i not in lead]
    if _is_key_values(grid, row, first):
        return None
    end = _header_end(grid, row, lead)
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


def _is_heading(grid: _Grid, row: int) -> bool:
    """Return whether a row is one label across the table."""
    cover = grid.cover(row)
    if len(cover) != 1:
        return False
    cell = grid.cells[cover[0]]
    return cell.col_span == grid.n_cols > 1 == cell.row_span and kind_of(cell.text) is Kind.LABEL


def _continued(grid: _Grid, row: int, last: Block | None) -> Block | None:
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
        if any(_kind(grid, r, col) is Kind.NUMBER for r in range(last.start, last.end))
    ]
    kinds = [_kind(grid, row, col) for col in numeric]
    if Kind.NUMBER not in kinds or set(kinds) - {Kind.NUMBER, Kind.EMPTY}:
        return None
    end = _body_end(grid, row, leaf, last.first, lead)
    if end == row:
        return None
    return Block(last.top, last.head, row, end, last.first, tuple(lead))


def _kind(grid: _Grid, row: int, col: int) -> Kind:
    return kind_of(grid.cells[i].text) if (i := grid.owner[row][col]) >= 0 else Kind.EMPTY


def _leading(grid: _Grid, row: int) -> list[int]:
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
        mixed = any(not _labels_only(grid, r, [i, *lead]) for r in below if grid.starts(r))
        inside = cell.row < row or mixed or (len(below) > 0 and end == grid.n_rows)
        if not below or not inside:
            break
        lead.append(i)
        col = cell.col + cell.col_span
    return lead if col < grid.n_cols else []


def _header_end(grid: _Grid, row: int, lead: Sequence[int]) -> int | None:
    """Return the row after the header that begins at `row`."""
    end = row + 1
    while end < grid.n_rows and end - row < _HEADER_ROWS:
        above = [i for i in grid.cover(end - 1) if i not in lead]
        reach = max(grid.cells[i].row + grid.cells[i].row_span for i in above)
        if reach > end:  # a header cell stands beside further header rows
            if not _labels_only(grid, end, lead):
                return None
            end += 1
            continue
        if _numbers_columns(grid, end, lead):
            end += 1
            continue
        if not _labels_only(grid, end, lead) or not _refines(grid, above, end):
            break
        end += 1
    return end


def _numbers_columns(grid: _Grid, row: int, lead: Sequence[int]) -> bool:
    """Return whether a row only counts the columns (栏次 1 2 3)."""
    texts = [grid.cells[i].text for i in grid.cover(row) if i not in lead]
    numbered = [t for t in texts if t not in ("", "栏次", "行次", "项目")]
    if "栏次" in texts:
        return all(is_ordinal(t) for t in numbered)
    return len(numbered) > 2 and numbered == [str(n + 1) for n in range(len(numbered))]


def _refines(grid: _Grid, above: Sequence[int], row: int) -> bool:
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


def _body_end(
    grid: _Grid, start: int, leaf: tuple[int, ...], first: int, lead: Sequence[int]
) -> int:
    """Return the row after the last one that stands under a header's columns."""
    bounds = set(leaf)
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


def _breaks_out(grid: _Grid, cover: Sequence[int], leaf: tuple[int, ...]) -> bool:
    """Return whether a row is no data row: one cell lies across several columns' values."""
    if len(cover) == 1:
        return len(leaf) > 1
    value = grid.cells[cover[-1]]
    across = sum(1 for x in leaf if value.col <= x < value.col + value.col_span)
    return len(cover) == 2 and len(leaf) > 2 and across > 1


def _header_again(grid: _Grid, row: int, start: int, first: int) -> bool:
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


def _supported(grid: _Grid, start: int, stop: int, labels: Sequence[HeaderCell]) -> bool:
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


def _is_key_values(grid: _Grid, row: int, first: int) -> bool:
    """Return whether a row of labels alternates keys and their values."""
    cover = [grid.cells[i] for i in grid.cover(row) if grid.cells[i].col >= first]
    texts = [cell.text for cell in cover]
    if len(texts) == 2:
        worded = heads_values(texts[1]) or heads_rows(texts[1])
        return is_key(texts[0]) and not worded and not is_key(texts[1])
    if len(texts) % 2 or len(texts) < 4:
        return False
    keys, values = texts[0::2], texts[1::2]
    odd = sum(
        1
        for key, value in zip(keys, values, strict=True)
        if (is_key(value) or heads_values(value) or heads_rows(value))
        and not (kind_of(value) is Kind.YEAR and "年" in key)
    )
    return all(is_key(t) for t in keys) and odd * 2 < len(values)


def _key_values(grid: _Grid, row: int, cover: Sequence[int], paths: dict[int, Paths]) -> None:
    """Give each value of a row without a header its key: the label before it."""
    key: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    for place, i in enumerate(cover):
        cell = grid.cells[i]
        kind = kind_of(cell.text)
        if cell.row < row or (cell.row_span > 1 and place == 0):
            if kind is Kind.LABEL:
                parents = (*parents, cell.text)
                paths.setdefault(i, (True, (), ()))
            continue
        following = cover[place + 1] if place + 1 < len(cover) else None
        if not key and kind is Kind.LABEL and following is not None:
            key = (cell.text,)
            paths.setdefault(i, (True, parents, ()))
            continue
        paths.setdefault(i, (False, (*parents, *key), ()))
        # In pairs of key and value the next label is a key again.
        if following is not None and is_key(grid.cells[following].text):
            key = ()
