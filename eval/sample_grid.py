"""A ruled table with merged cells laid out over pages.

Rows may be split by a page break and merged cells run on over any number of
breaks: what fits is printed, the rest continues in the same column of the
next page, which is what word processors do and what readers stumble over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from eval.sample_lines import PrintedLine, break_lines


@dataclass(frozen=True, slots=True)
class GridText:
    """One cell: place and extent in the grid, its text and how it is set."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    centre: bool = True
    indent: float = 0.0  # of each paragraph's first line, in points


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells over column edges (points from the left page edge, ascending).

    The first `header_rows` rows are printed again on each page if `repeat`.
    """

    edges: tuple[float, ...]
    cells: tuple[GridText, ...]
    n_rows: int
    size: float  # font size, points
    leading: float  # line distance, points
    pad: float = 3.0  # points between rule and text
    header_rows: int = 1
    repeat: bool = False
    split_rows: bool = True
    solid: tuple[int, ...] = (0,)  # rows that stay whole and with the row below them


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a cell that stands on one page: its box and its lines."""

    cell: GridText
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    lines: tuple[PrintedLine, ...]
    whole: bool  # not divided by a page break


@dataclass(slots=True)
class _Open:
    """A cell under way: lines not yet printed and where its part began."""

    cell: GridText
    lines: list[PrintedLine]
    top: float
    parts: list[tuple[int, float, float, tuple[PrintedLine, ...]]] = field(default_factory=list)


def lay_out(
    grid: Grid,
    face: str,
    page: int,
    top: float,
    frame: Callable[[int], tuple[float, float]],
) -> tuple[tuple[Segment, ...], int, float]:
    """Return the table's segments and the page and height where it ends.

    `frame(page)` gives the top and bottom of a page's text area in points
    from the top edge; the table begins on `page` at `top`.
    """
    return _Layout(grid, face, page, top, frame).run()


class _Layout:
    def __init__(
        self,
        grid: Grid,
        face: str,
        page: int,
        top: float,
        frame: Callable[[int], tuple[float, float]],
    ) -> None:
        self._grid, self._face, self._frame = grid, face, frame
        self._page, self._y = page, top
        self._open: list[_Open] = []
        self._done: list[Segment] = []

    def run(self) -> tuple[tuple[Segment, ...], int, float]:
        for row in range(self._grid.n_rows):
            started = [self._start(c) for c in self._grid.cells if c.row == row]
            least = self._least(row, started)
            if self._y + least > self._bottom() + 1e-6:
                self._break(self._y)
            for each in started:
                each.top = self._y
            self._open += started
            self._print_row(row)
        return tuple(self._done), self._page, self._y

    def _least(self, row: int, started: Sequence[_Open]) -> float:
        """Height that must be free for the row to begin on this page."""
        if row in self._grid.solid:
            return self._need(row, started) + self._height(2)
        return self._one_line() if self._grid.split_rows else self._need(row, started)

    def _print_row(self, row: int) -> None:
        while True:
            need = self._need(row, ())
            if self._y + need <= self._bottom() + 1e-6:
                self._y += need
                self._close(row)
                return
            self._break(self._split_height())

    def _start(self, cell: GridText) -> _Open:
        edges, grid = self._grid.edges, self._grid
        width = edges[cell.col + cell.col_span] - edges[cell.col] - 2 * grid.pad
        lines = break_lines(cell.text, width, grid.size, self._face, cell.indent)
        return _Open(cell, list(lines), self._y)

    def _need(self, row: int, fresh: Sequence[_Open]) -> float:
        """Height the row still wants from here: its own cells and those ending with it."""
        heights = [self._one_line()]
        for each in [*self._open, *fresh]:
            if each.cell.row + each.cell.row_span - 1 == row:
                used = self._y - each.top if each in self._open else 0.0
                heights.append(self._height(len(each.lines)) - used)
        return max(heights)

    def _height(self, lines: int) -> float:
        return lines * self._grid.leading + 2 * self._grid.pad

    def _one_line(self) -> float:
        return self._height(1)

    def _bottom(self) -> float:
        return self._frame(self._page)[1]

    def _break(self, bottom: float) -> None:
        """End every open cell at `bottom` and go on at the top of the next page."""
        for each in self._open:
            if bottom - each.top > 1e-6:
                self._end_part(each, bottom)
        self._page += 1
        self._y = self._frame(self._page)[0]
        if self._grid.repeat:
            self._repeat_header()
        for each in self._open:
            each.top = self._y

    def _split_height(self) -> float:
        """Where the row begun at the current height is cut: under its last line that fits."""
        room = self._bottom() - self._y - 2 * self._grid.pad
        lines = int((room + 1e-6) // self._grid.leading)
        return self._y + self._height(lines) if lines > 0 else self._y

    def _end_part(self, each: _Open, bottom: float) -> None:
        room = int((bottom - each.top - 2 * self._grid.pad + 1e-6) // self._grid.leading)
        count = max(0, min(room, len(each.lines)))
        each.parts.append((self._page, each.top, bottom, tuple(each.lines[:count])))
        del each.lines[:count]

    def _close(self, row: int) -> None:
        for each in [o for o in self._open if o.cell.row + o.cell.row_span - 1 == row]:
            each.parts.append((self._page, each.top, self._y, tuple(each.lines)))
            self._open.remove(each)
            self._done += self._segments(each)

    def _segments(self, each: _Open) -> Iterator[Segment]:
        edges, cell = self._grid.edges, each.cell
        for page, top, bottom, lines in each.parts:
            yield Segment(
                cell,
                page,
                edges[cell.col],
                edges[cell.col + cell.col_span],
                top,
                bottom,
                lines,
                len(each.parts) == 1,
            )

    def _repeat_header(self) -> None:
        """Print the header rows again (each cell of them is one row high)."""
        for row in range(self._grid.header_rows):
            cells = [self._start(c) for c in self._grid.cells if c.row == row]
            height = max(self._height(len(c.lines)) for c in cells)
            for each in cells:
                each.parts.append((self._page, self._y, self._y + height, tuple(each.lines)))
                self._done += self._segments(each)
            self._y += height
