"""Setting a document of headings, paragraphs and ruled tables as a PDF.

Also says where each character came to stand, so that what a reader makes of
the PDF can be measured against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from eval.sample_grid import Grid, GridText, Segment, lay_out
from eval.sample_lines import break_lines, text_width
from eval.sample_pdf import Mark, print_pdf


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set; lengths in points."""

    width: float = 595.28
    height: float = 841.89
    margin_x: float = 79.0
    margin_top: float = 78.0
    margin_bottom: float = 78.0
    size: float = 14.0
    leading: float = 23.5
    table_size: float = 12.0
    table_leading: float = 22.0
    face: str = "serif"
    heading_face: str = "sans"
    folio: str = "— {n} —"  # page number, "" for none
    head: str = ""  # running head on every page
    justify: bool = True
    repeat_header: bool = False
    split_rows: bool = True
    rules: str = "boxes"  # boxes: one a cell; lines: edges; open: no outer verticals


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `kind` is title, subtitle, h1, h2, h3, body, left, right or pair.

    A pair is set left and right on the same height, parted by a tab.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: cells over columns whose widths are shares of the measure."""

    shares: tuple[float, ...]
    cells: tuple[GridText, ...]
    n_rows: int
    solid: tuple[int, ...] = (0,)  # header rows: never split, never last on a page


Block = Text | TableBlock


@dataclass(frozen=True, slots=True)
class Placed:
    """Characters `start:end` of a block's text (or of one of its cells) on a page."""

    block: int
    cell: tuple[int, int] | None  # row and column of the cell's corner
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF and where its text stands."""

    pdf: bytes
    pages: int
    placed: tuple[Placed, ...]


def typeset(blocks: tuple[Block, ...], style: Style, title: str, subject: str) -> Typeset:
    """Set `blocks` and return the PDF; the same input gives the same bytes.

    `title` and `subject` go into the PDF's metadata.
    """
    setter = _Setter(style)
    for index, block in enumerate(blocks):
        over_table = index + 1 < len(blocks) and isinstance(blocks[index + 1], TableBlock)
        setter.add(index, block, over_table)
    marks = chain(setter.marks, _furniture(setter.page, style))
    pdf = print_pdf(marks, setter.page, (style.width, style.height), title, subject)
    return Typeset(pdf, setter.page, tuple(setter.placed))


def fits(text: str, kind: str, style: Style) -> bool:
    """Return whether a paragraph of a kind stands on one line."""
    face, size, _ = _look(kind, style)
    return text_width(text, size, face) <= style.width - 2 * style.margin_x


@dataclass(slots=True)
class _Setter:
    style: Style
    page: int = 1
    y: float = -1.0
    marks: list[Mark] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def add(self, index: int, block: Block, over_table: bool) -> None:
        if self.y < 0:
            self.y = self.style.margin_top
        if isinstance(block, TableBlock):
            self._table(index, block)
        elif block.kind == "pair":
            self._pair(index, block)
        else:
            self._paragraph(index, block, 6 if over_table else 2)

    def frame(self, page: int) -> tuple[float, float]:
        """Top and bottom of a page's text area."""
        return self.style.margin_top, self.style.height - self.style.margin_bottom

    def _paragraph(self, index: int, block: Text, keep: int) -> None:
        """Set a paragraph; a heading wants `keep` lines free, its own included."""
        s = self.style
        face, size, leading = _look(block.kind, s)
        indent = 2 * size if block.kind in ("h1", "h2", "h3", "body") else 0.0
        measure = s.width - 2 * s.margin_x
        lines = break_lines(block.text, measure, size, face, indent)
        keep = keep if block.kind in ("h1", "h2", "h3") else 1
        for number, line in enumerate(lines):
            wanted = leading * (keep if number == 0 else 1)
            if self.y + wanted > self.frame(self.page)[1] + 1e-6:
                self.page, self.y = self.page + 1, s.margin_top
            content = block.text[line.start : line.end]
            x = s.margin_x + line.indent
            free = measure - line.indent - text_width(content, size, face)
            if block.kind in ("title", "subtitle"):
                x += free / 2
            elif block.kind == "right":
                x += free
            stretch = _stretch(content, free, size) if s.justify and line.full else 0.0
            baseline = self.y + (leading + size * 0.76) / 2
            self.marks.append(Mark(self.page, x, baseline, content, face, size, stretch))
            self.placed.append(Placed(index, None, self.page, line.start, line.end))
            self.y += leading
        if block.kind in ("title", "subtitle"):
            self.y += leading * 0.2

    def _pair(self, index: int, block: Text) -> None:
        """Set what stands before the tab at the left, what follows at the right."""
        s = self.style
        left, _, right = block.text.partition("\t")
        lines = right.split("\n")
        baseline = self.y + (s.table_leading * len(lines) + s.table_size * 0.2)
        at = 0
        self.marks.append(Mark(self.page, s.margin_x, baseline, left, s.face, s.table_size))
        self.placed.append(Placed(index, None, self.page, 0, len(left)))
        at = len(left) + 1
        widest = max(text_width(line, s.table_size, s.face) for line in lines)
        for number, line in enumerate(lines):
            y = baseline - (len(lines) - 1 - number) * s.table_leading * 0.85
            x = s.width - s.margin_x - widest
            self.marks.append(Mark(self.page, x, y, line, s.face, s.table_size))
            self.placed.append(Placed(index, None, self.page, at, at + len(line)))
            at += len(line) + 1
        self.y = baseline + s.table_size * 0.5

    def _table(self, index: int, block: TableBlock) -> None:
        s = self.style
        total = sum(block.shares)
        edges = [s.margin_x]
        for share in block.shares:
            edges.append(edges[-1] + share / total * (s.width - 2 * s.margin_x))
        grid = Grid(
            tuple(edges),
            block.cells,
            block.n_rows,
            s.table_size,
            s.table_leading,
            repeat=s.repeat_header,
            split_rows=s.split_rows,
            solid=block.solid,
        )
        segments, self.page, self.y = lay_out(grid, s.face, self.page, self.y, self.frame)
        self.y += s.table_leading * 0.5
        outer = (edges[0], edges[-1])
        for segment in segments:
            self.marks += _cell_marks(segment, s, grid.pad, outer)
            for line in segment.lines:
                key = (segment.cell.row, segment.cell.col)
                self.placed.append(Placed(index, key, segment.page, line.start, line.end))


