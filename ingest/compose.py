"""A draft's blocks become pages of final text, paragraphs and whole tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.boxes import BBox, CharBoxes
from ingest.captions import caption_over
from ingest.join import join_grids
from ingest.layout import Composition, Draft, DraftPage, GridBlock, Line, Paragraph, TextBlock
from ingest.model import Page, Span, Table
from ingest.seams import had_no_room, padding
from ingest.tables import make_table
from ingest.whole import WholeCell
from ingest.wraps import Margins, cell_break, find_margins, glue, paragraph_break

Chars = list[tuple[str, BBox | None]]
Place = tuple[int, int]  # page and block, by index


def compose(draft: Draft, report_id: str) -> Composition:
    """Return the final text of `draft`'s pages and what stands on them.

    Paragraphs and table rows end with a newline, cells are divided by tabs, a
    merged cell is printed where it begins.  `Paragraph.text` and `Cell.text`
    are exactly what their spans give back, put together.
    """
    wholes = join_grids(draft)
    runs: dict[Place, list[_Run]] = {}
    pads = {
        (p, b): padding(block.cells)
        for p, page in enumerate(draft.pages)
        for b, block in enumerate(page.blocks)
        if isinstance(block, GridBlock)
    }
    for table, whole in enumerate(wholes):
        for index, cell in enumerate(whole.cells):
            for part, chars in zip(cell.parts, _cell_chars(cell, pads), strict=True):
                run = _Run(part.cell.row, part.cell.col, table, index, chars)
                runs.setdefault((part.page, part.block), []).append(run)
    writer = _Writer(report_id)
    margins = _all_margins(draft)
    for p, page in enumerate(draft.pages):
        writer.chars = []
        for b, block in enumerate(page.blocks):
            if isinstance(block, TextBlock):
                if b > 0 or not block.wrapped:
                    writer.close()
                writer.text(p + 1, block, margins[p])
            else:
                writer.close()
                writer.captions[p, b] = caption_over(writer.paragraphs, p + 1, first=b == 0)
                writer.grid(p + 1, runs.get((p, b), []))
        if writer.spans:  # the page ends, its paragraph may not
            writer.chars.append(("\n", None))
        text = "".join(ch for ch, _ in writer.chars)
        boxes = [_on_page(box, page) for _, box in writer.chars]
        packed = CharBoxes.pack(boxes) if any(box is not None for box in boxes) else CharBoxes()
        writer.pages.append(
            Page(page.number, text, page.width, page.height, packed, page.ocr, page.locator)
        )
    writer.close(ended=True)
    tables: list[Table] = []
    for table, whole in enumerate(wholes):
        caption, unit = writer.captions[whole.places[0]]
        spans = [tuple(writer.cells.get((table, i), ())) for i in range(len(whole.cells))]
        named = "" if draft.format in ("pdf", "xlsx", "xls") else f"表{table + 1}"
        tables.append(
            make_table(
                whole, f"{report_id}-t{table + 1}", caption, unit, spans, writer.pages, named
            )
        )
    return Composition(tuple(writer.pages), tuple(writer.paragraphs), tuple(tables))


@dataclass(frozen=True, slots=True)
class _Run:
    """What one physical cell prints, and whose it is (table and cell by index)."""

    row: int
    col: int
    table: int
    index: int
    chars: Chars


@dataclass(slots=True)
class _Writer:
    """Writes the pages one after the other; a paragraph may stay open between two."""

    id: str
    chars: Chars = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    cells: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    captions: dict[Place, tuple[str, str]] = field(default_factory=dict)
    spans: list[tuple[Span, str]] = field(default_factory=list)  # of the open paragraph
    heading: int = 0
    last: Line | None = None
    first: bool = False  # whether `last` is the first line of its paragraph

    def text(self, page: int, block: TextBlock, margins: Margins | None) -> None:
        """Write a text block, joining its lines where the page broke them."""
        lines = [line for line in map(_trim, block.lines) if line.text]
        for place, line in enumerate(lines):
            if self.last is not None and (
                not block.wrapped
                or paragraph_break(self.last, line, lines, place, margins, opening=self.first)
            ):
                self.close()
            self.first = self.last is None
            self.line(page, line)
            self.heading, self.last = block.heading, line

    def line(self, page: int, line: Line) -> None:
        """Write one line at the end of the open paragraph."""
        gap = glue(self.last.text, line.text) if self.last is not None else ""
        start, text = len(self.chars), gap + line.text
        if self.spans and self.spans[-1][0].page == page:
            span, before = self.spans.pop()
            start, text = span.start, before + text
        self.chars += [(ch, None) for ch in gap] + _pairs(line)
        self.spans.append((Span(self.id, page, start, len(self.chars)), text))

    def close(self, *, ended: bool = False) -> None:
        """End the open paragraph, with a newline unless its page has `ended`."""
        if self.spans:
            text = "".join(part for _, part in self.spans)
            spans = tuple(span for span, _ in self.spans)
            self.paragraphs.append(Paragraph(text, spans, self.heading))
            if spans[-1].page == len(self.pages) + 1 and not ended:
                self.chars.append(("\n", None))
        self.spans, self.last = [], None

    def grid(self, page: int, runs: Sequence[_Run]) -> None:
        """Write a grid's cells, each where it begins."""
        row = None
        for run in sorted(runs, key=lambda run: (run.row, run.col)):
            if row is not None:
                self.chars.append(("\t" if run.row == row else "\n", None))
            row = run.row
            start = len(self.chars)
            self.chars += run.chars
            if run.chars:
                span = Span(self.id, page, start, len(self.chars))
                self.cells.setdefault((run.table, run.index), []).append(span)
        if row is not None:
            self.chars.append(("\n", None))


