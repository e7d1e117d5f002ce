"""A table whole again: cells with all the physical parts they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.layout import GridCell

Key = tuple[int, int]  # a cell's column and how many it covers


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
