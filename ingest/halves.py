"""Tables that stand side by side in one frame: where each begins."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.columns import Column
from ingest.header_grid import Block, HeaderCell
from ingest.labels import heads_asides, heads_rows, heads_values


def find_halves(
    columns: Sequence[Column],
    heads: Sequence[tuple[str, ...]],
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    block: Block,
) -> list[tuple[int, int]]:
    """Return the column ranges of tables that stand side by side in one frame."""
    starts = [block.first]
    names = columns[block.first].numbers < 0.5 or columns[block.first].codes
    for col in range(block.first + 1, len(columns)):
        this, before = columns[col], columns[col - 1]
        if owner[block.head - 1][col] == owner[block.head - 1][col - 1]:
            continue  # the same header: no column of its own
        if not names or not (this.codes or (this.filled and this.numbers < 0.5)) or this.units:
            continue
        again = bool(heads[col]) and heads[col][-1:] == heads[block.first][-1:]
        top = owner[block.top][col]
        leaf = owner[block.head - 1][col]
        own = top >= 0 and top != leaf and cells[top].col == col and cells[top].col_span > 1
        values = (before.numbers >= 0.5 and not before.codes) or (
            not before.filled and heads_values(_last(heads[col - 1]))
        )
        own = own and heads_rows(_last(heads[col]))
        if values and (again or own or _begins_anew(columns, heads, block.first, col)):
            starts.append(col)
    ends = [*starts[1:], len(columns)]
    return list(zip(starts, ends, strict=True))


def _begins_anew(
    columns: Sequence[Column], heads: Sequence[tuple[str, ...]], first: int, col: int
) -> bool:
    """Return whether the columns from `col` on are a table like those from `first` on.

    Names with an outline or a total of their own, or values under the header
    of the first table's: 收入项目 预算数 | 支出项目 预算数.
    """
    one, two = _first_values(columns, heads, first), _first_values(columns, heads, col)
    if two <= col or one >= col or two >= len(columns) or heads_asides(_last(heads[col])):
        return False
    left, right = columns[first:one], columns[col:two]
    same = bool(heads[one]) and _last(heads[one]) == _last(heads[two])
    outlined = any(c.opens for c in left) and any(c.opens for c in right)
    return same or outlined or (any(c.totals for c in left) and any(c.totals for c in right))


def _first_values(columns: Sequence[Column], heads: Sequence[tuple[str, ...]], first: int) -> int:
    """Return the first column from `first` on that holds values."""
    for col in range(first, len(columns)):
        column = columns[col]
        if not column.codes and (
            column.numbers >= 0.5 or (not column.filled and heads_values(_last(heads[col])))
        ):
            return col
    return len(columns)


def _last(head: tuple[str, ...]) -> str:
    return head[-1] if head else ""