def _cell_marks(
    segment: Segment, style: Style, pad: float, outer: tuple[float, float]
) -> Iterator[Mark]:
    yield from _rules(segment, style.rules, outer)
    cell, size = segment.cell, style.table_size
    height = len(segment.lines) * style.table_leading
    top = segment.top + pad
    if cell.centre and segment.whole:
        top = segment.top + (segment.bottom - segment.top - height) / 2
    measure = segment.x1 - segment.x0 - 2 * pad
    for number, line in enumerate(segment.lines):
        content = cell.text[line.start : line.end]
        free = measure - line.indent - text_width(content, size, style.face)
        x = segment.x0 + pad + line.indent
        stretch = 0.0
        if cell.centre:
            x += free / 2
        elif style.justify and line.full:
            stretch = _stretch(content, free, size)
        baseline = top + number * style.table_leading + (style.table_leading + size * 0.76) / 2
        yield Mark(segment.page, x, baseline, content, style.face, size, stretch)


def _rules(segment: Segment, rules: str, outer: tuple[float, float]) -> Iterator[Mark]:
    x0, x1, top, bottom = segment.x0, segment.x1, segment.top, segment.bottom
    if rules == "boxes":
        yield Mark(segment.page, x0, top, to=(x1, bottom), box=True)
        return
    yield Mark(segment.page, x0, top, to=(x1, top))
    yield Mark(segment.page, x0, bottom, to=(x1, bottom))
    for x in (x0, x1):
        if rules == "lines" or min(abs(x - edge) for edge in outer) > 0.1:
            yield Mark(segment.page, x, top, to=(x, bottom))


def _look(kind: str, style: Style) -> tuple[str, float, float]:
    """Face, size and leading of a kind of paragraph."""
    if kind == "title":
        return style.heading_face, style.size * 1.45, style.leading * 1.35
    if kind == "subtitle":
        return style.face, style.size * 1.1, style.leading
    if kind in ("h1", "h2"):
        return style.heading_face, style.size, style.leading
    if kind in ("left", "right"):
        return style.face, style.table_size, style.table_leading
    return style.face, style.size, style.leading


def _stretch(content: str, free: float, size: float) -> float:
    """Points between the characters of a justified line; none if it is much too short."""
    gaps = len(content) - 1
    return free / gaps if gaps > 0 and 0 < free < min(6, len(content) / 2) * size else 0.0


def _furniture(pages: int, style: Style) -> Iterator[Mark]:
    """Running head and page number of every page."""
    for page in range(1, pages + 1):
        for text, y in (
            (style.head, style.margin_top * 0.6),
            (style.folio.format(n=page, total=pages), style.height - style.margin_bottom * 0.5),
        ):
            if text:
                width = text_width(text, style.table_size, style.face)
                x = (style.width - width) / 2
                yield Mark(page, x, y, text, style.face, style.table_size)
