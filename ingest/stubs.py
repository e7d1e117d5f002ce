"""Within one block of a table: which columns name the rows, and each cell's paths."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.columns import Column, column_path, describe_column
from ingest.halves import find_halves
from ingest.header_grid import Block, HeaderCell, Paths
from ingest.labels import (
    Kind,
    heads_asides,
    heads_rows,
    heads_values,
    is_code,
    is_running_number,
    kind_of,
)
from ingest.outline import Outline, unmarked

_LONG = 30  # characters on average beyond which a column is text, not a name


def fill_block(
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    block: Block,
    section: str,
    paths: dict[int, Paths],
) -> None:
    """Add the paths of all cells of a block to `paths`."""
    n_cols = len(owner[0])
    heads = [column_path(cells, owner, block, col) for col in range(n_cols)]
    outer = tuple(t for t in (section, *(cells[i].text for i in block.lead)) if t)
    for row in range(block.top, block.head):
        for col in range(block.first, n_cols):
            if owner[row][col] >= 0:
                paths.setdefault(owner[row][col], (True, (), ()))
    for i in block.lead:
        paths.setdefault(i, (True, (), ()))
    columns = [describe_column(cells, owner, block, col, heads[col]) for col in range(n_cols)]
    for first, last in find_halves(columns, heads, cells, owner, block):
        stubs = _stubs(columns, heads, first, last)
        codes: dict[str, str] = {}
        outline = Outline()
        for row in range(block.start, block.end):
            _row(
                cells,
                owner,
                row,
                (first, last),
                stubs,
                columns,
                heads,
                outer,
                codes,
                outline,
                paths,
            )


def _stubs(
    columns: Sequence[Column], heads: Sequence[tuple[str, ...]], first: int, last: int
) -> tuple[int, ...]:
    """Return the columns that name the rows, those of long text left out."""
    stubs: list[int] = []
    named = False  # a column that names each row by itself stands before
    for col in range(first, last):
        column, head = columns[col], heads[col]
        label = head[-1] if head else ""
        if column.codes:
            stubs.append(col)
            continue
        if column.numbers >= 0.5:
            break
        if column.units or (named and heads_asides(label)):
            continue
        if heads_values(label) and (stubs or col > first) and column.length <= _LONG:
            if _named_later(columns, heads, col + 1, last):
                continue  # said of a parent over several rows: their own name comes after it
            break
        if column.length <= _LONG or heads_rows(label):
            stubs.append(col)
            named = named or column.named
    names = [col for col in stubs if not columns[col].codes]
    if stubs and stubs[-1] == last - 1 and len(names) > 1:
        # No column of values: the first that names is the row's name.
        return tuple(stubs[: stubs.index(names[0]) + 1])
    return tuple(stubs)


def _named_later(
    columns: Sequence[Column], heads: Sequence[tuple[str, ...]], first: int, last: int
) -> bool:
    """Return whether a column before those of numbers still names rows, by its header."""
    for col in range(first, last):
        if columns[col].numbers >= 0.5:
            return False
        if heads[col] and heads_rows(heads[col][-1]) and not columns[col].codes:
            return True
    return False


def _row(
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    row: int,
    bounds: tuple[int, int],
    stubs: Sequence[int],
    columns: Sequence[Column],
    heads: Sequence[tuple[str, ...]],
    outer: tuple[str, ...],
    codes: dict[str, str],
    outline: Outline,
    paths: dict[int, Paths],
) -> None:
    """Add the paths of one row of one half; parents by code first, else by outline mark."""
    code = "".join(
        cells[owner[row][c]].text.replace(" ", "")
        for c in stubs
        if columns[c].codes and not columns[c].counter and _own(cells, owner, row, c)
    )
    parents = tuple(
        codes[code[:n]] for n in range(3, len(code)) if is_code(code) and code[:n] in codes
    )
    path = outer + parents
    spare: tuple[str, ...] = ()
    seen = set()
    for col in range(bounds[0], bounds[1]):
        i = owner[row][col]
        if i < 0 or i in seen:
            continue
        seen.add(i)
        cell = cells[i]
        head = heads[col] if cell.col == col else ()
        if col not in stubs:
            wide = cell.col_span > 1 and len({heads[c] for c in _columns_of(cell, heads)}) > 1
            whole = path if path != outer else path + spare
            paths.setdefault(i, (False, whole, _shared(cell, heads) if wide else head))
            continue
        coded = columns[col].codes and (
            is_code(cell.text) or (columns[col].counter and is_running_number(cell.text))
        )
        if cell.text and not coded and not code and cell.row == row:
            path = (*path, *(p for p in outline.parents(cell.text) if p not in path))
        names = coded or kind_of(unmarked(cell.text)) is Kind.LABEL
        paths.setdefault(i, (names, path, head))
        if coded:
            spare = (cell.text,)
        elif cell.text and path[-1:] != (cell.text,):
            path = (*path, cell.text)
            if code and not columns[col].codes:
                codes.setdefault(code, cell.text)


def _own(cells: Sequence[HeaderCell], owner: Sequence[Sequence[int]], row: int, col: int) -> bool:
    return owner[row][col] >= 0 and is_code(cells[owner[row][col]].text)


def _columns_of(cell: HeaderCell, heads: Sequence[tuple[str, ...]]) -> range:
    return range(cell.col, min(cell.col + cell.col_span, len(heads)))


def _shared(cell: HeaderCell, heads: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the labels that all columns under a wide cell have in common."""
    common = heads[cell.col]
    for col in _columns_of(cell, heads):
        same = 0
        for a, b in zip(common, heads[col], strict=False):
            if a != b:
                break
            same += 1
        common = common[:same]
    return common
