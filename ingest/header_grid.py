"""A table as header finding sees it: cells by place, and the blocks they are read in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import Kind, kind_of

Paths = tuple[bool, tuple[str, ...], tuple[str, ...]]  # is_header, row_path, col_path


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


@dataclass(slots=True)
class Grid:
    """A table's cells by place.

    owner  by row and column the number of the cell there, -1 for none
    """

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

    def labels_only(self, row: int, skip: Sequence[int]) -> bool:
        """Return whether the cells that begin in a row, some aside, can be a header's."""
        kinds = [kind_of(self.cells[i].text) for i in self.starts(row) if i not in skip]
        good = all(k in (Kind.LABEL, Kind.YEAR, Kind.EMPTY) for k in kinds)
        return good and (Kind.LABEL in kinds or kinds.count(Kind.YEAR) > 1)

    def kind(self, row: int, col: int) -> Kind:
        """Return the kind of what stands at a place."""
        return kind_of(self.cells[i].text) if (i := self.owner[row][col]) >= 0 else Kind.EMPTY
