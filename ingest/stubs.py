"""Within one block of a table: which columns name the rows, and each cell's paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import (
    Kind,
    heads_asides,
    heads_codes,
    heads_row_numbers,
    heads_rows,
    heads_units,
    heads_values,
    is_code,
    is_running_number,
    kind_of,
)
from ingest.outline import Outline, unmarked
from ingest.unit_words import unit_word

_LONG = 30  # characters on average beyond which a column is text, not a name
_TOTAL = re.compile(r"(?:合计|总计)$")
Paths = tuple[bool, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell as header finding sees it."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header: header `top:head`, body `start:end`, from column `first`.

    `lead` are the merged cells left of it that label the whole block.
    """

    top: int
    head: int
    start: int
    end: int
    first: int
    lead: tuple[int, ...]


def fill_block(
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    block: Block,
    section: str,
    paths: dict[int, Paths],
) -> None:
    """Add the paths of all cells of a block to `paths`."""
    n_cols = len(owner[0])
    heads = [_col_path(cells, owner, block, col) for col in range(n_cols)]
    outer = tuple(t for t in (section, *(cells[i].text for i in block.lead)) if t)
    for row in range(block.top, block.head):
        for col in range(block.first, n_cols):
            if owner[row][col] >= 0:
                paths.setdefault(owner[row][col], (True, (), ()))
    for i in block.lead:
        paths.setdefault(i, (True, (), ()))
    columns = [_column(cells, owner, block, col, heads[col]) for col in range(n_cols)]
    for first, last in _halves(columns, heads, cells, owner, block):
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


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: shares of its filled cells."""

    filled: int
    numbers: float
    codes: bool
    counter: bool
    units: bool
    named: bool  # each row has its own, none stands for several
    opens: bool  # an outline begins in it: 一、
    totals: bool  # it names a total
    length: float


def _col_path(
    cells: Sequence[HeaderCell], owner: Sequence[Sequence[int]], block: Block, col: int
) -> tuple[str, ...]:
    path: list[str] = []
    seen = set()
    for row in range(block.top, block.head):
        i = owner[row][col]
        if i < 0 or i in seen or i in block.lead:
            continue
        seen.add(i)
        text = cells[i].text
        if text and kind_of(text) is not Kind.NUMBER and text != "栏次" and path[-1:] != [text]:
            path.append(text)
    return tuple(path)


def _column(
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    block: Block,
    col: int,
    head: tuple[str, ...],
) -> _Column:
    inside = {owner[row][col] for row in range(block.start, block.end)} - {-1}
    texts = [cells[i].text for i in inside if cells[i].text and cells[i].col == col]
    label = head[-1] if head else ""
    # A code column: whole numbers only, under a header that says so.
    counter = heads_row_numbers(label)
    coded = sum(1 for t in texts if is_code(t) or (counter and is_running_number(t)))
    codes = heads_codes(label) and coded * 2 >= len(texts)
    numbers = sum(1 for t in texts if kind_of(t) is Kind.NUMBER)
    units = [t for t in texts if kind_of(t) is not Kind.NUMBER] if heads_units(label) else []
    return _Column(
        filled=len(texts),
        numbers=numbers / len(texts) if texts else 0.0,
        codes=codes,
        counter=codes and counter,
        units=bool(units) and sum(1 for t in units if unit_word(t)) * 2 > len(units),
        named=len(set(texts)) == block.end - block.start,
        opens=any(re.match(r"一\s*、|[（(]一[)）]", t) for t in texts),
        totals=any(_TOTAL.search(t) for t in texts),
        length=sum(map(len, texts)) / len(texts) if texts else 0.0,
    )


def _halves(
    columns: Sequence[_Column],
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
            not before.filled and heads_values_of(heads[col - 1])
        )
        own = own and heads_rows(heads[col][-1] if heads[col] else "")
        if values and (again or own or _begins_anew(columns, heads, block.first, col)):
            starts.append(col)
    ends = [*starts[1:], len(columns)]
    return list(zip(starts, ends, strict=True))


def _begins_anew(
    columns: Sequence[_Column], heads: Sequence[tuple[str, ...]], first: int, col: int
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


def _first_values(columns: Sequence[_Column], heads: Sequence[tuple[str, ...]], first: int) -> int:
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


def heads_values_of(head: tuple[str, ...]) -> bool:
    """Return whether a column path's last label heads values."""
    return bool(head) and heads_values(head[-1])


def _stubs(
    columns: Sequence[_Column], heads: Sequence[tuple[str, ...]], first: int, last: int
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
    columns: Sequence[_Column], heads: Sequence[tuple[str, ...]], first: int, last: int
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
    columns: Sequence[_Column],
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
