"""Which cells of a table are the sum of which others: totals, children, parts across.

A relation is proven where the same one holds elsewhere in the table (another
column, other rows), certain where the table's own words leave no doubt
(codes of 类/款/项, 一、二、三 under a 合计); a table of which neither can be
said is never found to be wrong, only doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Figure
from qa.audit_table import TOTAL, Grid, Row, partly
from qa.audit_tolerance import sum_tolerance

_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+[、.．]"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[.．、](?!\d)"),
    re.compile(r"[（(]\d+[)）]"),
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure and those that should add up to it.

    shape    the same for the same relation in another column (or row)
    certain  whether the table's words alone make it a sum of all its parts
    """

    total: Figure
    name: str
    parts: tuple[tuple[str, Figure], ...]
    shape: tuple[object, ...]
    certain: bool

    @property
    def values(self) -> list[Decimal]:
        """The parts' values."""
        return [figure.value for _, figure in self.parts]

    @property
    def off(self) -> Decimal:
        """How far the parts' sum lies above the total."""
        return sum(self.values, Decimal(0)) - self.total.value

    @property
    def holds(self) -> bool:
        """Whether it adds up but for rounding.

        A total of which the table gives several divisions (基本 + 项目, then by
        source of funds) adds up if the first does.
        """
        if abs(self.off) <= sum_tolerance(self.total.value, self.values):
            return True
        return not self.certain and self._first_division()

    def _first_division(self) -> bool:
        """Whether the first parts, two at least, make up the total."""
        values = self.values
        return any(
            abs(sum(values[:n], Decimal(0)) - self.total.value)
            <= sum_tolerance(self.total.value, values[:n])
            for n in range(2, len(values))
            if all(values[:2])
        )

    @property
    def telling(self) -> bool:
        """Whether its holding shows anything: two parts at least that are not nought."""
        return sum(1 for value in self.values if value) > 1


def sums_down(grid: Grid) -> Iterator[Sum]:
    """Yield the sums of a table's columns."""
    for col in grid.columns:
        rows = [row for row in grid.down(col) if row.label or row.code or row.figure]
        made = _by_code(rows, col) if _coded(rows) else _by_label(rows)
        yield from (s for s in made if s.parts and _one_unit(s))


def sums_across(grid: Grid) -> Iterator[Sum]:
    """Yield the sums of a table's rows, by its headers: 合计 and what stands beside it."""
    for total, parts in _groups(grid):
        names = [_name(grid, col) for col in parts]
        if any(partly(name) for name in names):
            continue
        for index in range(grid.heads, grid.table.n_rows):
            whole = grid.figures.get((index, total))
            if whole is None or _rate_row(grid, index):
                continue
            found = [
                (name, grid.figures[index, col])
                for name, col in zip(names, parts, strict=True)
                if (index, col) in grid.figures
            ]
            nested = len(grid.path(total)) > 1
            made = Sum(whole, _name(grid, total), tuple(found), (total, *parts), nested)
            if found and _one_unit(made):
                yield made


def _coded(rows: Sequence[Row]) -> bool:
    """Whether the rows carry codes of 类/款/项: 208, 20805, 2080501, or 208 | 05 | 01."""
    codes = [row.code for row in rows if row.code]
    whole = [_digits(code) for code in codes]
    return (
        len(codes) > 1
        and len(codes) >= 0.6 * len([row for row in rows if row.figure])
        and all(len(code[0]) in (3, 5, 7) for code in codes)
        and len(set(whole)) == len(whole)
    )


def _digits(code: tuple[str, ...]) -> tuple[str, ...]:
    """Return a code by its levels: 2080501 → (208, 05, 01)."""
    if len(code) > 1:
        return (code[0], *(part.zfill(2) for part in code[1:]))
    text = code[0]
    return tuple(part for part in (text[:3], text[3:5], text[5:7]) if part)


def _by_code(rows: Sequence[Row], col: int) -> Iterator[Sum]:
    known = {_digits(row.code): row for row in rows if row.code}
    below: dict[tuple[str, ...], list[Row]] = {}
    for code, row in known.items():
        below.setdefault(_nearest(code, known), []).append(row)
    for code, row in known.items():
        if row.figure is not None and code in below:
            yield _sum(row, below[code], (code,), True)
    tops = below.get((), [])
    for row in rows:
        if row.total and row.figure is not None and len(tops) > 0:
            own = _named_parts(row, tops)
            yield _sum(row, own or tops, ("total", row.index), not own)


def _nearest(code: tuple[str, ...], known: dict[tuple[str, ...], Row]) -> tuple[str, ...]:
    """Return the code next above one in the table: 204 for 2040601 where 20406 has no row."""
    above = (code[:n] for n in range(len(code) - 1, 0, -1))
    return next((other for other in above if other in known), ())


def _named_parts(row: Row, tops: Sequence[Row]) -> list[Row]:
    """Return no rows where a total is that of all; 小计 stands for those over it."""
    if "小计" not in row.label:
        return []
    return [top for top in tops if top.index < row.index]


def _by_label(rows: Sequence[Row]) -> Iterator[Sum]:
    yield from _children(rows)
    yield from _totals(rows)