def _cell_chars(cell: WholeCell, pads: dict[Place, float]) -> list[Chars]:
    """Return the characters of each part of a cell; a separator ends the part before it."""
    out: list[Chars] = [[] for _ in cell.parts]
    last: tuple[int, Line] | None = None
    for index, part in enumerate(cell.parts):
        for line in map(_trim, part.cell.lines):
            if not line.text:
                continue
            if last is not None:
                before = cell.parts[last[0]]
                pad = pads[before.page, before.block]
                full = had_no_room(before.cell, last[1], line, pad)
                out[last[0]] += [(ch, None) for ch in cell_break(last[1], line, full=full)]
            out[index] += _pairs(line)
            last = index, line
    return out


def _trim(line: Line) -> Line:
    """Return a line without outer blanks; a tab or newline inside it becomes a blank."""
    start = len(line.text) - len(line.text.lstrip())
    end = len(line.text.rstrip())
    inner = "".join(" " if ch in "\t\n\r\x0b\x0c" else ch for ch in line.text[start:end])
    return Line(inner, line.boxes[start:end], line.box)


def _pairs(line: Line) -> Chars:
    if line.boxes:
        return list(zip(line.text, line.boxes, strict=True))
    return [(ch, None) for ch in line.text]


def _on_page(box: BBox | None, page: DraftPage) -> BBox | None:
    """Return where a box stands on the page as it is, turned and leaning back."""
    if box is None or not (page.skew or page.turns):
        return box
    if page.turns == 1:
        box = BBox(box.top, page.height - box.x1, box.bottom, page.height - box.x0)
    elif page.turns == 3:
        box = BBox(page.width - box.bottom, box.x0, page.width - box.top, box.x1)
    cos, sin = math.cos(page.skew), math.sin(page.skew)
    dx = (box.x0 + box.x1 - page.width) / 2
    dy = (box.top + box.bottom - page.height) / 2
    x, y = page.width / 2 + dx * cos - dy * sin, page.height / 2 + dx * sin + dy * cos
    wide, high = (box.x1 - box.x0) / 2, (box.bottom - box.top) / 2
    return BBox(x - wide, y - high, x + wide, y + high)


def _all_margins(draft: Draft) -> list[Margins | None]:
    """Return each page's margins; a page of few lines takes those of its like."""
    lines: list[list[Line]] = [
        [ln for b in page.blocks if isinstance(b, TextBlock) and b.wrapped for ln in b.lines]
        for page in draft.pages
    ]
    by_size: dict[tuple[int, int], list[Line]] = {}
    sizes = [
        (round(page.height), round(page.width))
        if page.turns % 2
        else (round(page.width), round(page.height))
        for page in draft.pages
    ]
    for size, some in zip(sizes, lines, strict=True):
        by_size.setdefault(size, []).extend(some)
    common = {size: find_margins(some, size[0]) for size, some in by_size.items()}
    made = []
    for page, size, some in zip(draft.pages, sizes, lines, strict=True):
        margins = find_margins(some, size[0]) if len(some) >= 12 else common[size]
        if margins is not None and page.ocr:
            margins = replace(margins, slack=0.9)
        made.append(margins)
    return made
