"""A table as a checker sees it: value columns, the labels and codes of their rows, header tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.fold import squeeze
from ingest.model import Cell, Figure, FigureKind, Role, Table

TOTAL = re.compile(r"(?:.{0,12}(?:合计|总计|小计)|总分)(?:数|金额)?")
_CODE = re.compile(r"\d{1,7}")
_PARTLY = re.compile(r"其中")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as seen from one value column; `figure` is None where its cell is empty."""

    index: int
    label: str
    code: tuple[str, ...]
    figure: Figure | None

    @property
    def total(self) -> bool:
        """Whether it is called a total."""
        return bool(TOTAL.fullmatch(squeeze(self.label))) and not self.code


@dataclass(frozen=True)
class Grid:
    """A table with the figures that fill a cell alone, by (row, column)."""

    table: Table
    figures: Mapping[tuple[int, int], Figure]
    rows: tuple[tuple[Cell, ...], ...]

    @cached_property
    def heads(self) -> int:
        """Number of header rows on top: those above the first figure."""
        return min((row for row, _ in self.figures), default=self.table.n_rows)

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns that hold amounts of money."""
        return tuple(
            sorted({c for (_, c), f in self.figures.items() if f.kind is FigureKind.MONEY})
        )

    def down(self, col: int) -> tuple[Row, ...]:
        """Return the rows of a value column from top to bottom, with label and code."""
        return self._down[col]

    def row(self, index: int, col: int) -> Row:
        """Return a row as it stands beside a value column."""
        return self._down[col][index - self.heads]

    @cached_property
    def _down(self) -> Mapping[int, tuple[Row, ...]]:
        below = range(self.heads, self.table.n_rows)
        return {col: tuple(self._row(index, col) for index in below) for col in self.columns}

    def in_row(self, index: int, role: Role | None = None) -> tuple[Figure, ...]:
        """Return the figures of a row, left to right; with `role` those that play it."""
        return tuple(f for f in self._by_row.get(index, ()) if role in (None, f.role))

    @cached_property
    def _by_row(self) -> Mapping[int, list[Figure]]:
        rows: dict[int, list[Figure]] = {}
        for (index, _), figure in sorted(self.figures.items(), key=lambda item: item[0]):
            rows.setdefault(index, []).append(figure)
        return rows

    def path(self, col: int) -> tuple[Cell, ...]:
        """Return the header cells over a column, outermost first, merged ones once."""
        found: list[Cell] = []
        for index in range(self.heads):
            for cell in self.rows[index]:
                if cell.col <= col < cell.col + cell.col_span and cell not in found:
                    found.append(cell)
        return tuple(cell for cell in found if cell.text.strip())

    def _row(self, index: int, col: int) -> Row:
        texts = [
            cell.text.strip()
            for c in self.stubs(col)
            for cell in self.rows[index]
            if cell.col <= c < cell.col + cell.col_span
        ]
        label = next((text for text in reversed(texts) if _named(text)), "")
        code = tuple(text for text in texts if _CODE.fullmatch(text))
        return Row(index, label, code, self.figures.get((index, col)))

    def stubs(self, col: int) -> tuple[int, ...]:
        """Return the columns that name the rows of a value column: those left of it and its mates.

        In a table of two sides (收入 | 支出) each side has its own.
        """
        return self._stubs[col]

    @cached_property
    def _stubs(self) -> Mapping[int, tuple[int, ...]]:
        return {col: self._left_of(col) for col in self.columns}

    def _left_of(self, col: int) -> tuple[int, ...]:
        found: list[int] = []
        for c in range(col - 1, -1, -1):
            if c in self.columns:
                if found:
                    break
            elif c in self._worded or found:
                found.append(c)
        return tuple(reversed(found))

    @cached_property
    def _worded(self) -> frozenset[int]:
        """Columns with words in rows below the headers."""
        return frozenset(
            cell.col
            for index in range(self.heads, self.table.n_rows)
            for cell in self.rows[index]
            if _named(cell.text)
        )


def _named(text: str) -> bool:
    """Whether a text has words: is no number and no code."""
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def lay_out(table: Table, figures: Sequence[Figure]) -> Grid:
    """Return a table with those of its figures that fill a cell alone."""
    texts = {(cell.row, cell.col): squeeze(cell.text) for cell in table.cells}
    alone: dict[tuple[int, int], Figure] = {}
    many: set[tuple[int, int]] = set()
    for figure in figures:
        key = (figure.cell_row, figure.cell_col)
        if key in alone:
            many.add(key)
        alone[key] = figure
    kept = {
        key: figure
        for key, figure in alone.items()
        if key not in many and squeeze(figure.printed) == texts.get(key)
    }
    return Grid(table, kept, table.rows())


def partly(label: str) -> bool:
    """Whether a label says that what follows is only some of the parts."""
    return bool(_PARTLY.search(label))