def _level(row: Row) -> int:
    """Return a row's level by the mark before its name: 一、 0, （一） 1, 1. 2; -1 without one."""
    text = row.label.lstrip()
    return next((n for n, mark in enumerate(_LEVELS) if mark.match(text)), -1)


def _children(rows: Sequence[Row]) -> Iterator[Sum]:
    """Yield 一、 as the sum of the 1. 2. 3. under it, and 其中： of what stands over it."""
    for at, row in enumerate(rows):
        if row.figure is None or row.total:
            continue
        level = _level(row)
        following = rows[at + 1 :]
        if following and partly(following[0].label):
            under = [following[0]]
            for other in following[1:]:
                if _level(other) >= 0 or other.total:
                    break
                under.append(other)
            if len(under) > 1:
                yield _sum(row, under, (row.index,), False)
            continue
        if level < 0:
            continue
        under = []
        for other in following:
            if other.total or -1 < _level(other) <= level or _level(other) < 0:
                break
            under.append(other)
        levels = {_level(other) for other in under}
        if under and len(levels) == 1:
            yield _sum(row, under, (row.index,), False)


def _totals(rows: Sequence[Row]) -> Iterator[Sum]:
    """Yield each total as the sum of the rows of the highest level over it (or under it)."""
    start, before = 0, None  # where the rows not yet totalled begin; the last total
    for at, row in enumerate(rows):
        if not row.total:
            continue
        own = rows[start:at]
        if not own and before is None:
            own = [r for r in rows[at + 1 :] if r.figure is not None]
            if any(r.total for r in own):
                own = []
            parts = _highest(own)
        else:
            parts = _highest(own) if before is None else [before, *_unmarked(own)]
        marked = sum(1 for r in parts if _level(r) == 0) > 1 or before is not None
        if row.figure is not None and parts and not any(partly(r.label) for r in parts):
            yield _sum(row, parts, ("total", row.index), marked)
        start, before = at + 1, row


def _highest(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of the highest level there is; all, where none is marked."""
    levels = {_level(row) for row in rows if row.label} - {-1}
    if not levels:
        return list(rows)
    return [row for row in rows if _level(row) == min(levels)]


def _unmarked(rows: Sequence[Row]) -> list[Row]:
    """Return what stands between two totals: 年初结转和结余, without the 一、二、 of it."""
    plain = [row for row in rows if _level(row) < 0 and not partly(row.label)]
    return plain or list(rows)


def _sum(total: Row, parts: Sequence[Row], shape: tuple[object, ...], certain: bool) -> Sum:
    assert total.figure is not None
    found = tuple((r.label or " ".join(r.code), r.figure) for r in parts if r.figure is not None)
    shape = (*shape, *(r.index for r in parts))
    return Sum(total.figure, total.label or " ".join(total.code), found, shape, certain)


def _one_unit(found: Sum) -> bool:
    return all(
        f.unit == found.total.unit and f.kind is found.total.kind and f.high is None
        for _, f in found.parts
    )


def _groups(grid: Grid) -> Iterator[tuple[int, list[int]]]:
    """Yield (column of a total, columns of its parts) of the header tree."""
    paths = {col: [squeeze(cell.text) for cell in grid.path(col)] for col in grid.columns}
    leaves = {col: _leaf(path) for col, path in paths.items()}
    for col in grid.columns:
        parent, name, role = leaves[col]
        if not TOTAL.fullmatch(name):
            continue
        beside = [c for c in grid.columns if c != col and leaves[c][2] == role]
        own = [c for c in beside if leaves[c][0] == parent]
        deeper = [
            c
            for c in beside
            if leaves[c][0][: len(parent)] == parent
            and len(leaves[c][0]) > len(parent)
            and leaves[c][1] == "小计"
        ]
        covered = {leaves[c][0] for c in deeper}
        others = [c for c in beside if leaves[c][0][: len(parent)] == parent and c not in own]
        if any(leaves[c][0] not in covered for c in others):
            continue  # a group without a sum of its own: not said how it counts
        parts = [c for c in sorted((*own, *deeper)) if not TOTAL.fullmatch(leaves[c][1])]
        parts = sorted((*parts, *deeper))
        sides = _side(grid, col)
        parts = [c for c in parts if _side(grid, c) == sides]
        if len(parts) > 1:
            yield col, parts


def _leaf(path: list[str]) -> tuple[tuple[str, ...], str, str]:
    """Divide a header path into (what is over it, its name, the role under it: 决算数)."""
    role = ""
    if len(path) > 1 and re.fullmatch(
        r"(?:预算|决算|执行|年初预算|全年预算|调整预算)数?", path[-1]
    ):
        role, path = path[-1], path[:-1]
    if not path:
        return (), "", role
    return tuple(path[:-1]), path[-1], role


def _side(grid: Grid, col: int) -> tuple[int, ...]:
    return grid.stubs(col)


def _name(grid: Grid, col: int) -> str:
    parent, name, _ = _leaf([cell.text.strip() for cell in grid.path(col)])
    return f"{parent[-1]}{name}" if name in ("合计", "小计") and parent else name


def _rate_row(grid: Grid, index: int) -> bool:
    """Whether a row is of rates or changes, which do not add up."""
    label = next((r.label for r in (grid.row(index, c) for c in grid.columns[:1])), "")
    return bool(re.search(r"率|增减|比重|占比|%", label))
